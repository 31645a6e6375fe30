"""Checklists: a template for each service, and each booking's own copy that its crew ticks off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.time_tracking import moment_of_tap
from cleaning_app.errors import Conflict, NotFound, PreconditionFailed
from cleaning_app.models import (
    ChecklistItem,
    ChecklistTemplate,
    ChecklistTemplateItem,
    ServiceType,
    Worker,
)
from cleaning_app.services import audit, live, rows
from cleaning_app.services.bookings import holding

PHASES = ("before", "during", "after")
MOST_LINES = 60
LONGEST_LABEL = 120


@dataclass(frozen=True)
class Line:
    """One thing to do: when in the visit, and whether the crew may leave without it."""

    label: str
    phase: str = "during"
    is_required: bool = False


@dataclass(frozen=True)
class Template:
    """The checklist a service's next bookings get; version 0 when it has none yet."""

    service_id: UUID
    key: str
    service: str
    colour: str
    lines: list[Line]
    version: int


@dataclass(frozen=True)
class Item:
    """One line of a booking's own checklist."""

    id: UUID
    booking_id: UUID
    label: str
    phase: str
    is_required: bool
    ticked_at: datetime | None
    ticked_by: str


async def templates(ctx: Ctx) -> list[Template]:
    """The template of every active service, in the order of the services."""
    ctx.require("settings.manage")
    found = await ctx.session.execute(
        select(ServiceType, ChecklistTemplate)
        .outerjoin(ChecklistTemplate, col(ChecklistTemplate.service_type_id) == col(ServiceType.id))
        .where(col(ServiceType.is_active))
        .order_by(col(ServiceType.position), col(ServiceType.name))
    )
    pairs: list[tuple[ServiceType, ChecklistTemplate | None]] = [(s, t) for s, t in found]
    lines = await _lines(ctx, [template.id for _, template in pairs if template is not None])
    return [
        Template(
            service.id,
            service.key,
            service.name,
            service.colour,
            lines.get(template.id, []) if template else [],
            template.version if template else 0,
        )
        for service, template in pairs
    ]


