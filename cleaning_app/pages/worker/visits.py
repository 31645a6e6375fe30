"""One of the worker's jobs as a card on their phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, pieces
from cleaning_app.context import Ctx
from cleaning_app.services.worker_day import OwnJob


@dataclass
class Visit:
    """A job in words."""

    id: str = ""
    span: str = ""
    client: str = ""
    what: str = ""
    address: str = ""
    map_link: str = ""
    call_link: str = ""
    badge: str = ""
    colour: str = "grey"
    drive: str = ""
    is_done: bool = False
    is_next: bool = False


def visit(ctx: Ctx, job: OwnJob, next_id: UUID | None = None) -> Visit:
    """A job as its card says it; the next one carries map and phone."""
    badge, colour = _badge(job, job.id == next_id)
    return Visit(
        id=str(job.id),
        span=f"{format.time(job.starts_at, ctx.zone)} – {format.time(job.ends_at, ctx.zone)}",
        client=job.client,
        what=_short(job.service),
        address=address(job),
        map_link=map_link(job),
        call_link=f"tel:{job.phone}" if job.phone else "",
        badge=badge,
        colour=colour,
        drive=_drive(job),
        is_done=job.status == "completed",
        is_next=job.id == next_id,
    )


def address(job: OwnJob) -> str:
    """10180 Windsor Ave NW, Glenora"""
    return ", ".join(part for part in (job.street, job.area or job.city) if part)


def map_link(job: OwnJob) -> str:
    """Opens the phone's maps with the way there."""
    place = f"{job.lat},{job.lng}" if job.lat is not None else f"{job.street}, {job.city}"
    if not place.strip(", "):
        return ""
    return f"https://www.google.com/maps/dir/?api=1&destination={quote(place)}"


def _badge(job: OwnJob, is_next: bool) -> tuple[str, str]:
    if job.status == "completed":
        worked = job.minutes_worked
        return ("Done" if worked is None else f"Done · {format.duration(worked)}", "green")
    if job.status == "in_progress":
        return "Under way", "violet"
    if is_next:
        return "Next", "blue"
    return format.words(job.status), "grey"


def _short(service: str) -> str:
    """Standard clean → Standard"""
    return service.removesuffix(" clean")


def _drive(job: OwnJob) -> str:
    if job.drive_minutes is None:
        return ""
    return f"{job.drive_minutes} min to {job.area or job.street}"


def card(v: Any) -> rx.Component:
    """The card; the next job's has the two things one needs on the way."""
    go = rx.el.div(
        rx.cond(
            v.map_link != "",
            rx.el.a(
                "Open map",
                href=v.map_link,
                target="_blank",
                rel="noopener noreferrer",
                class_name="thumb",
            ),
        ),
        rx.cond(v.call_link != "", rx.el.a("Call", href=v.call_link, class_name="thumb second")),
        class_name="row visit-go",
    )
    css = rx.cond(v.is_done, "visit done", rx.cond(v.is_next, "visit next", "visit"))
    return rx.fragment(
        rx.cond(v.drive != "", rx.el.div(v.drive, class_name="drive num")),
        rx.el.article(
            pieces.link(
                rx.el.span(
                    rx.el.b(v.span),
                    rx.el.span(pieces.badge(v.badge, v.colour, plain=True), class_name="push"),
                    class_name="row",
                ),
                rx.el.span(v.client, " · ", v.what),
                rx.cond(v.address != "", rx.el.span(v.address, class_name="muted")),
                href="/job/" + v.id,
                class_name="visit-link",
            ),
            rx.cond(v.is_next, go),
            class_name=css,
        ),
    )
