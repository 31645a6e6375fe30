"""A time that is taken: why, and the nearest free ones as buttons that book them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from cleaning_app.components import format, overlay, pieces
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict


@dataclass
class Clash:
    """What was refused. `worker_id` is whose time is taken; empty `reason`: nothing was."""

    reason: str = ""
    wish: str = ""
    worker_id: str = ""


@dataclass
class Alternative:
    """A free slot; `starts_at` is ISO 8601 in UTC."""

    worker_id: str
    worker: str
    initials: str
    starts_at: str
    when: str
    same_worker: bool


class Clashing(rx.State, mixin=True):
    """Mix in before rx.State. Where a service raises a Conflict with alternatives, call `_clashed`;
    a handler `take(worker_id, starts_at)` books one of them."""

    clash: Clash = Clash()
    alternatives: list[Alternative] = []

    def _clashed(self, ctx: Ctx, refused: Conflict, wish: str) -> None:
        """Open the dialog. Raises `refused` again when it is about something else."""
        if "alternatives" not in refused.extra:
            raise refused
        self.clash, self.alternatives = clash_of(ctx, refused, wish)

    def _no_clash(self) -> None:
        self.clash, self.alternatives = Clash(), []

    @handler("bookings.view")
    async def close_clash(self, ctx: Ctx):
        """Leave everything as it is."""
        self._no_clash()


def clash_of(ctx: Ctx, refused: Conflict, wish: str) -> tuple[Clash, list[Alternative]]:
    """A Conflict of the schedule as the dialog shows it."""
    taken = str(refused.extra.get("conflict", {}).get("worker_id", ""))
    free = [_alternative(ctx, one, taken) for one in refused.extra.get("alternatives", [])]
    return Clash(refused.detail, wish, taken), free


def _alternative(ctx: Ctx, free: dict[str, Any], taken: str) -> Alternative:
    start = datetime.fromisoformat(free["starts_at"])
    end = datetime.fromisoformat(free["ends_at"])
    day = format.short_day(start.astimezone(ctx.zone).date(), ctx.today())
    return Alternative(
        worker_id=free["worker_id"],
        worker=free["worker"],
        initials=format.initials(free["worker"]),
        starts_at=free["starts_at"],
        when=f"{day}, {format.span(start, end, ctx.zone)}",
        same_worker=free["worker_id"] == taken,
    )


def clash_dialog(state: Any) -> rx.Component:
    """The dialog of a State with `clash`, `alternatives`, `take` and `close_clash`."""
    return overlay.dialog(
        state.clash.reason != "",
        state.close_clash,
        "That time is taken",
        rx.el.div(
            rx.el.p(state.clash.reason, class_name="strong"),
            rx.el.p(state.clash.wish, class_name="muted"),
        ),
        rx.cond(
            state.alternatives.length() > 0,
            rx.el.div(
                rx.el.h2("Free nearby"),
                rx.foreach(state.alternatives, lambda free: _choice(state, free)),
                class_name="choices",
            ),
            rx.el.p("Nobody who can do this is free within three days.", class_name="muted"),
        ),
        rx.el.div(pieces.button("Leave it", on_click=state.close_clash), class_name="form-foot"),
        label="That time is taken",
    )


def _choice(state: Any, free: Any) -> rx.Component:
    return rx.el.button(
        pieces.avatar(free.initials),
        rx.el.span(
            rx.el.span(free.when, class_name="strong"),
            rx.el.span(free.worker, class_name="faint"),
            class_name="two-lines",
        ),
        rx.cond(free.same_worker, pieces.badge("Same worker", "green", plain=True)),
        type="button",
        class_name="choice num",
        on_click=state.take(free.worker_id, free.starts_at),
    )
