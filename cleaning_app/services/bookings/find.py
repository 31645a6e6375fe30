"""The list of bookings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE, BookingStatus
from cleaning_app.models import (
    Address,
    Booking,
    BookingCrew,
    Client,
    ServiceType,
    Skill,
    Worker,
    WorkerSkill,
)
from cleaning_app.services import listing, listing_people
from cleaning_app.services.bookings.views import BookingRow, WorkerRef
from cleaning_app.services.listing_filters import (
    flag_filter,
    id_filter,
    ids_filter,
    moments_filter,
    words_filter,
)

ORDERS: dict[str, Any] = {
    "starts_at": col(Booking.starts_at),
    "number": col(Booking.number),
    "price_cents": col(Booking.price_cents),
    "created_at": col(Booking.created_at),
}
_NUMBER = re.compile(r"[Bb]?-?0*([0-9]{1,9})")


async def find(ctx: Ctx, query: listing.Query) -> listing.Page[BookingRow]:
    """One page of bookings, the latest start first.

    Filters: `status` (one or several, with commas), `worker_id`, `team_id` and `skill` (of somebody
    on it), `client_id`, `service_id`, `ids` (up to 200), `series_id`, `from` and `to` (days in the
    organisation's zone, both included), `deleted` and `unassigned` (yes/no; the latter of live
    bookings, unless `status` names others). Search: number ("B-03291", "3291") or client's name.
    Sorts: see ORDERS.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    ctx.require("bookings.view")
    gone = flag_filter(query.filters, "deleted")
    deleted_at = col(Booking.deleted_at)
    statement = _rows().where(deleted_at.is_not(None) if gone else deleted_at.is_(None))
    statement = _filtered(ctx, statement, query.filters)
    if query.search.strip():
        statement = statement.where(_matches(query.search))
    page = await listing.fetch(
        ctx, statement, query, ORDERS, default="-starts_at", id=col(Booking.id)
    )
    return page.map(_row)


async def row(ctx: Ctx, booking_id: UUID) -> BookingRow | None:
    """One booking as a line of a list, a deleted one too; None when there is none."""
    ctx.require("bookings.view")
    found = (await ctx.session.execute(_rows().where(col(Booking.id) == booking_id))).one_or_none()
    return _row(found) if found is not None else None


def _rows() -> Any:
    """Names come from scalar sub-selects: they run for the rows shown, never for the count."""
    return select(
        col(Booking.id),
        col(Booking.number),
        col(Booking.client_id),
        _named(Client.name, Client, Booking.client_id),
        _named(Address.area, Address, Booking.address_id),
        col(Booking.service_type_id),
        _named(ServiceType.name, ServiceType, Booking.service_type_id),
        _named(ServiceType.colour, ServiceType, Booking.service_type_id),
        col(Booking.starts_at),
        col(Booking.ends_at),
        col(Booking.status),
        col(Booking.price_cents),
        crew_json(),
        col(Booking.series_id),
        col(Booking.created_at),
        col(Booking.version),
    )


def _named(column: str, model: Any, key: Any) -> Any:
    return select(col(column)).where(col(model.id) == col(key)).scalar_subquery()


def crew_json() -> Any:
    """A booking's crew as a JSON array of {id, name}, by name, for a select on bookings."""
    entry = func.jsonb_build_object("id", col(Worker.id), "name", col(Worker.name))
    listed = func.jsonb_agg(aggregate_order_by(entry, col(Worker.name)))
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb")))
        .select_from(BookingCrew)
        .join(Worker, col(Worker.id) == col(BookingCrew.worker_id))
        .where(
            col(BookingCrew.org_id) == col(Booking.org_id),
            col(BookingCrew.booking_id) == col(Booking.id),
        )
        .correlate(Booking)
        .scalar_subquery()
    )


def _filtered(ctx: Ctx, statement: Any, filters: Mapping[str, str]) -> Any:
    if statuses := words_filter(filters, "status", [status.value for status in BookingStatus]):
        statement = statement.where(col(Booking.status).in_(statuses))
    if ids := ids_filter(filters, "ids", listing.MAX_LIMIT):
        statement = statement.where(col(Booking.id).in_(ids))
    if client_id := id_filter(filters, "client_id"):
        statement = statement.where(col(Booking.client_id) == client_id)
    if series_id := id_filter(filters, "series_id"):
        statement = statement.where(col(Booking.series_id) == series_id)
    if service_id := id_filter(filters, "service_id"):
        statement = statement.where(col(Booking.service_type_id) == service_id)
    if worker_id := id_filter(filters, "worker_id"):
        statement = statement.where(_has_crew(col(BookingCrew.worker_id) == worker_id))
    if team_id := id_filter(filters, "team_id"):
        members = select(col(Worker.id)).where(col(Worker.team_id) == team_id)
        statement = statement.where(_has_crew(col(BookingCrew.worker_id).in_(members)))
    if skill := filters.get("skill", "")[:60]:
        skilled = select(col(WorkerSkill.worker_id)).join(
            Skill, col(Skill.id) == col(WorkerSkill.skill_id)
        )
        able = skilled.where(col(Skill.key) == skill)
        statement = statement.where(_has_crew(col(BookingCrew.worker_id).in_(able)))
    if (unassigned := flag_filter(filters, "unassigned")) is not None:
        statement = statement.where(~_has_crew() if unassigned else _has_crew())
        if unassigned and not statuses:
            statement = statement.where(col(Booking.status).in_(sorted(LIVE)))
    start, end = moments_filter(filters, ctx.zone)
    if start:
        statement = statement.where(col(Booking.starts_at) >= start)
    if end:
        statement = statement.where(col(Booking.starts_at) < end)
    return statement


def _has_crew(*who: Any) -> Any:
    """Whether somebody is on it, or somebody of whom something is true."""
    crew = select(col(BookingCrew.worker_id)).where(
        col(BookingCrew.org_id) == col(Booking.org_id),
        col(BookingCrew.booking_id) == col(Booking.id),
        *who,
    )
    return crew.correlate(Booking).exists()


def _matches(search: str) -> Any:
    """A number is looked up by itself: "or" would make the database read every booking."""
    wanted = search.strip()
    named = select(col(Client.id)).where(listing_people.named(Client.name, wanted))
    theirs = select(col(Booking.id)).where(col(Booking.client_id).in_(named))
    number = _NUMBER.fullmatch(wanted)
    if number is None:
        return col(Booking.client_id).in_(named)
    numbered = select(col(Booking.id)).where(col(Booking.number) == int(number[1]))
    both = numbered if wanted[0] in "Bb" else union_all(numbered, theirs)
    return col(Booking.id).in_(both)


def _row(row: Any) -> BookingRow:
    values = list(row)
    values[4] = values[4] or ""
    values[12] = [WorkerRef(UUID(worker["id"]), worker["name"]) for worker in values[12]]
    return BookingRow(*values)
