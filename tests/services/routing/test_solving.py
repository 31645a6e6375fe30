"""A problem goes to a child process and comes back as a plan that keeps every rule."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import psutil
import pytest

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.measuring import cost, figures
from cleaning_app.domain.routing.problem import (
    Crew,
    Pause,
    Plan,
    Problem,
    Reluctance,
    Route,
    Slot,
    Stop,
    Visit,
)
from cleaning_app.errors import Unavailable
from cleaning_app.services.routing.child import Budget, Progress, solve
from cleaning_app.services.routing.solver import solve as search
from tests.bench import days, solomon

QUICK = Budget(0.4, nice=0)
LINE = tuple(tuple(abs(a - b) * 10 for b in range(7)) for a in range(7))


def stop(id: str, place: int, earliest: int = 480, latest: int = 960, **more) -> Stop:
    return Stop(id, place, 60, (Slot(earliest, latest),), worth=100_000, **more)


def crew(id: str, **more) -> Crew:
    return Crew(id, 480, 1020, start=0, end=0, **more)


def line(*stops: Stop, crews: tuple[Crew, ...], **more) -> Problem:
    """Places along a road, ten minutes apart."""
    return Problem(stops, crews, minutes=LINE, metres=LINE, **more)


async def test_a_day_is_planned_by_a_child_and_told_of_on_the_way():
    problem, told = days.day(4, 12, seed=3), list[Progress]()

    async def hear(progress: Progress) -> None:
        told.append(progress)

    plan = await solve(problem, Budget(1.0, nice=0), heard=hear)
    assert violations(problem, plan) == []
    assert plan.left_out == ()
    assert figures(problem, plan).metres < figures(problem, days.nearest_free(problem)).metres
    assert any(progress.plan for progress in told)


async def test_cancelling_kills_the_child():
    before, at_work = set(psutil.Process().children()), asyncio.Event()

    async def hear(_progress: Progress) -> None:
        at_work.set()

    task = asyncio.create_task(solve(days.day(10, 40, seed=1), Budget(60.0), heard=hear))
    await asyncio.wait_for(at_work.wait(), 30)
    mine = set(psutil.Process().children()) - before
    assert mine
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not any(child.is_running() for child in mine)


async def test_a_child_that_dies_is_a_refusal_in_words():
    broken = line(stop("a", 99), crews=(crew("ann"),))
    with pytest.raises(Unavailable, match="before it had a plan"):
        await solve(broken, QUICK)


def test_skills_bans_and_reservations_decide_who_may_come():
    problem = line(
        stop("a", 1, needs=frozenset({"deep"})),
        stop("b", 2, never=frozenset({"ann", "bob"})),
        stop("c", 3, only=frozenset({"bob"})),
        stop("d", 4, needs=frozenset({"fly"})),
        crews=(crew("ann", skills=frozenset({"deep"})), crew("bob"), crew("cleo")),
    )
    plan = search(problem, 0.3)
    assert {id: who for id, (who, _) in plan.by_stop().items()} == {
        "a": "ann", "b": "cleo", "c": "bob",
    }  # fmt: skip
    assert plan.left_out == ("d",)


def test_a_reluctance_is_weighed_against_the_way():
    stops = (stop("a", 1), stop("b", 2))
    crews = (crew("ann"), crew("bob"))
    mild = Reluctance("ann", "b", 5)
    strong = Reluctance("ann", "b", 500)
    ways = [
        search(line(*stops, crews=crews, reluctances=(one, Reluctance("bob", "a", 900))), 0.3)
        for one in (mild, strong)
    ]
    assert [plan.by_stop()["b"][0] for plan in ways] == ["ann", "bob"]


def test_a_dearer_slot_is_used_only_when_the_cheap_one_is_taken():
    now, later = Slot(480, 480), Slot(500, 900, 50)
    twins = [Stop(id, 1, 60, (now, later), worth=10_000) for id in ("a", "b")]
    alone = search(line(*twins, crews=(crew("ann"),)), 0.3)
    both = search(line(*twins, crews=(crew("ann"), crew("bob"))), 0.3)
    assert sorted(start for _, start in alone.by_stop().values()) == [480, 540]
    assert [start for _, start in both.by_stop().values()] == [480, 480]


def test_pauses_are_kept_wherever_they_are_taken():
    lunch, dentist = Pause(660, 780, 30), Pause(840, 840, 60)
    problem = line(
        *(stop(f"s{n}", 6) for n in range(5)), crews=(crew("ann", pauses=(lunch, dentist)),)
    )
    plan = search(problem, 0.8)
    assert violations(problem, plan) == []
    assert plan.left_out == ()


def test_overtime_is_used_only_when_something_would_be_left_out():
    stops = [stop(f"s{n}", 1, latest=1000) for n in range(3)]
    ann = replace(crew("ann"), closes=480 + 180, overtime=60)
    inside = search(line(*stops, crews=(ann,), overtime_cost=100), 0.3)
    assert figures(line(*stops, crews=(ann,)), inside).overtime == 0
    stops.append(stop("s3", 1, latest=1000))
    beyond = search(line(*stops, crews=(ann,), overtime_cost=100), 0.3)
    assert (figures(line(*stops, crews=(ann,)), beyond).overtime, beyond.left_out) == (60, ())


def test_a_search_is_never_worse_than_where_it_began():
    problem = days.day(6, 20, seed=5)
    begin = days.nearest_free(problem)
    assert cost(problem, search(problem, 0.05, initial=begin)) <= cost(problem, begin)


def test_nothing_to_plan_is_a_plan_too():
    assert search(line(crews=(crew("ann"),)), 0.1) == Plan(())
    assert search(line(stop("a", 1), crews=()), 0.1) == Plan((), ("a",))


SMALL = """TINY

VEHICLE
NUMBER     CAPACITY
  3         20

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0        200          0
    1      0         3         10          0        100         10
    2      4         3         10          0        100         10
    3     -4         0         10         50         60         10
"""


def test_an_instance_of_solomons_is_solved_and_measured_in_real_numbers():
    instance = solomon.parse(SMALL)
    plan = search(solomon.problem(instance), 0.3)
    assert instance.keeps_rules(instance.tours(plan))
    assert instance.length(instance.tours(plan)) == pytest.approx(3 + 4 + 5 + 8)
    late = Plan((Route("vehicle 1", tuple(Visit(n, 0) for n in ("1", "2", "3"))),))
    assert not instance.keeps_rules(instance.tours(late))
