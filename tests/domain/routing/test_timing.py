"""Start times for an order of stops: whatever is given a time passes the independent checker."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.routing.checking import violations
from cleaning_app.domain.routing.measuring import figures
from cleaning_app.domain.routing.problem import (
    Crew,
    Pause,
    Plan,
    Problem,
    Route,
    Slot,
    Stop,
    Visit,
)
from cleaning_app.domain.routing.timing import timed


@st.composite
def days(draw: st.DrawFn) -> tuple[Problem, bool]:
    """One crew, up to four stops in order, up to two pauses."""
    count = draw(st.integers(1, 4))
    ways = tuple(
        tuple(0 if a == b else draw(st.integers(0, 60)) for b in range(count + 1))
        for a in range(count + 1)
    )
    stops = tuple(_stop(draw, n) for n in range(count))
    pauses = tuple(_pause(draw) for _ in range(draw(st.integers(0, 2))))
    opens = draw(st.integers(0, 300))
    crew = Crew(
        "crew", opens, opens + draw(st.integers(100, 700)), start=0, end=0,
        overtime=draw(st.sampled_from((0, 60))), commutes=draw(st.booleans()), pauses=pauses,
    )  # fmt: skip
    return Problem(stops, (crew,), minutes=ways, metres=ways), draw(st.booleans())


def _stop(draw: st.DrawFn, number: int) -> Stop:
    earliest = draw(st.integers(0, 600))
    slot = Slot(earliest, earliest + draw(st.integers(0, 300)))
    wish = draw(st.none() | st.integers(0, 900))
    return Stop(f"s{number}", number + 1, draw(st.integers(10, 120)), (slot,), 10, wish=wish)


def _pause(draw: st.DrawFn) -> Pause:
    earliest = draw(st.integers(0, 600))
    return Pause(earliest, earliest + draw(st.sampled_from((0, 60, 180))), 30)


@given(days())
def test_whatever_can_be_timed_passes_the_checker(case: tuple[Problem, bool]) -> None:
    problem, round_starts = case
    legs = [(stop, stop.slots[0]) for stop in problem.stops]
    starts = timed(problem, problem.crews[0], legs, round_starts=round_starts)
    if starts is not None:
        visits = tuple(Visit(s.id, at) for s, at in zip(problem.stops, starts, strict=True))
        assert violations(problem, Plan((Route("crew", visits),))) == []


@given(days(), st.lists(st.integers(0, 900), min_size=4, max_size=4))
def test_what_passes_the_checker_can_be_timed(case: tuple[Problem, bool], at: list[int]) -> None:
    problem, _ = case
    visits = tuple(Visit(s.id, n) for s, n in zip(problem.stops, sorted(at), strict=False))
    # Two pauses may share a gap in ways the timing does not try.
    if len(problem.crews[0].pauses) < 2 and not violations(problem, Plan((Route("crew", visits),))):
        legs = [(stop, stop.slots[0]) for stop in problem.stops]
        assert timed(problem, problem.crews[0], legs) is not None


WAYS = ((0, 10, 20), (10, 0, 15), (20, 15, 0))
CREW = Crew("ann", 480, 1020, start=0, end=0)


def two(first: Stop, second: Stop, crew: Crew = CREW) -> tuple[int, ...] | None:
    problem = Problem((first, second), (crew,), minutes=WAYS, metres=WAYS)
    return timed(problem, crew, [(first, first.slots[0]), (second, second.slots[0])])


def test_a_stop_keeps_its_wish_unless_the_next_one_would_suffer():
    early = Stop("a", 1, 60, (Slot(480, 720),), wish=600)
    assert two(early, Stop("b", 2, 60, (Slot(480, 720),))) == (600, 675)
    assert two(early, Stop("b", 2, 60, (Slot(480, 600),))) == (525, 600)
    assert two(early, Stop("b", 2, 60, (Slot(480, 500),))) is None


def test_starts_are_round_where_that_costs_nothing():
    a, b = Stop("a", 1, 67, (Slot(480, 720),)), Stop("b", 2, 60, (Slot(480, 564),))
    problem = Problem((a, b), (CREW,), minutes=WAYS, metres=WAYS)
    legs = [(a, a.slots[0]), (b, b.slots[0])]
    assert timed(problem, CREW, legs, round_starts=True) == (480, 562)
    relaxed = Stop("b", 2, 60, (Slot(480, 600),))
    assert timed(problem, CREW, [legs[0], (relaxed, relaxed.slots[0])], round_starts=True) == (
        480,
        570,
    )


def test_the_figures_of_a_day_count_ways_home_and_how_late_crews_really_are():
    a, b = Stop("a", 1, 60, (Slot(480, 480),)), Stop("b", 2, 60, (Slot(480, 545),))
    crew = Crew("ann", 480, 600, start=0, end=0)
    problem = Problem((a, b), (crew,), minutes=WAYS, metres=WAYS)
    # Five minutes for a way of fifteen: ten minutes late, and five past six hundred.
    of = figures(problem, Plan((Route("ann", (Visit("a", 480), Visit("b", 545))),)))
    assert (of.driving, of.metres, of.late, of.overtime) == (45, 45, 10, 5)
