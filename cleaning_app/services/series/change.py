"""Changing a series: all of its visits to come, or those from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from typing_extensions import Unpack

from cleaning_app.context import Ctx
from cleaning_app.domain import series as planning
from cleaning_app.domain.series import HORIZON, paired
from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import Booking, BookingSeries
from cleaning_app.services import audit, bookings, live, rows
from cleaning_app.services.bookings import BookingChanges, CrewChange, Extra, holding
from cleaning_app.services.bookings.extras import cents as costs
from cleaning_app.services.bookings.extras import choose_anew, take_over
from cleaning_app.services.series import (
    crews,
    days,
    extras,
    horizon,
    noting,
    split,
    standing,
    telling,
    terms,
)
from cleaning_app.services.series.crews import Crews, Turnout
from cleaning_app.services.series.days import Slot
from cleaning_app.services.series.standing import Standing
from cleaning_app.services.series.terms import Terms
from cleaning_app.services.series.views import Changed, Undo

_REASON = "The series changed its days"
_TOLD = {"rrule", "at", "minutes", "service_type_id", "address_id", "price_cents"}


@dataclass
class _Tally:
    """What a change came to."""

    changed: int = 0
    cancelled: int = 0
    conflicts: int = 0
    kept: list[date] = field(default_factory=list[date])


async def change(
    ctx: Ctx,
    series_id: UUID,
    *,
    since: date | None = None,
    starts_on: date | None = None,
    version: int | None = None,
    **given: Unpack[Terms],
) -> Changed:
    """Change all visits of a series that are to come; with `since`, only those from that day on:
    the series is split there, and what came before stays as it is. What isn't named stays.

    Whatever was changed about a visit by itself is kept (`kept`). A new `rule` gives the visits
    that stand their new days in order; it counts from `starts_on`, or goes on in the old beat.
    Clients are told once. Visits that are over never change.

    Raises:
        NotFound, PreconditionFailed; Invalid: naming the fields that are wrong.
        Conflict: the series has ended.
        Forbidden: crews need `bookings.assign`.
    """
    ctx.require("bookings.edit")
    if "crew" in given:
        ctx.require("bookings.assign")
    return await _change(ctx, series_id, since, starts_on, version, dict(given))


async def carry(
    ctx: Ctx,
    booking_id: UUID,
    *,
    following: bool,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    crew: Sequence[UUID] | None = None,
    also: Terms | None = None,
) -> Changed:
    """Make the other visits of a series like this one: those after it (`following`), or all to
    come. Its day, clock time and length become the series', unless others are given; so does a
    `crew` that is given, and what is `also` to change. A visit moved from Tuesday to
    Wednesday takes the others along to their Wednesdays.

    Raises what `change` raises; Conflict: it belongs to no series.
    """
    ctx.require("bookings.edit")
    booking = await rows.one(ctx, Booking, booking_id, holding.MISSING)
    if booking.series_id is None or booking.series_on is None:
        raise Conflict("This visit isn't part of a series.")
    series = await terms.locked(ctx, booking.series_id)
    on, local = booking.series_on, (starts_at or booking.starts_at).astimezone(ctx.zone)
    wanted: dict[str, Any] = {**(also or {}), "at": local.time().replace(second=0, microsecond=0)}
    wanted["minutes"] = minutes or int((booking.ends_at - booking.starts_at).total_seconds()) // 60
    if crew is not None:
        ctx.require("bookings.assign")
        wanted["crew"] = crew
    starts_on = None
    if "rule" not in wanted and (shift := local.date() - await _meant(ctx, series, on)):
        starts_on = on + shift
        rule = terms.rule_of(series).left_after(series.starts_on, on if following else ctx.today())
        wanted["rule"] = rule.moved(on, starts_on)
    since = on if following else None
    return await _change(ctx, series.id, since, starts_on, None, wanted, like=booking_id)


async def take_back(ctx: Ctx, undo: Undo) -> Changed:
    """Undo a change: the terms are as before, and the visits with them; a series that was split is
    one again. Visits the change cancelled are made anew. Raises what `change` raises, and Conflict:
    somebody has changed the series again, or the half it was split from."""
    ctx.require("bookings.edit")
    if "crew" in undo.before:
        ctx.require("bookings.assign")
    if undo.split_from is not None:  # the earlier half is locked first, as by a split
        await _unchanged(ctx, undo.split_from, undo.split_from_version)
    await _unchanged(ctx, undo.series_id, undo.version)
    given = terms.as_given(undo.before)
    starts_on = given.pop("starts_on", None)
    done = await _change(ctx, undo.series_id, None, starts_on, None, given, event="undone")
    if undo.split_from is None:
        return done
    series = await split.join(ctx, undo.series_id, undo.split_from, undo.rrule_before)
    return replace(done, id=series.id, version=series.version)


async def _unchanged(ctx: Ctx, series_id: UUID, version: int) -> None:
    """Lock a series that is to be put back. Raises NotFound; Conflict: it was changed again."""
    if (await terms.locked(ctx, series_id)).version != version:
        raise Conflict("This series was changed again since. It stays as it is now.")


async def _meant(ctx: Ctx, series: BookingSeries, on: date) -> date:
    """The day the visit of a day of the rule ought to take place."""
    found = days.between(
        await days.company(ctx), terms.rule_of(series), series.starts_on, series.holiday_policy,
        on, on,
    )  # fmt: skip
    return next((day.held for day in found if day.held is not None), on)


async def _change(
    ctx: Ctx,
    series_id: UUID,
    since: date | None,
    starts_on: date | None,
    version: int | None,
    given: dict[str, Any],
    *,
    like: UUID | None = None,
    event: str = "changed",
) -> Changed:
    series = await terms.locked(ctx, series_id, version)
    if series.ended_from is not None and series.ended_from <= ctx.today():
        raise Conflict("This series has ended. Take it up again first.")
    since = _first_day(series, since)
    found = await standing.held(ctx, series, since, joining=given.get("crew", ()))
    earlier, rrule_before = None, series.rrule
    if since is not None and split.has_history(series, since):
        earlier, series = series, await split.split(ctx, series, since)
    differing = await _store(ctx, series, since, starts_on, found, given)
    tally = await _follow(ctx, series, found, since, like)
    filled = await horizon.fill(ctx, series)
    if differing:
        rows.touched(series)
        await ctx.session.flush()
        audit.record(ctx, "series.change", "series", series.id, **_as_json(differing))
        await live.announce(ctx, "series", series.id, "changed")
        if _TOLD & set(differing):
            await telling.tell(ctx, series, event)
    return Changed(
        id=series.id,
        version=series.version,
        changed=tally.changed,
        made=filled.made,
        cancelled=tally.cancelled,
        kept=sorted(tally.kept),
        conflicts=tally.conflicts + filled.conflicts,
        undo=_undo(series, differing, earlier, rrule_before),
    )


def _undo(
    series: BookingSeries,
    differing: dict[str, Any],
    earlier: BookingSeries | None,
    rrule_before: str,
) -> Undo:
    """The way back to the terms before, and into the `earlier` half when there was a split."""
    before = {name: pair[0] for name, pair in differing.items()}
    if earlier is None:
        return Undo(series.id, before, series.version)
    return Undo(series.id, before, series.version, earlier.id, earlier.version, rrule_before)


def _first_day(series: BookingSeries, since: date | None) -> date | None:
    """The day of the rule at or after `since`."""
    if since is None:
        return None
    found = terms.rule_of(series).next_dates(series.starts_on, since, 1)
    if not found:
        raise Invalid("The series ends before that day.")
    return found[0]


async def _store(
    ctx: Ctx,
    series: BookingSeries,
    since: date | None,
    starts_on: date | None,
    found: list[Standing],
    given: dict[str, Any],
) -> dict[str, Any]:
    """Write the new terms; returns what differs, before and after."""
    count_from = series.starts_on
    if "rule" in given and since is None:
        # The same weeks or months as the visits that stand, from today on.
        beat = starts_on or (found[0].on if found else max(ctx.today(), series.starts_on))
        count_from = given["rule"].aligned(beat, max(ctx.today(), series.starts_on))
    elif "rule" in given and since is not None:
        count_from = starts_on or since
    stored = await terms.checked(ctx, given, client_id=series.client_id, starts_on=count_from)
    more, after = await _extras(ctx, series, given)
    if after is not None and "price_cents" not in given:
        price = series.price_cents - costs(more) + costs(after)
        stored["price_cents"] = max(0, price)
    if stored.get("service_type_id", series.service_type_id) != series.service_type_id:
        stored.setdefault("pricing", {})  # the home was quoted for another service
    stored |= _window(series, stored)
    ends = series.earliest_at, series.latest_at
    differing = rows.changes(series, stored)
    if ends != (series.earliest_at, series.latest_at):
        differing["earliest_at"] = [ends[0], series.earliest_at]
        differing["latest_at"] = [ends[1], series.latest_at]
    if after is not None:
        await extras.put(ctx, series.id, after)
        differing["add_ons"] = [more, after]
    if "crew" in given:
        before, crew = await terms.crew_of(ctx, series.id), list(dict.fromkeys(given["crew"]))
        if set(before) != set(crew):
            await holding.workers(ctx, crew, joining=set(crew) - set(before))
            await terms.set_crew(ctx, series.id, crew)
            differing["crew"] = [before, crew]
    await ctx.session.flush()
    return differing


async def _extras(
    ctx: Ctx, series: BookingSeries, given: dict[str, Any]
) -> tuple[list[Extra], list[Extra] | None]:
    """The extras before and after; None when they stay."""
    before = await extras.of_series(ctx, series.id)
    if "add_ons" not in given:
        return before, None
    wanted: Mapping[str, int] | Sequence[Extra] = given["add_ons"]
    if isinstance(wanted, Mapping):
        after = await choose_anew(ctx, before, wanted)
    else:
        after = list(wanted)
    return before, None if after == before else after


def _window(series: BookingSeries, stored: dict[str, Any]) -> dict[str, Any]:
    """The promised window beside a start that may be another one."""
    at = stored.get("at", series.at)
    named = "earliest_at" in stored
    ends = (
        stored.get("earliest_at", series.earliest_at),
        stored.get("latest_at", series.latest_at),
    )
    return terms.fit_window(at, ends, None if named or at == series.at else series.at)


def _as_json(differing: dict[str, Any]) -> dict[str, Any]:
    """What changed, for the audit log; keys and codes only by name."""
    return {
        name: "changed" if name == "access_notes" else [_plain(value) for value in pair]
        for name, pair in differing.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list) and any(isinstance(one, Extra) for one in value):  # pyright: ignore[reportUnknownVariableType]
        return {one.key: one.quantity for one in value}  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    if isinstance(value, list):
        return [str(one) for one in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value if isinstance(value, bool | int) or value is None else str(value)


async def _follow(
    ctx: Ctx,
    series: BookingSeries,
    found: list[Standing],
    since: date | None,
    like: UUID | None,
) -> _Tally:
    """Let the visits that stand follow the series as it is now."""
    first = since or ctx.today() - days.WEEK
    first = min([first, series.starts_on, *(one.on for one in found)])
    last = max([ctx.today() + HORIZON, *(one.on for one in found)])
    slots = {slot.on: slot for slot in await days.due(ctx, series, first, last)}
    by_day = {one.on: one for one in found}
    others = await days.settled(ctx, series) - set(by_day)
    pairing = paired(list(by_day), [on for on in slots if on not in others])
    tally = _Tally()
    for on in pairing.dropped:
        await _drop(ctx, by_day[on], tally)
    usual = await terms.crew_of(ctx, series.id)
    more = await extras.of_series(ctx, series.id)
    everybody = list(dict.fromkeys([*usual, *(id for one in found for id in one.crew)]))
    spans = [slots[to].when for _, to in pairing.pairs]
    spans += [Interval(one.booking.starts_at, one.booking.ends_at) for one in found]
    who = await crews.load(ctx, everybody, spans)
    for on, to in pairing.pairs:
        one = by_day[on]
        own = frozenset[str]() if one.booking.id == like else one.changed
        await _fit(ctx, series, one, slots[to], own, usual, who, tally)
        if "extras" not in own:
            await take_over(ctx, one.booking, more)
    return tally


async def _drop(ctx: Ctx, one: Standing, tally: _Tally) -> None:
    """The rule has no place for a visit any more; one that was changed by itself is left alone."""
    if one.changed:
        tally.kept.append(one.on)
        return
    await bookings.cancel(ctx, one.booking.id, _REASON, tell=False)
    one.booking.series_on = None
    tally.cancelled += 1


async def _fit(
    ctx: Ctx,
    series: BookingSeries,
    one: Standing,
    slot: Slot,
    own: frozenset[str],
    usual: list[UUID],
    who: Crews,
    tally: _Tally,
) -> None:
    """Give one visit what the series says, except for its `own` parts."""
    visit, version = one.booking, one.booking.version
    if visit.series_on != slot.on:
        visit.series_on = slot.on
        await ctx.session.flush()
    start = visit.starts_at if "starts_at" in own else slot.when.start
    length = int((visit.ends_at - visit.starts_at).total_seconds()) // 60
    minutes = length if "minutes" in own else series.minutes
    wanted = one.crew if "crew" in own else usual
    when = Interval.lasting(start, minutes)
    turnout = who.turnout(ctx, when, of=wanted, except_for=visit.id)
    turnout = await _move(ctx, one, when, minutes, turnout)
    if turnout.missing:
        await noting.crew(ctx, series, slot.on, visit.id, turnout, len(wanted))
        tally.conflicts += 1
    changes: BookingChanges = {}
    if "address" not in own:
        changes["address_id"] = series.address_id
    if "service" not in own:
        changes["service_id"] = series.service_type_id
    if "price_cents" not in own:
        changes["price_cents"] = series.price_cents
    if "notes" not in own:
        changes["notes"] = series.notes
    if "team" not in own:
        changes["team_id"] = series.team_id
    if "window" not in own:
        day = slot.when.start.astimezone(ctx.zone).date()
        promised = planning.window(day, (series.earliest_at, series.latest_at), ctx.zone)
        changes["earliest_start"], changes["latest_start"] = promised or (None, None)
    await bookings.update(ctx, visit.id, **changes)
    tally.changed += visit.version != version
    if own:
        tally.kept.append(slot.on)


async def _move(ctx: Ctx, one: Standing, when: Interval, minutes: int, turnout: Turnout) -> Turnout:
    """Put a visit where it belongs with whoever can come; returns who that was."""
    while True:
        leaving = [id for id in one.crew if id not in turnout.free]
        joining = [id for id in turnout.free if id not in one.crew]
        swap = CrewChange(leaving, joining) if leaving or joining else None
        try:
            async with ctx.attempt():
                await bookings.reschedule(
                    ctx, one.booking.id, when.start, minutes=minutes, crew=swap, tell=False,
                    expect_reason=False,  # one change, many visits: what is odd stands on each
                )  # fmt: skip
            return turnout
        except Conflict as refused:
            turnout = turnout.without(horizon.taken(refused, turnout), refused.detail)
