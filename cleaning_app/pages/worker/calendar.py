"""My jobs in my phone's own calendar: the address, shown once, made anew, closed."""

from __future__ import annotations

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import crew, local, pieces, toast, words
from cleaning_app.components.handler import handler
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import calendar_feeds
from cleaning_app.settings import get_settings


class CalendarState(words.Spoken, rx.State):
    """Whether there is an address; `fresh` holds a new one while this page is open."""

    ready: bool = False
    is_on: bool = False
    used: str = ""
    fresh: str = ""
    opens: str = ""

    @handler(permissions.OWN_BOOKINGS)
    async def load(self, ctx: Ctx):
        """Say whether an address is in use."""
        self.fresh = self.opens = ""
        await self._fill(ctx)
        self.ready = True

    async def _fill(self, ctx: Ctx) -> None:
        language = words.language(self, ctx)
        feed = await calendar_feeds.status(ctx)
        self.is_on, self.used = feed is not None, ""
        if feed is not None and feed.last_used_at is not None:
            at = feed.last_used_at
            day = local.day(language, at.astimezone(ctx.zone).date())
            when = f"{day}, {local.time(language, at, ctx.zone)}"
            self.used = words.say(language, "feed_used", when=when)

    @handler(permissions.OWN_BOOKINGS, once=())
    async def issue(self, ctx: Ctx):
        """Make an address; the one before stops working."""
        self.fresh = get_settings().base_url + await calendar_feeds.issue(ctx)
        self.opens = f"webcal://{self.fresh.partition('://')[2]}"
        await self._fill(ctx)
        return toast.done(words.say(words.language(self, ctx), "feed_made"))

    @handler(permissions.OWN_BOOKINGS)
    async def revoke(self, ctx: Ctx):
        """Close the address."""
        await calendar_feeds.revoke(ctx)
        self.fresh = self.opens = ""
        await self._fill(ctx)
        return toast.done(words.say(words.language(self, ctx), "feed_closed"))


@page(
    "/my-calendar",
    title="Phone calendar",
    permission=permissions.OWN_BOOKINGS,
    audience="worker",
    parent="/me",
    on_load=CalendarState.load,
)
def calendar() -> rx.Component:
    s = CalendarState
    return rx.fragment(
        rx.el.div(
            pieces.link("‹ ", words.text("me"), href="/me", class_name="muted back"),
            rx.el.h1(words.text("feed_title")),
            class_name="phone-head",
        ),
        crew.last_seen("", s.ready, rx.cond(s.ready, _address(), pieces.skeleton(5))),
    )


def _address() -> rx.Component:
    s = CalendarState
    return rx.el.section(
        rx.el.p(words.text("feed_about")),
        rx.cond(s.fresh != "", _fresh(), rx.cond(s.is_on, _in_use())),
        rx.el.div(
            rx.el.button(
                rx.cond(s.is_on, words.text("feed_new"), words.text("feed_make")),
                type="button",
                class_name=rx.cond(s.is_on, "thumb second wide", "thumb"),
                on_click=s.issue,
            ),
            class_name="row visit-go",
        ),
        rx.cond(
            s.is_on,
            rx.el.button(
                words.text("feed_stop"),
                type="button",
                class_name="underlined",
                on_click=s.revoke,
            ),
        ),
        class_name="visit roomy",
    )


def _in_use() -> rx.Component:
    return rx.el.p(words.text("feed_is_on"), " ", CalendarState.used, class_name="muted")


def _fresh() -> rx.Component:
    s = CalendarState
    return rx.fragment(
        rx.el.input(
            value=s.fresh,
            read_only=True,
            class_name="input",
            aria_label=words.attribute("feed_address"),
        ),
        rx.el.div(
            rx.el.button(
                words.text("feed_copy"),
                type="button",
                class_name="thumb",
                on_click=rx.set_clipboard(s.fresh),
            ),
            rx.el.a(words.text("feed_open"), href=s.opens, class_name="thumb second wide"),
            class_name="row visit-go",
        ),
        rx.el.p(words.text("feed_once"), class_name="muted"),
    )
