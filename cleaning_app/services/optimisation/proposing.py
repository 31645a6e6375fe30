"""From a draft and a plan to what people are shown: moves with reasons, routes, sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from cleaning_app.domain.routing.explaining import Detour, Reason, WhyNot, detour, why_not
from cleaning_app.domain.routing.measuring import Figures, figures, route_figures
from cleaning_app.domain.routing.problem import Plan, Route
from cleaning_app.services.optimisation.draft import Draft
from cleaning_app.services.optimisation.views import (
    Call,
    CrewRoute,
    LeftOut,
    Move,
    OtherCrew,
    Proposal,
    Spot,
    Totals,
)

_PROPOSAL = TypeAdapter(Proposal)


def proposed(days: Sequence[tuple[Draft, Plan]]) -> Proposal:
    """The proposal of a run over one or several days."""
    before, after = Figures(), Figures()
    moves: list[Move] = []
    routes: list[CrewRoute] = []
    left_out: list[LeftOut] = []
    for day, (draft, plan) in enumerate(days):
        before += figures(draft.problem, draft.before)
        after += figures(draft.problem, plan)
        moved = _moves(draft, plan, day)
        moves += moved
        routes += _routes(draft, plan, day, {move.stop for move in moved})
        left_out += [_left_out(draft, plan, stop, day) for stop in plan.left_out]
    return Proposal(_totals(before), _totals(after), tuple(moves), tuple(routes), tuple(left_out))


def proposal_as_json(proposal: Proposal) -> dict[str, Any]:
    """What `proposal_from_json` reads."""
    return _PROPOSAL.dump_python(proposal, mode="json")


def proposal_from_json(stored: dict[str, Any]) -> Proposal:
    """The proposal of a run."""
    return _PROPOSAL.validate_python(stored)


def other_crews(draft: Draft, plan: Plan, stop: str) -> list[OtherCrew]:
    """Why not each other crew, the nearest to doing it first."""
    return [_other(draft, why) for why in why_not(draft.problem, plan, stop)]


def _totals(of: Figures) -> Totals:
    return Totals(of.metres, of.driving, of.overtime, of.late, of.left_out)


def _moves(draft: Draft, plan: Plan, day: int) -> list[Move]:
    before, after = draft.before.by_stop(), plan.by_stop()
    changed = [
        stop
        for stop in draft.problem.stops
        if stop.id in draft.movable and _differs(draft, stop.id, before, after)
    ]
    return [_move(draft, plan, stop.id, day) for stop in changed]


def _differs(
    draft: Draft, stop: str, before: dict[str, tuple[str, int]], after: dict[str, tuple[str, int]]
) -> bool:
    """Whether a job would be done by others or at another time; losing its crew counts too."""
    if stop not in after:
        return bool(draft.visits[stop].members)
    return before.get(stop) != after[stop]


def _move(draft: Draft, plan: Plan, stop: str, day: int) -> Move:
    visit, problem = draft.visits[stop], draft.problem
    was = problem.stops_by_id[stop].wish or 0
    crew, start = plan.by_stop().get(stop, (None, was))
    taking = draft.crew_after(stop, crew)
    return Move(
        stop, day, visit.booking_id, visit.number, visit.client, visit.service, visit.version,
        problem.stops_by_id[stop].length,
        before=Spot(draft.at(was), visit.members, _named(draft, visit.members)),
        after=Spot(draft.at(start), taking, _named(draft, taking)),
        why=_why(draft, plan, stop) if crew else _nobody(draft, plan, stop),
        tells_client=start != was and visit.status == "confirmed",
    )  # fmt: skip


def _named(draft: Draft, members: Sequence[Any]) -> str:
    return " and ".join(draft.names.get(id, "somebody who left") for id in members)


def _why(draft: Draft, plan: Plan, stop: str) -> str:
    """12 min less driving, between Gwen Abbott and Jia Nguyen."""
    now = detour(draft.problem, plan, stop)
    was = detour(draft.problem, draft.before, stop)
    if now is None:
        return ""
    where = _where(draft, now)
    if was is None:
        return f"{now.minutes} min of driving, {where}."
    saved = was.minutes - now.minutes
    if saved > 0:
        return f"{saved} min less driving, {where}."
    if saved < 0:
        return f"{-saved} min more driving here, {where}; others drive less for it."
    return f"The same driving, {where}; makes room for others."


def _where(draft: Draft, at: Detour) -> str:
    after = draft.visits[at.after].client if at.after else ""
    before = draft.visits[at.before].client if at.before else ""
    if after and before:
        return f"between {after} and {before}"
    if after or before:
        return f"after {after}" if after else f"before {before}"
    return "their only job that day"


def _nobody(draft: Draft, plan: Plan, stop: str) -> str:
    """The best that can be said of a job that nobody takes."""
    others = other_crews(draft, plan, stop)
    return f"Nearest: {others[0].who}, {others[0].why}." if others else "Nobody is there that day."


def _left_out(draft: Draft, plan: Plan, stop: str, day: int) -> LeftOut:
    visit, wish = draft.visits[stop], draft.problem.stops_by_id[stop].wish or 0
    return LeftOut(
        stop, day, visit.booking_id, visit.number, visit.client, draft.at(wish),
        _nobody(draft, plan, stop),
    )  # fmt: skip


def _routes(draft: Draft, plan: Plan, day: int, moved: set[str]) -> list[CrewRoute]:
    before = {route.crew: route_figures(draft.problem, route) for route in draft.before.routes}
    after = {route.crew: route for route in plan.routes}
    order = [id for id in draft.crews if id in before or id in after]
    return [
        _route(draft, after.get(id, Route(id, ())), day, before.get(id, Figures()), moved)
        for id in sorted(order, key=draft.who)
    ]


def _route(draft: Draft, route: Route, day: int, was: Figures, moved: set[str]) -> CrewRoute:
    problem, now = draft.problem, route_figures(draft.problem, route)
    here = problem.crews_by_id[route.crew].start
    calls: list[Call] = []
    for visited in route.visits:
        stop, visit = problem.stops_by_id[visited.stop], draft.visits[visited.stop]
        drive = problem.minutes[here][stop.place] if here is not None else 0
        calls.append(
            Call(
                stop.id, visit.number, visit.client, visit.area, draft.at(visited.start),
                stop.length, drive, stop.id in moved,
            )
        )  # fmt: skip
        here = stop.place
    return CrewRoute(day, draft.who(route.crew), tuple(calls), was.metres, now.metres, now.overtime)


def _other(draft: Draft, why: WhyNot) -> OtherCrew:
    return OtherCrew(draft.who(why.crew), _in_words(draft, why), why.reason is Reason.FURTHER)


def _in_words(draft: Draft, why: WhyNot) -> str:
    match why.reason:
        case Reason.SKILL:
            return "lacks " + " and ".join(draft.skills.get(k, k).lower() for k in why.missing)
        case Reason.RESERVED:
            return "not for this job"
        case Reason.BANNED:
            if why.crew in draft.alone:
                return "was to be left alone"
            if len(draft.crews[why.crew]) > 1:
                return "works as a pair that day"
            return "is off that day" if why.crew in draft.off else "not wanted by the client"
        case Reason.FURTHER:
            return f"possible, with {why.amount} min of driving"
        case Reason.HOURS:
            return "would work longer than planned"
        case Reason.LATE:
            return f"{why.amount} min too late"
        case Reason.FULL:
            return "has no room"
