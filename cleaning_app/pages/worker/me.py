"""The worker's own corner: who is signed in, language, password, theme, the way out."""

from __future__ import annotations

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import crew, pieces, words
from cleaning_app.components.handler import handler
from cleaning_app.components.registry import page
from cleaning_app.components.shell import Shell
from cleaning_app.context import Ctx
from cleaning_app.domain.languages import LANGUAGES
from cleaning_app.services import members


class MeState(words.Spoken, rx.State):
    """What a worker chooses for themselves."""

    @handler(permissions.OWN_BOOKINGS)
    async def speak(self, ctx: Ctx, language: str):
        """Read the app in another language from now on."""
        await members.choose_language(ctx, language)
        shell = await self.get_state(Shell)
        shell.language = language


@page(
    "/me",
    title="Me",
    permission=permissions.OWN_BOOKINGS,
    icon="user",
    position=4,
    audience="worker",
    said="me",
)
def me() -> rx.Component:
    theme = rx.el.button(
        pieces.icon("sun-moon", 18),
        rx.color_mode_cond(light=words.text("theme_dark"), dark=words.text("theme_light")),
        type="button",
        on_click=rx.toggle_color_mode,
    )
    account = pieces.link(pieces.icon("key-round", 18), words.text("account"), href="/account")
    time_off = pieces.link(
        pieces.icon("calendar-off", 18), words.text("off_title"), href="/time-off"
    )
    calendar = pieces.link(
        pieces.icon("calendar-sync", 18), words.text("feed_title"), href="/my-calendar"
    )
    return rx.fragment(
        rx.el.div(
            rx.el.div(Shell.organisation, class_name="muted"),
            rx.el.h1(Shell.person),
            class_name="phone-head",
        ),
        rx.el.div(
            time_off,
            calendar,
            _languages(),
            account,
            theme,
            crew.leave(),
            class_name="visit me-list",
        ),
    )


def _languages() -> rx.Component:
    return rx.el.div(
        pieces.icon("languages", 18),
        rx.el.span(words.text("language"), class_name="grow"),
        *[
            rx.el.button(
                words.text(f"language_{code}"),
                type="button",
                lang=code,
                on_click=MeState.speak(code),
                custom_attrs={"aria-pressed": rx.cond(Shell.language == code, "true", "false")},
            )
            for code in LANGUAGES
        ],
        class_name="cr-language",
        role="group",
        aria_label=words.attribute("language"),
    )
