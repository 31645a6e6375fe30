"""The checker: a plan that keeps every rule passes, and each rule that is broken is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.problem import (
    Crew,
    Pause,
    Plan,
    Problem,
    Route,
    Slot,
    Stop,
    Tight,
    Visit,
    plan_as_json,
    plan_from_json,
    problem_as_json,
    problem_from_json,
)

A = Stop("a", 1, 60, (Slot(480, 600),), worth=1000)
B = Stop("b", 2, 60, (Slot(480, 720),), worth=1000, needs=frozenset({"deep"}))
ANN = Crew("ann", 480, 1020, start=0, end=0, skills=frozenset({"deep"}))
BOB = Crew("bob", 480, 1020, start=0, end=0)
WAYS = ((0, 10, 20), (10, 0, 15), (20, 15, 0))
DAY = Problem((A, B), (ANN, BOB), minutes=WAYS, metres=WAYS)
GOOD = Plan((Route("ann", (Visit("a", 480), Visit("b", 555))),))


def plan(*visits: tuple[str, int], crew: str = "ann", left_out: tuple[str, ...] = ()) -> Plan:
    return Plan((Route(crew, tuple(Visit(*visit) for visit in visits)),), left_out)


def test_a_plan_that_keeps_every_rule_passes():
    assert violations(DAY, GOOD) == []
    assert violations(DAY, plan(("a", 480), left_out=("b",))) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (plan(("a", 480)), "b: forgotten"),
        (plan(("a", 480), ("b", 560), left_out=("b",)), "b: planned 2 times"),
        (plan(("a", 480), ("c", 560), left_out=("b",)), "c: unknown"),
        (plan(("a", 480), ("b", 554)), "b: 14 after a, a way of 15"),
        (plan(("a", 610), ("b", 700)), "a: starts at 610, outside what was promised"),
        (plan(("b", 480), crew="bob", left_out=("a",)), "b: not for bob"),
        (plan(("a", 480), crew="cleo", left_out=("b",)), "cleo: unknown"),
        (Plan((GOOD.routes[0], Route("ann", ()))), "ann: has two routes"),
    ],
)
def test_a_broken_rule_is_named(broken: Plan, said: str):
    assert said in violations(DAY, broken)


def test_hours_hold_the_stops_and_for_who_commutes_the_way_too():
    late = replace(DAY, crews=(replace(ANN, closes=610), BOB))
    assert violations(late, GOOD) == ["ann: ends at 615, after 610 and 0 more"]
    assert violations(replace(DAY, crews=(replace(ANN, closes=610, overtime=5), BOB)), GOOD) == []
    commuting = replace(DAY, crews=(replace(ANN, commutes=True), BOB))
    assert violations(commuting, GOOD) == ["ann: begins at 470, before 480"]


def test_a_pause_needs_room_beside_the_drive():
    lunch = replace(DAY, crews=(replace(ANN, pauses=(Pause(530, 545, 30),)), BOB))
    assert violations(lunch, GOOD) == ["ann: no room for the pause from 530"]
    assert violations(lunch, plan(("a", 480), ("b", 585))) == []
    assert violations(lunch, plan(("a", 480), ("b", 584))) != []
    assert violations(lunch, plan(("a", 580), left_out=("b",))) == []


def test_a_drive_that_people_planned_tight_may_stay_so_but_only_for_that_crew():
    tight = replace(DAY, tights=(Tight("ann", "a", "b", 5, 100),))
    assert violations(tight, plan(("a", 480), ("b", 545))) == []
    assert violations(tight, plan(("a", 480), ("b", 544))) != []


def test_loads_and_stops_that_must_be_done_are_counted():
    heavy = replace(DAY, crews=(replace(ANN, capacity=3), BOB))
    heavy = replace(heavy, stops=(replace(A, load=2, worth=None), replace(B, load=2)))
    assert violations(heavy, GOOD) == ["ann: carries 4 of 3"]
    assert violations(heavy, plan(("b", 555), left_out=("a",))) == ["a: must not be left out"]


def test_problems_and_plans_travel_as_json():
    full = replace(DAY, tights=(Tight("ann", "a", "b", 5, 100),))
    assert problem_from_json(problem_as_json(full)) == full
    assert plan_from_json(plan_as_json(GOOD)) == GOOD
