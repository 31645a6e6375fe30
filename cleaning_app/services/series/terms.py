"""What a series says about each of its visits: reading it, checking it, keeping it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from cleaning_app import crypto
from cleaning_app.context import Ctx
from cleaning_app.domain import recurrence
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.recurrence import Rule
from cleaning_app.domain.series import HolidayPolicy
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.models import Address, BookingSeries, SeriesCrew, ServiceType, Team, Worker
from cleaning_app.services import rows
from cleaning_app.services.bookings import Extra
from cleaning_app.services.bookings.create import HIGHEST_PRICE_CENTS

MISSING = "There is no such series."


class Terms(TypedDict, total=False):
    """What can be said about every visit of a series. `at` and the ends of the `window` are
    wall-clock time; `add_ons` are key → count, or Extras as they were (undo), and so is the quote
    its price comes from (`pricing`)."""

    rule: Rule
    at: time
    minutes: int
    service_id: UUID
    address_id: UUID | None
    price_cents: int
    crew: Sequence[UUID]
    team_id: UUID | None
    window: tuple[time, time] | None
    add_ons: Mapping[str, int] | Sequence[Extra]
    notes: str
    access_notes: str
    holiday_policy: str
    consent_photos: bool
    confirmed: bool
    pricing: Mapping[str, Any]


async def locked(ctx: Ctx, series_id: UUID, version: int | None = None) -> BookingSeries:
    """A series, locked: first of all locks of a unit that changes one.

    Raises NotFound and PreconditionFailed.
    """
    return await rows.locked(ctx, BookingSeries, series_id, MISSING, version)


def rule_of(series: BookingSeries) -> Rule:
    """The rule of a series."""
    return recurrence.read(series.rrule)


async def crew_of(ctx: Ctx, series_id: UUID) -> list[UUID]:
    """Who usually comes, by name; somebody who has left the company too."""
    found = await ctx.session.scalars(
        select(col(SeriesCrew.worker_id))
        .join(Worker, col(Worker.id) == col(SeriesCrew.worker_id))
        .where(col(SeriesCrew.series_id) == series_id)
        .order_by(col(Worker.name), col(Worker.id))
    )
    return list(found)


async def set_crew(ctx: Ctx, series_id: UUID, crew: Iterable[UUID]) -> None:
    """Replace who usually comes. The caller has checked that they work here."""
    await ctx.session.execute(delete(SeriesCrew).where(col(SeriesCrew.series_id) == series_id))
    for worker_id in dict.fromkeys(crew):
        ctx.session.add(SeriesCrew(org_id=ctx.org.id, series_id=series_id, worker_id=worker_id))
    await ctx.session.flush()


async def checked(
    ctx: Ctx, given: Mapping[str, Any], *, client_id: UUID, starts_on: date
) -> dict[str, Any]:
    """The given terms as columns of BookingSeries, without the crew.

    Raises:
        Invalid: naming the fields that are wrong.
    """
    form = Fields()
    plain = ("at", "consent_photos", "confirmed", "pricing")
    stored = {name: given[name] for name in plain if name in given}
    if "at" in given:
        stored["at"] = given["at"].replace(second=0, microsecond=0, tzinfo=None)
    if "window" in given:
        window = given["window"] or (None, None)
        stored["earliest_at"], stored["latest_at"] = (
            end and end.replace(second=0, microsecond=0, tzinfo=None) for end in window
        )
    if "minutes" in given:
        stored["minutes"] = form.number("minutes", given["minutes"], 15, 1440)
    if "price_cents" in given:
        price = form.number("price_cents", given["price_cents"], 0, HIGHEST_PRICE_CENTS)
        stored["price_cents"] = price
    if "notes" in given:
        stored["notes"] = form.text("notes", given["notes"], 2000)
    if "access_notes" in given:
        secret = form.text("access_notes", given["access_notes"], 1000)
        stored["access_notes"] = crypto.encrypt(secret) if secret else None
    if "holiday_policy" in given:
        stored["holiday_policy"] = given["holiday_policy"]
        if given["holiday_policy"] not in list(HolidayPolicy):
            form.refuse("holiday_policy", f"One of: {', '.join(HolidayPolicy)}.")
    if "rule" in given:
        stored |= _ruled(form, given["rule"], starts_on)
    form.finish("This series can't be saved yet.")
    if "team_id" in given:
        stored["team_id"] = given["team_id"]
        if given["team_id"] is not None:
            await _expect(ctx, Team, given["team_id"], "team_id", "team")
    if "service_id" in given:
        stored["service_type_id"] = given["service_id"]
        await _expect(ctx, ServiceType, given["service_id"], "service_id", "service")
    if "address_id" in given:
        stored["address_id"] = given["address_id"]
        if given["address_id"] is not None:
            theirs = (col(Address.client_id) == client_id, col(Address.deleted_at).is_(None))
            await _expect(ctx, Address, given["address_id"], "address_id", "address", *theirs)
    return stored


def fit_window(
    at: time, window: tuple[time | None, time | None], moved_from: time | None
) -> dict[str, time | None]:
    """The promised window of a series beside its start. When the start moved out of it
    (`moved_from`), the window goes along, within the day.

    Raises Invalid: it ends before it begins, or the visits begin outside of it.
    """
    earliest, latest = window
    if earliest is None or latest is None:
        return {"earliest_at": None, "latest_at": None}
    if moved_from is not None and not earliest <= at <= latest:
        by = _of_day(at) - _of_day(moved_from)
        earliest, latest = (_clock(_of_day(end) + by) for end in (earliest, latest))
    if latest < earliest:
        raise Invalid.field("latest_at", "The latest start is before the earliest.")
    if not earliest <= at <= latest:
        raise Invalid.field(
            "earliest_at",
            f"Visits begin at {at.hour}:{at:%M}, which is outside of what is promised.",
        )
    return {"earliest_at": earliest, "latest_at": latest}


def _of_day(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minute: int) -> time:
    hours, minutes = divmod(min(24 * 60 - 1, max(0, minute)), 60)
    return time(hours, minutes)


def as_given(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of BookingSeries (and `crew`) as terms again: what `checked` made of them, undone."""
    named = {"service_type_id": "service_id"}
    given = {named.get(name, name): value for name, value in columns.items()}
    given.pop("last_on", None)
    if "earliest_at" in given or "latest_at" in given:
        ends = given.pop("earliest_at", None), given.pop("latest_at", None)
        given["window"] = None if None in ends else ends
    if "starts_on" in given and "rrule" not in given:
        del given["starts_on"]
    if "rrule" in given:
        given["rule"] = recurrence.read(given.pop("rrule"))
    if given.get("access_notes") is not None:
        given["access_notes"] = crypto.decrypt(given["access_notes"])
    elif "access_notes" in given:
        given["access_notes"] = ""
    return given


def _ruled(form: Fields, rule: Rule, starts_on: date) -> dict[str, Any]:
    if not 2000 <= starts_on.year <= 2199:
        form.refuse("starts_on", "Check the year.")
        return {}
    if rule.until and rule.until < starts_on:
        form.refuse("until", "The last day is before the first one.")
    return {
        "rrule": rule.rrule,
        "starts_on": starts_on,
        "last_on": rule.last_date(starts_on),
    }


async def _expect(ctx: Ctx, model: Any, id: UUID, field: str, word: str, *also: Any) -> None:
    found = await ctx.session.scalar(select(model.id).where(model.id == id, *also))
    if found is None:
        raise Invalid(f"There is no such {word}.", [FieldError(field, f"Choose a {word}.")])
