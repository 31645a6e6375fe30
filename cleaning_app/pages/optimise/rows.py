"""From a proposal to what its page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.services.optimisation import CrewRoute, LeftOut, Move, Proposal, Totals

MOST_MOVES = 80
"""More than these are applied with the others, but not listed."""


@dataclass
class Figure:
    """A figure before and after."""

    label: str
    value: str
    under: str
    tone: str = ""


@dataclass
class MoveRow:
    """One job that would go elsewhere."""

    stop: str
    href: str
    client: str
    about: str
    when_before: str
    when_after: str
    other_time: bool
    who_before: str
    who_after: str
    other_crew: bool
    why: str
    nobody: bool
    tells: bool


@dataclass
class Bar:
    """One job on a crew's lane; left and width in percent of the shown hours."""

    left: str
    width: str
    text: str
    about: str
    moved: bool


@dataclass
class Lane:
    """One crew's day, if the proposal is applied."""

    who: str
    day: str
    km: str
    change: str
    tone: str
    bars: list[Bar] = field(default_factory=list[Bar])


@dataclass
class Line:
    """A job, a person, and what is to be said about it."""

    title: str
    detail: str
    href: str = ""
    tone: str = ""


def km(metres: int) -> str:
    """12.4 km; whole ones from a hundred on."""
    return f"{metres / 1000:,.1f} km" if metres < 100_000 else f"{metres / 1000:,.0f} km"


def difference(now: int, was: int, written: str) -> tuple[str, str]:
    """What changed, in words, and whether that is good."""
    if now == was:
        return "unchanged", ""
    return (f"{format.MINUS}{written}", "good") if now < was else (f"+{written}", "bad")


def figures(before: Totals, after: Totals) -> list[Figure]:
    """Distance, driving, overtime, lateness and open jobs, each with what it was."""
    rows = [
        ("Distance", before.metres, after.metres, km),
        ("Driving", before.driving, after.driving, format.duration),
        ("Overtime", before.overtime, after.overtime, format.duration),
        ("Late arrivals", before.late, after.late, format.duration),
        ("Without anybody", before.unassigned, after.unassigned, str),
    ]
    found: list[Figure] = []
    for label, was, now, write in rows:
        change, tone = difference(now, was, write(abs(now - was)))
        under = f"{change}, was {write(was)}" if now != was else change
        found.append(Figure(label, write(now), under, tone))
    return found


def moves(ctx: Ctx, proposal: Proposal) -> list[MoveRow]:
    """The moves, in the order of the day."""
    listed = sorted(proposal.moves, key=lambda m: (m.day, m.after.starts_at, m.client))
    return [_move(ctx, move) for move in listed[:MOST_MOVES]]


def _move(ctx: Ctx, move: Move) -> MoveRow:
    before, after = (_clock(ctx, move, at.starts_at) for at in (move.before, move.after))
    return MoveRow(
        stop=move.stop,
        href=f"/bookings/{move.booking_id}",
        client=move.client,
        about=f"B-{move.number:05} · {move.service}, {format.duration(move.minutes)}",
        when_before=before,
        when_after=after,
        other_time=before != after,
        who_before=move.before.who or "Nobody",
        who_after=move.after.who or "Nobody",
        other_crew=set(move.before.crew) != set(move.after.crew),
        why=move.why,
        nobody=not move.after.crew,
        tells=move.tells_client,
    )


def _clock(ctx: Ctx, move: Move, at: datetime) -> str:
    local = at.astimezone(ctx.zone)
    return f"{local:%a} {format.time(at, ctx.zone)}" if move.day else format.time(at, ctx.zone)


def left_out(ctx: Ctx, proposal: Proposal) -> list[Line]:
    """Jobs that nobody can take and nobody had."""
    moved = {move.stop for move in proposal.moves}
    return [_open(ctx, one) for one in proposal.left_out if one.stop not in moved]


def _open(ctx: Ctx, one: LeftOut) -> Line:
    when = format.moment(one.starts_at, ctx.zone)
    return Line(f"{one.client}, {when}", one.why, f"/bookings/{one.booking_id}", "amber")


def lanes(ctx: Ctx, routes: Iterable[CrewRoute]) -> tuple[list[Lane], list[str]]:
    """A lane for each crew, and the hours above them."""
    shown = [route for route in routes if route.calls or route.metres_before]
    first, last = _hours(ctx, shown)
    several = len({route.day for route in shown}) > 1
    ticks = [f"{hour}:00" for hour in range(first, last)]
    return [_lane(ctx, route, first, last, several) for route in shown], ticks


def _hours(ctx: Ctx, routes: Iterable[CrewRoute]) -> tuple[int, int]:
    starts = [(_hour(ctx, c.starts_at), c.minutes / 60) for route in routes for c in route.calls]
    first = min((int(start) for start, _ in starts), default=8)
    last = max((int(start + length + 0.99) for start, length in starts), default=18)
    return min(first, 8), max(last, 17)


def _hour(ctx: Ctx, at: datetime) -> float:
    local = at.astimezone(ctx.zone)
    return local.hour + local.minute / 60


def _lane(ctx: Ctx, route: CrewRoute, first: int, last: int, several: bool) -> Lane:
    further = route.metres - route.metres_before
    change, tone = difference(further, 0, km(abs(further))) if abs(further) >= 50 else ("", "")
    bars = [
        Bar(
            left=f"{100 * (_hour(ctx, call.starts_at) - first) / (last - first):.2f}%",
            width=f"{100 * call.minutes / 60 / (last - first):.2f}%",
            text=call.client,
            about=(
                f"{format.time(call.starts_at, ctx.zone)}, {format.duration(call.minutes)}, "
                f"{call.client}" + (f", {call.drive} min to get there" if call.drive else "")
            ),
            moved=call.moved,
        )
        for call in route.calls
    ]
    day = f"{route.calls[0].starts_at.astimezone(ctx.zone):%a}" if several and route.calls else ""
    return Lane(route.who, day, km(route.metres), change, tone, bars)


def whom_to_tell(ctx: Ctx, proposal: Proposal) -> list[Line]:
    """Clients with another start or nobody, and workers whose day changes."""
    lines: list[Line] = []
    gained: Counter[str] = Counter()
    for move in proposal.moves:
        href, now = f"/bookings/{move.booking_id}", format.time(move.after.starts_at, ctx.zone)
        was = format.time(move.before.starts_at, ctx.zone)
        if not move.after.crew:
            detail = f"Nobody can come at {was}. {move.why}"
            lines.append(Line(f"Call {move.client}", detail, href, "red"))
        elif now != was:
            by = "An e-mail goes out." if move.tells_client else "Not promised yet, so no e-mail."
            lines.append(Line(move.client, f"{now} instead of {was}. {by}", href, "amber"))
        if move.after.crew and move.after.who != move.before.who:
            gained[move.after.who] += 1
    return lines + [
        Line(
            who,
            f"{format.count(count, 'job')} more or changed, on their phone at once",
            "",
            "green",
        )
        for who, count in sorted(gained.items())
    ]
