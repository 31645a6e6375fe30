"""The soft rules a plan's moves break: what they broke when it was made, and what came since.

The search knows hours, skills, certificates, time off and the clients' wishes as they were. A team's
day off, a skill that was taken away or a certificate that ran out meanwhile keeps nobody from being
sent, as the database refuses double bookings only; so it is asked about, move by move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.slots import Interval
from cleaning_app.domain.soft_rules import OfficeRule
from cleaning_app.services.bookings import Warned, warnings
from cleaning_app.services.bookings.override import REASON_FIELD, NeedsReason, may
from cleaning_app.services.optimisation.views import Move, Spot
from cleaning_app.services.rota import Job, Rota

_BY_TIME = frozenset({OfficeRule.LEAD_TIME.value})
"""A plan does not become worse by being looked at for an hour."""


def with_broken(ctx: Ctx, plan: Rota, moves: Sequence[Move]) -> list[Move]:
    """Moves with the rules each breaks, given that all of them are carried out in this rota."""
    there = {move.booking_id: move for move in moves}
    after = [_moved(job, there[job.id].after) if job.id in there else job for job in plan.jobs]
    carried_out = replace(plan, jobs=sorted(after, key=lambda job: job.starts_at))
    jobs = {job.id: job for job in carried_out.jobs}
    return [
        replace(move, breaks=_said(_fresh(ctx, carried_out, jobs[move.booking_id], move)))
        for move in moves
    ]


def expect_no_worse(
    ctx: Ctx, moves: Sequence[Move], broken: Mapping[UUID, Sequence[Warned]], reason: str
) -> None:
    """Ask for a reason when moves break rules (`broken`, by booking) they did not break when the
    plan was made.

    Raises:
        NeedsReason: with them in words; `extra["worse"]` has stop, booking and client of each such
            move, `extra["others"]` the stops of the moves that can be carried out without them.
    """
    worse = [
        (move, warned)
        for move in moves
        for warned in broken.get(move.booking_id, ())
        if warned.needs_reason and warned.rule not in _BY_TIME and _words(warned) not in move.breaks
    ]
    if reason.strip() or not worse:
        return
    which = dict.fromkeys(move for move, _ in worse)
    named = [replace(warned, message=_named(move, warned)) for move, warned in worse]
    raise NeedsReason(
        " ".join(warned.message for warned in named),
        extra={
            "warnings": [warned.as_json() for warned in named],
            "reason_field": REASON_FIELD,
            "may_override": may(ctx),
            "worse": [
                {"stop": move.stop, "booking_id": str(move.booking_id), "client": move.client}
                for move in which
            ],
            "others": [move.stop for move in _without(moves, which)],
        },
    )


def _without(moves: Sequence[Move], left_out: Iterable[Move]) -> list[Move]:
    """The moves that fit when others are left out: nobody is sent where they keep another job."""
    rest, staying = list(moves), list(left_out)
    while staying:
        kept = staying.pop()
        if kept not in rest:
            continue
        rest.remove(kept)
        staying += [move for move in rest if _in_the_way(kept, move)]
    return rest


def _in_the_way(kept: Move, move: Move) -> bool:
    """Whether a job that stays where it is takes the time of somebody the other move sends."""
    if set(kept.before.crew).isdisjoint(move.after.crew):
        return False
    return _span(kept.before, kept.minutes).overlaps(_span(move.after, move.minutes))


def _span(spot: Spot, minutes: int) -> Interval:
    return Interval(spot.starts_at, spot.starts_at + timedelta(minutes=minutes))


def _moved(job: Job, to: Spot) -> Job:
    ends_at = to.starts_at + timedelta(minutes=job.minutes)
    return replace(job, starts_at=to.starts_at, ends_at=ends_at, crew=to.crew)


def _fresh(ctx: Ctx, plan: Rota, job: Job, move: Move) -> list[Warned]:
    was, now = ((_span(spot, move.minutes), spot.crew) for spot in (move.before, move.after))
    return warnings.of_move(ctx, plan, job if move.after.crew else None, was, now)[1]


def _said(found: Sequence[Warned]) -> tuple[str, ...]:
    return tuple(_words(warned) for warned in found if warned.rule not in _BY_TIME)


def _words(warned: Warned) -> str:
    """Whom it is about, and what: "Bilal Kovalenko: Off then: team day."."""
    return f"{warned.worker}: {warned.message}"


def _named(move: Move, warned: Warned) -> str:
    """Gwen Abbott (Bilal Kovalenko): Off then: team day."""
    if not warned.worker or warned.message.startswith(warned.worker):
        return f"{move.client}: {warned.message}"
    return f"{move.client} ({warned.worker}): {warned.message}"
