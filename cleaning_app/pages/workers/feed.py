"""A worker's calendar address, on their page in the office."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import calendar_feeds
from cleaning_app.settings import get_settings

_MODULE = "module.teams"


class FeedState(rx.State):
    """The calendar address of the worker whose page is open. `fresh` is shown once, when made."""

    worker_id: str = ""
    may_manage: bool = False
    is_on: bool = False
    used: str = ""
    fresh: str = ""

    @handler("bookings.view", module=_MODULE)
    async def show(self, ctx: Ctx, worker_id: UUID):
        """Fill the card."""
        self.worker_id, self.fresh = str(worker_id), ""
        self.may_manage = ctx.can("users.manage")
        if self.may_manage:
            await self._fill(ctx, worker_id)

    async def _fill(self, ctx: Ctx, worker_id: UUID) -> None:
        feed = await calendar_feeds.status(ctx, worker_id)
        self.is_on, self.used = feed is not None, "Never fetched yet"
        if feed is not None and feed.last_used_at is not None:
            self.used = f"Fetched {format.ago(feed.last_used_at, ctx.now())}"

    @handler("users.manage", module=_MODULE, once=("worker_id",))
    async def issue(self, ctx: Ctx):
        """Make an address; the one before stops working."""
        worker_id = address.known_id(self.worker_id)
        self.fresh = get_settings().base_url + await calendar_feeds.issue(ctx, worker_id)
        await self._fill(ctx, worker_id)
        return toast.done("Copy the address now: it is shown once.")

    @handler("users.manage", module=_MODULE)
    async def revoke(self, ctx: Ctx):
        """Close the address."""
        worker_id = address.known_id(self.worker_id)
        await calendar_feeds.revoke(ctx, worker_id)
        self.fresh = ""
        await self._fill(ctx, worker_id)
        return toast.done("Closed. Calendars that have it get nothing any more.")


def feed() -> rx.Component:
    """The card."""
    s = FeedState
    fresh = rx.el.div(
        rx.el.input(
            value=s.fresh, read_only=True, class_name="input", aria_label="Calendar address"
        ),
        pieces.button("Copy", icon_name="copy", on_click=rx.set_clipboard(s.fresh)),
        class_name="row",
    )
    words = rx.cond(
        s.is_on,
        s.used,
        "Their jobs can appear in their phone's calendar. They make the address on their phone too.",
    )
    return rx.cond(
        s.may_manage,
        pieces.card(
            "Phone calendar",
            rx.el.div(
                rx.cond(s.fresh != "", fresh),
                rx.el.p(words, class_name="muted"),
                rx.el.div(
                    pieces.button(
                        rx.cond(s.is_on, "New address", "Make an address"), on_click=s.issue
                    ),
                    rx.cond(s.is_on, pieces.button("Close it", kind="danger", on_click=s.revoke)),
                    class_name="row",
                ),
                class_name="card-body stack",
            ),
            note=rx.cond(s.is_on, pieces.badge("On", "green"), pieces.badge("Off")),
        ),
    )
