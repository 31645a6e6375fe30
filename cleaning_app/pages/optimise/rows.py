"""From a proposal to what its page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.services.optimisation import CrewRoute, LeftOut, Move, OnMap, Proposal, Totals

MOST_MOVES = 80
"""More than these are applied with the others, but not listed."""
MOST_TOLD = 9
"""More clients than these are told too; the list says how many."""
MOST_NAMED = 3
"""More workers than these share a line."""


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


def whom_to_tell(ctx: Ctx, proposal: Proposal, silent: Container[UUID]) -> list[Line]:
    """Clients with another start or nobody, and workers whose day changes; of `silent` bookings
    nobody knows the client's e-mail address."""
    clients: list[Line] = []
    gained: Counter[str] = Counter()
    for move in proposal.moves:
        if not move.after.crew or move.after.starts_at != move.before.starts_at:
            clients.append(_client(ctx, move, silent))
        if move.after.crew and move.after.who != move.before.who:
            gained[move.after.who] += 1
    if len(clients) > MOST_TOLD:
        rest = len(clients) - MOST_TOLD + 1
        clients[MOST_TOLD - 1 :] = [Line(f"And {rest} more", "The table below names them all.")]
    return clients + _workers(gained)


def _client(ctx: Ctx, move: Move, silent: Container[UUID]) -> Line:
    href = f"/bookings/{move.booking_id}"
    was, now = (format.time(at.starts_at, ctx.zone) for at in (move.before, move.after))
    if not move.after.crew:
        return Line(f"Call {move.client}", f"Nobody can come at {was}. {move.why}", href, "red")
    other = f"{now} instead of {was}."
    if not move.tells_client:
        return Line(move.client, f"{other} Not promised yet, so no e-mail.", href, "grey")
    if move.booking_id in silent:
        return Line(f"Call {move.client}", f"{other} There is no e-mail address.", href, "red")
    return Line(move.client, f"{other} An e-mail goes out.", href, "amber")


def _workers(gained: Counter[str]) -> list[Line]:
    if len(gained) > MOST_NAMED:
        names = ", ".join(sorted(gained))
        return [Line(f"{len(gained)} crews see it on their phones at once", names, "", "green")]
    return [
        Line(who, f"{format.count(n, 'job')} more or changed, on their phone at once", "", "green")
        for who, n in sorted(gained.items())
    ]


def story(
    ctx: Ctx, stop: str, moves: Sequence[MoveRow], on_map: OnMap | None
) -> tuple[str, str, str]:
    """Of one stop: whose job it is, what happens to it, and why."""
    for move in moves:
        if move.stop == stop:
            who = f"{move.who_before} → {move.who_after}" if move.other_crew else move.who_after
            when = f"{move.when_before} → {move.when_after}" if move.other_time else move.when_after
            return move.client, f"{when}, {who}", move.why
    for seen in on_map.after if on_map else ():
        if seen.stop == stop:
            when = format.time(seen.starts_at, ctx.zone)
            stays = "" if seen.moved else "Stays as it is."
            return seen.client, f"{when}, {seen.who or 'nobody yet'}", stays
    return "this job", "", ""
