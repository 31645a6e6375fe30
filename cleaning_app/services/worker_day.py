"""A worker's own jobs, today and this week, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE, TAKES_PLACE
from cleaning_app.domain.local_time import day_start
from cleaning_app.domain.travel import Place
from cleaning_app.errors import Forbidden, NotFound
from cleaning_app.models import Address, Booking, BookingCrew, Client, ServiceType
from cleaning_app.services import rota
from cleaning_app.services.bookings import change, holding
from cleaning_app.services.bookings.find import crew_json


@dataclass(frozen=True)
class OwnJob:
    """One of the worker's own jobs. `phone` of the client is there on the day of the visit only;
    `drive_minutes` is the way from the job before it that day. `mates` are colleagues on it."""

    id: UUID
    number: int
    client: str
    phone: str | None
    service: str
    colour: str
    street: str
    area: str
    city: str
    lat: float | None
    lng: float | None
    starts_at: datetime
    ends_at: datetime
    status: str
    started_at: datetime | None
    finished_at: datetime | None
    notes: str
    has_access_notes: bool
    consent_photos: bool
    mates: list[str]
    drive_minutes: int | None
    version: int

    @property
    def minutes(self) -> int:
        """The planned length."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True)
class OwnDay:
    """A day of the worker's: jobs by start, the one to do now or next, when the last one ends."""

    day: date
    jobs: list[OwnJob]
    next_id: UUID | None
    done_by: datetime | None


async def today(ctx: Ctx) -> OwnDay:
    """The worker's day. Raises Forbidden for who isn't a worker."""
    return (await _days(ctx, ctx.today(), 1))[0]


async def week(ctx: Ctx, first: date | None = None) -> list[OwnDay]:
    """Seven days from `first` (today unless told), days off included with no jobs.

    Raises:
        Forbidden: not a worker, or a week further than a year away.
    """
    first = first or ctx.today()
    if abs((first - ctx.today()).days) > 366:
        raise Forbidden("That is too far away.")
    return await _days(ctx, first, 7)


async def job(ctx: Ctx, booking_id: UUID) -> OwnJob:
    """One of the worker's own jobs, from a week back to two weeks ahead.

    Raises:
        NotFound: no such job, or somebody else's.
    """
    worker_id = ctx.own_worker()
    statement = _jobs(worker_id).where(col(Booking.id) == booking_id)
    row = (await ctx.session.execute(statement)).one_or_none()
    if row is None or not _near(ctx, row[0].starts_at):
        raise NotFound(holding.MISSING)
    return _own_job(ctx, row, worker_id, None)


async def access_notes(ctx: Ctx, booking_id: UUID) -> str:
    """Keys and codes of an own job, on its day only; every look leaves an audit row.

    Raises:
        NotFound: not theirs. Forbidden: another day's, or over.
    """
    booking = await _own(ctx, booking_id)
    over = booking.status not in LIVE
    if over or booking.starts_at.astimezone(ctx.zone).date() != ctx.today():
        raise Forbidden("Keys and codes are shown on the day of the visit.")
    return await change.read_access_notes(ctx, booking)


async def _own(ctx: Ctx, booking_id: UUID) -> Booking:
    """One of the worker's own bookings, locked with everybody on it."""
    worker_id = ctx.own_worker()
    booking = await holding.with_crew(ctx, booking_id)
    if worker_id not in await holding.crew_of(ctx, booking_id):
        raise NotFound(holding.MISSING)
    return booking


def _near(ctx: Ctx, starts_at: datetime) -> bool:
    return timedelta(days=-8) < starts_at - ctx.now() < timedelta(days=15)


async def _days(ctx: Ctx, first: date, count: int) -> list[OwnDay]:
    worker_id = ctx.own_worker()
    start = day_start(first, ctx.zone)
    end = day_start(first + timedelta(days=count), ctx.zone)
    statement = _jobs(worker_id).where(
        col(Booking.starts_at) >= start, col(Booking.starts_at) < end
    )
    rows = list((await ctx.session.execute(statement)).all())
    return [_own_day(ctx, first + timedelta(days=n), rows, worker_id) for n in range(count)]


def _own_day(ctx: Ctx, day: date, rows: Sequence[Any], worker_id: UUID) -> OwnDay:
    jobs: list[OwnJob] = []
    before: OwnJob | None = None
    for row in rows:
        if row[0].starts_at.astimezone(ctx.zone).date() == day:
            before = _own_job(ctx, row, worker_id, before)
            jobs.append(before)
    open_ = [job for job in jobs if job.status != "completed"]
    running = [job for job in open_ if job.status == "in_progress"]
    return OwnDay(
        day=day,
        jobs=jobs,
        next_id=(running or open_)[0].id if open_ else None,
        done_by=max((job.ends_at for job in jobs), default=None),
    )


def _jobs(worker_id: UUID) -> Any:
    mine = (
        select(col(BookingCrew.worker_id))
        .where(
            col(BookingCrew.org_id) == col(Booking.org_id),
            col(BookingCrew.booking_id) == col(Booking.id),
            col(BookingCrew.worker_id) == worker_id,
        )
        .correlate(Booking)
        .exists()
    )
    return (
        select(Booking, Client, ServiceType, Address, crew_json())
        .join(Client, col(Client.id) == col(Booking.client_id))
        .join(ServiceType, col(ServiceType.id) == col(Booking.service_type_id))
        .outerjoin(Address, col(Address.id) == col(Booking.address_id))
        .where(mine, col(Booking.deleted_at).is_(None), col(Booking.status).in_(TAKES_PLACE))
        .order_by(col(Booking.starts_at), col(Booking.id))
        .execution_options(populate_existing=True)
    )


def _own_job(ctx: Ctx, row: Any, worker_id: UUID, before: OwnJob | None) -> OwnJob:
    booking, client, service, address, crew = row
    on_the_day = booking.starts_at.astimezone(ctx.zone).date() == ctx.today()
    place = _place(address.lat, address.lng) if address else None
    origin = _place(before.lat, before.lng) if before else None
    return OwnJob(
        id=booking.id,
        number=booking.number,
        client=client.name,
        phone=client.phone if on_the_day else None,
        service=service.name,
        colour=service.colour,
        street=address.street if address else "",
        area=address.area if address else "",
        city=address.city if address else "",
        lat=address.lat if address else None,
        lng=address.lng if address else None,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        status=booking.status,
        started_at=booking.started_at,
        finished_at=booking.finished_at,
        notes=booking.notes,
        has_access_notes=booking.access_notes is not None
        or (address is not None and address.access_notes is not None),
        consent_photos=booking.consent_photos,
        mates=[mate["name"] for mate in crew if mate["id"] != str(worker_id)],
        drive_minutes=rota.drive(origin, place) if origin and place else None,
        version=booking.version,
    )


def _place(lat: float | None, lng: float | None) -> Place | None:
    return Place(lat, lng) if lat is not None and lng is not None else None
