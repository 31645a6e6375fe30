"""One of the worker's jobs: what to know before ringing the bell, start and finish."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import address, format, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.worker import visits
from cleaning_app.services import worker_day
from cleaning_app.services.worker_day import OwnJob


@dataclass
class JobView:
    """The job in words."""

    id: str = ""
    client: str = ""
    about: str = ""
    so_far: str = ""
    when: str = ""
    address: str = ""
    map_link: str = ""
    call_link: str = ""
    notes: str = ""
    mates: str = ""
    number: str = ""
    badge: str = ""
    colour: str = "grey"
    has_access_notes: bool = False
    can_start: bool = False
    can_finish: bool = False
    is_today: bool = False


class JobState(LoadState, rx.State):
    """One own job."""

    job: JobView = JobView()
    access: str = ""

    @handler(permissions.OWN_BOOKINGS, fills=True)
    async def load(self, ctx: Ctx):
        """Show the job in the address."""
        self.ready, self.access = False, ""
        await self._show(ctx, address.path_id(self))
        self.ready = True

    async def _show(self, ctx: Ctx, booking_id: UUID) -> None:
        self.job = _view(ctx, await worker_day.job(ctx, booking_id))

    @handler(permissions.OWN_BOOKINGS)
    async def start(self, ctx: Ctx):
        """Begin."""
        booking_id = address.known_id(self.job.id)
        await worker_day.start(ctx, booking_id)
        await self._show(ctx, booking_id)
        return toast.done("Started. Good luck!")

    @handler(permissions.OWN_BOOKINGS)
    async def finish(self, ctx: Ctx):
        """Done here."""
        booking_id = address.known_id(self.job.id)
        await worker_day.finish(ctx, booking_id)
        await self._show(ctx, booking_id)
        return [toast.done(f"Finished at {self.job.client}."), rx.redirect("/today")]

    @handler(permissions.OWN_BOOKINGS)
    async def show_access(self, ctx: Ctx):
        """Show keys and codes; the audit log remembers who looked."""
        self.access = await worker_day.access_notes(ctx, address.known_id(self.job.id))

    @handler(permissions.OWN_BOOKINGS)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """The office changed something: load again if it is this job."""
        if any(notice.id == self.job.id for notice in read_notices(sent)):
            return JobState.load
        return None


def _view(ctx: Ctx, job: OwnJob) -> JobView:
    badge = visits.visit(ctx, job)
    local = job.starts_at.astimezone(ctx.zone).date()
    running = job.status == "in_progress" and job.started_at is not None
    so_far = int((ctx.now() - (job.started_at or ctx.now())).total_seconds()) // 60
    return JobView(
        id=str(job.id),
        client=job.client,
        about=f"{job.service} · planned {format.duration(job.minutes)}",
        so_far=f"{format.duration(max(0, so_far))} so far" if running else "",
        when=f"{format.short_day(local, ctx.today())}, {badge.span}",
        address=badge.address,
        map_link=badge.map_link,
        call_link=badge.call_link,
        notes=job.notes,
        mates=", ".join(job.mates),
        number=f"B-{job.number:05}",
        badge=badge.badge,
        colour=badge.colour,
        has_access_notes=job.has_access_notes and job.status != "completed",
        can_start=job.status == "confirmed" and local == ctx.today(),
        can_finish=job.status == "in_progress",
        is_today=local == ctx.today(),
    )


@page(
    "/job/[booking_id]",
    title="Job",
    permission=permissions.OWN_BOOKINGS,
    audience="worker",
    parent="/today",
    on_load=JobState.load,
)
def job() -> rx.Component:
    s = JobState
    return rx.fragment(
        shown(s, _content(), 8, back=pieces.link_button("Today", "/today")),
        live_feed(topics=["bookings"], on_notice=s.hear),
    )


def _content() -> rx.Component:
    j = JobState.job
    return rx.fragment(
        rx.el.div(
            pieces.link("‹ Today", href="/today", class_name="muted back"),
            rx.el.h1(j.client),
            rx.el.div(
                j.about,
                rx.cond(j.so_far != "", rx.el.span(" · ", rx.el.b(j.so_far))),
                class_name="muted num",
            ),
            class_name="phone-head",
        ),
        _read_first(),
        rx.el.section(
            rx.el.div(
                rx.el.b(j.when),
                rx.el.span(pieces.badge(j.badge, j.colour, plain=True), class_name="push"),
                class_name="row num",
            ),
            rx.cond(j.address != "", rx.el.span(j.address, class_name="muted")),
            rx.cond(j.mates != "", rx.el.span("With ", j.mates, class_name="muted")),
            rx.el.span(j.number, class_name="faint num"),
            rx.el.div(_go(), class_name="row visit-go"),
            class_name="visit",
        ),
        _foot(),
    )


def _read_first() -> rx.Component:
    """What to know before going in; codes only when asked for."""
    j = JobState.job
    show = rx.cond(
        j.is_today,
        rx.el.button(
            "Show keys and codes",
            type="button",
            class_name="underlined",
            on_click=JobState.show_access,
        ),
        rx.el.span("Keys and codes show on the day."),
    )
    return rx.cond(
        (j.notes != "") | j.has_access_notes,
        rx.el.section(
            rx.el.b("Read first"),
            rx.cond(j.notes != "", rx.el.span(j.notes, class_name="prewrap")),
            rx.cond(
                JobState.access != "",
                rx.el.span(JobState.access, class_name="prewrap", role="status"),
                rx.cond(j.has_access_notes, show),
            ),
            class_name="visit read-first",
        ),
    )


def _go() -> rx.Component:
    j = JobState.job
    map_link = rx.el.a(
        "Open map",
        href=j.map_link,
        target="_blank",
        rel="noopener noreferrer",
        class_name="thumb second wide",
    )
    return rx.fragment(
        rx.cond(j.map_link != "", map_link),
        rx.cond(j.call_link != "", rx.el.a("Call", href=j.call_link, class_name="thumb second")),
    )


def _foot() -> rx.Component:
    j = JobState.job
    start = rx.el.button(
        "Start job", type="button", class_name="thumb big", on_click=JobState.start
    )
    finish = rx.el.button(
        "Finish job", type="button", class_name="thumb big", on_click=JobState.finish
    )
    return rx.cond(
        j.can_start | j.can_finish,
        rx.el.div(rx.cond(j.can_start, start, finish), class_name="phone-foot"),
    )
