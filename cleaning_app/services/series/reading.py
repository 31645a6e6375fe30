"""Series as lines: the select behind every list, and what a row of it means."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import case, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import recurrence
from cleaning_app.domain.bookings import NOT_BEGUN
from cleaning_app.models import Booking, BookingSeries, Client, SeriesCrew, ServiceType, Worker
from cleaning_app.services.bookings import WorkerRef
from cleaning_app.services.series import conflicts
from cleaning_app.services.series.views import SeriesRow


def rows(ctx: Ctx) -> Any:
    """A select of everything a SeriesRow needs; `read` makes one of a row."""
    return (
        select(
            BookingSeries,
            col(Client.name),
            col(ServiceType.name),
            col(ServiceType.colour),
            _crew(),
            state(ctx),
            _next_visit(ctx),
            conflicts.count_of(ctx),
        )
        .join(Client, col(Client.id) == col(BookingSeries.client_id))
        .join(ServiceType, col(ServiceType.id) == col(BookingSeries.service_type_id))
    )


def state(ctx: Ctx) -> Any:
    """ "active", "paused" or "finished" today."""
    today = ctx.today()
    over = (col(BookingSeries.ended_from) <= today) | (col(BookingSeries.last_on) < today)
    paused = (col(BookingSeries.paused_from) <= today) & (
        col(BookingSeries.paused_until).is_(None) | (col(BookingSeries.paused_until) >= today)
    )
    return case((over, "finished"), (paused, "paused"), else_="active")


def _crew() -> Any:
    entry = func.jsonb_build_object("id", col(Worker.id), "name", col(Worker.name))
    listed = func.jsonb_agg(aggregate_order_by(entry, col(Worker.name)))
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb")))
        .select_from(SeriesCrew)
        .join(Worker, col(Worker.id) == col(SeriesCrew.worker_id))
        .where(
            col(SeriesCrew.org_id) == col(BookingSeries.org_id),
            col(SeriesCrew.series_id) == col(BookingSeries.id),
        )
        .correlate(BookingSeries)
        .scalar_subquery()
    )


def _next_visit(ctx: Ctx) -> Any:
    return (
        select(func.min(col(Booking.starts_at)))
        .where(
            col(Booking.org_id) == col(BookingSeries.org_id),
            col(Booking.series_id) == col(BookingSeries.id),
            col(Booking.status).in_(NOT_BEGUN),
            col(Booking.deleted_at).is_(None),
            col(Booking.starts_at) > ctx.now(),
        )
        .correlate(BookingSeries)
        .scalar_subquery()
    )


def read(row: Any) -> SeriesRow:
    """A row of `rows` as a view."""
    series, client, service, colour, crew, state_now, next_visit, open_conflicts = row[:8]
    return SeriesRow(
        id=series.id,
        client_id=series.client_id,
        client=client,
        service_id=series.service_type_id,
        service=service,
        colour=colour,
        rrule=series.rrule,
        words=recurrence.read(series.rrule).words,
        starts_on=series.starts_on,
        at=series.at,
        minutes=series.minutes,
        price_cents=series.price_cents,
        crew=[WorkerRef(UUID(worker["id"]), worker["name"]) for worker in crew],
        state=state_now,
        next_visit=next_visit,
        conflicts=open_conflicts,
        created_at=series.created_at,
        version=series.version,
    )