async def save_template(
    ctx: Ctx, service_id: UUID, lines: Sequence[Line], *, version: int | None = None
) -> int:
    """Give a service another checklist; bookings already opened keep theirs. Returns its version.

    Raises:
        NotFound, Invalid; PreconditionFailed: somebody else saved since `version`.
    """
    ctx.require("settings.manage")
    checked = _checked(lines)
    await rows.one(ctx, ServiceType, service_id, "There is no such service.")
    template = await ctx.session.scalar(
        select(ChecklistTemplate)
        .where(col(ChecklistTemplate.service_type_id) == service_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if version is not None and version != (template.version if template else 0):
        raise PreconditionFailed("Somebody changed this checklist meanwhile. Look at it again.")
    if template is None:
        template = ChecklistTemplate(org_id=ctx.org.id, service_type_id=service_id)
        ctx.session.add(template)
        await ctx.session.flush()
    else:
        rows.touched(template)
    before = len((await _lines(ctx, [template.id])).get(template.id, []))
    await ctx.session.execute(
        delete(ChecklistTemplateItem).where(col(ChecklistTemplateItem.template_id) == template.id)
    )
    ctx.session.add_all(
        ChecklistTemplateItem(
            org_id=ctx.org.id, template_id=template.id, position=n, label=line.label,
            phase=line.phase, is_required=line.is_required,
        )
        for n, line in enumerate(checked)
    )  # fmt: skip
    await ctx.session.flush()
    audit.record(
        ctx, "checklist.change", "service", service_id, lines_before=before, lines=len(checked)
    )
    return template.version


def _checked(lines: Sequence[Line]) -> list[Line]:
    form = Fields()
    if len(lines) > MOST_LINES:
        form.refuse("lines", f"A checklist has at most {MOST_LINES} lines.")
    kept = [
        Line(
            form.text(f"lines.{n}", line.label, LONGEST_LABEL, required=True),
            line.phase,
            line.is_required,
        )
        for n, line in enumerate(lines[:MOST_LINES])
    ]
    if any(line.phase not in PHASES for line in kept):
        form.refuse("lines", f"A phase is one of {', '.join(PHASES)}.")
    form.finish("This checklist can't be saved.")
    return sorted(kept, key=lambda line: PHASES.index(line.phase))


async def _lines(ctx: Ctx, template_ids: Sequence[UUID]) -> dict[UUID, list[Line]]:
    if not template_ids:
        return {}
    found = await ctx.session.scalars(
        select(ChecklistTemplateItem)
        .where(col(ChecklistTemplateItem.template_id).in_(template_ids))
        .order_by(col(ChecklistTemplateItem.position))
    )
    by_template: dict[UUID, list[Line]] = {}
    for row in found:
        line = Line(row.label, row.phase, row.is_required)
        by_template.setdefault(row.template_id, []).append(line)
    return by_template


_COPY = text(
    """
    INSERT INTO checklist_items
        (id, org_id, booking_id, position, label, phase, is_required)
    SELECT gen_random_uuid(), b.org_id, b.id, i.position, i.label, i.phase, i.is_required
    FROM bookings b
    JOIN checklist_templates t ON t.org_id = b.org_id AND t.service_type_id = b.service_type_id
    JOIN checklist_template_items i ON i.org_id = t.org_id AND i.template_id = t.id
    WHERE b.id IN :bookings AND b.status IN ('confirmed', 'in_progress')
      AND NOT EXISTS (SELECT 1 FROM checklist_items mine
                      WHERE mine.org_id = b.org_id AND mine.booking_id = b.id)
    ON CONFLICT (org_id, booking_id, position) DO NOTHING
    """
).bindparams(bindparam("bookings", expanding=True))


async def open_for(ctx: Ctx, booking_ids: Collection[UUID]) -> None:
    """Give bookings that a crew opens for the first time their own copy of the template.

    The caller has checked that they may see these bookings. Two of a crew may come at once.
    """
    if booking_ids:
        await ctx.session.execute(_COPY, {"bookings": list(booking_ids)})


async def of_booking(ctx: Ctx, booking_id: UUID) -> list[Item]:
    """A booking's checklist as far as it is ticked; empty until its crew opens it."""
    ctx.require("bookings.view")
    return (await load(ctx, [booking_id])).get(booking_id, [])


async def load(ctx: Ctx, booking_ids: Collection[UUID]) -> dict[UUID, list[Item]]:
    """The checklists of some bookings, by booking. The caller has checked permission."""
    if not booking_ids:
        return {}
    found: Any = await ctx.session.execute(
        select(ChecklistItem, col(Worker.name))
        .outerjoin(Worker, col(Worker.id) == col(ChecklistItem.ticked_by))
        .where(col(ChecklistItem.booking_id).in_(booking_ids))
        .order_by(col(ChecklistItem.position))
        .execution_options(populate_existing=True)
    )
    by_booking: dict[UUID, list[Item]] = {}
    for row, name in found:
        item = Item(
            row.id, row.booking_id, row.label, row.phase, row.is_required, row.ticked_at, name or ""
        )
        by_booking.setdefault(row.booking_id, []).append(item)
    return by_booking


async def tick(
    ctx: Ctx, booking_id: UUID, item_id: UUID, *, done: bool, at: datetime | None = None
) -> None:
    """Tick a line of an own booking, or untick it; what is already so stays as it was.

    Raises:
        NotFound: not theirs, or no such line. Conflict: the booking is over. Invalid: too long ago.
    """
    worker_id = ctx.own_worker()
    booking = await holding.booking(ctx, booking_id)
    if worker_id not in await holding.crew_of(ctx, booking_id):
        raise NotFound(holding.MISSING)
    item = await rows.locked(ctx, ChecklistItem, item_id, "That is not on the checklist any more.")
    if item.booking_id != booking.id:
        raise NotFound("That is not on the checklist any more.")
    if (item.ticked_at is not None) is done:
        return
    if booking.status not in ("confirmed", "in_progress"):
        words = "This job is over. Ask the office if the times are wrong."
        raise Conflict(words, extra={"said": "refused_over"})
    moment = moment_of_tap(ctx.now(), at, None)
    item.ticked_at, item.ticked_by = (moment, worker_id) if done else (None, None)
    await ctx.session.flush()
    verb = "tick" if done else "untick"
    # Under a name of its own: a booking's history would be nothing but ticks.
    audit.record(ctx, f"checklist.{verb}", "checklist", booking_id, line=item.label)
    await live.announce(ctx, "bookings", booking_id, "ticked")


async def missing(ctx: Ctx, booking_id: UUID) -> list[str]:
    """The required lines of a booking that nobody has ticked. The caller has checked permission."""
    items = (await load(ctx, [booking_id])).get(booking_id, [])
    return [item.label for item in items if item.is_required and item.ticked_at is None]
