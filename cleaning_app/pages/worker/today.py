"""Today: the worker's jobs in order, the roads between them, the next one ready to go."""

from __future__ import annotations

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import format, pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.worker.visits import Visit, card, visit
from cleaning_app.services import worker_day
from cleaning_app.services.worker_day import OwnDay


class TodayState(LoadState, rx.State):
    """The worker's day."""

    day: str = ""
    headline: str = ""
    visits: list[Visit] = []

    @handler(permissions.OWN_BOOKINGS, fills=True)
    async def load(self, ctx: Ctx):
        """The jobs of today."""
        own = await worker_day.today(ctx)
        self.day, self.headline = format.long_day(own.day), _headline(ctx, own)
        self.visits = [visit(ctx, job, own.next_id) for job in own.jobs]
        self.ready = True

    @handler(permissions.OWN_BOOKINGS)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """The office changed one of these jobs."""
        return TodayState.load

    @handler(permissions.OWN_BOOKINGS)
    async def feel(self, ctx: Ctx, status: str):
        """After a gap in the line, load again."""
        return TodayState.load if status == "reconnected" else None


def _headline(ctx: Ctx, own: OwnDay) -> str:
    """3 jobs, done by 17:15"""
    if not own.jobs or own.done_by is None:
        return "No jobs today"
    if own.next_id is None:
        return "All done for today"
    return f"{format.count(len(own.jobs), 'job')}, done by {format.time(own.done_by, ctx.zone)}"


@page(
    "/today",
    title="Today",
    permission=permissions.OWN_BOOKINGS,
    icon="sun",
    position=1,
    audience="worker",
    said="today",
    on_load=TodayState.load,
)
def today() -> rx.Component:
    s = TodayState
    free = pieces.empty("coffee", "Nothing planned", "Your week shows what comes next.")
    return rx.fragment(
        shown(
            s,
            rx.fragment(
                rx.el.div(
                    rx.el.div(s.day, class_name="muted"),
                    rx.el.h1(s.headline),
                    class_name="phone-head",
                ),
                rx.cond(
                    s.visits.length() > 0,
                    rx.el.div(rx.foreach(s.visits, card), class_name="visits num"),
                    free,
                ),
            ),
            6,
        ),
        live_feed(topics=["bookings"], on_notice=s.hear, on_status=s.feel),
    )
