"""When visits of a series take place: clocks that change, holidays, and a rule that becomes another."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain import public_holidays
from cleaning_app.domain.local_time import exists
from cleaning_app.domain.recurrence import Rule
from cleaning_app.domain.series import HolidayPolicy, Shape, differing, held_on, paired, starts_at

ZONES = st.sampled_from(
    [
        "America/Edmonton",
        "America/St_Johns",
        "America/Regina",
        "Europe/Berlin",
        "Australia/Lord_Howe",
    ]
).map(ZoneInfo)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SETS = st.sets(DAYS, max_size=12).map(sorted)


@given(DAYS, CLOCKS, ZONES)
def test_the_wall_clock_shows_the_same_time_on_every_day_that_has_it(
    day: date, clock: time, zone: ZoneInfo
):
    moment = starts_at(day, clock, zone)
    wanted = datetime.combine(day, clock)
    if exists(wanted, zone):
        assert moment.astimezone(zone).replace(tzinfo=None) == wanted
    else:
        before, after = (moment + timedelta(seconds=s) for s in (-1, 0))
        offsets = [at.astimezone(zone).utcoffset() for at in (before, after)]
        assert offsets[0] < offsets[1]
        assert moment.astimezone(zone).date() == day


def test_nine_stays_nine_over_both_changes_of_the_clock():
    zone = ZoneInfo("America/Toronto")
    sundays = Rule.weekly([6]).dates(date(2026, 3, 1), date(2026, 3, 1), date(2026, 11, 8))
    moments = [starts_at(day, time(9), zone) for day in sundays]
    assert {f"{at.astimezone(zone):%H:%M}" for at in moments} == {"09:00"}
    assert {at.hour for at in moments} == {13, 14}
    # 02:30 does not exist on 8 March: the visit begins when the clocks jump, at 3:00.
    assert starts_at(date(2026, 3, 8), time(2, 30), zone) == datetime(2026, 3, 8, 7, tzinfo=UTC)
    # 01:30 comes twice on 1 November: the first one.
    assert starts_at(date(2026, 11, 1), time(1, 30), zone) == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("policy", "taken", "expected"),
    [
        (HolidayPolicy.KEEP, [], date(2026, 12, 25)),
        (HolidayPolicy.SKIP, [], None),
        # Christmas is a Friday; Saturday and Sunday are not worked.
        (HolidayPolicy.MOVE, [], date(2026, 12, 28)),
        (HolidayPolicy.MOVE, [date(2026, 12, 28)], None),
    ],
)
def test_a_holiday_keeps_skips_or_moves_a_visit(policy, taken, expected):
    holidays = public_holidays.between("AB", date(2026, 12, 1), date(2027, 1, 31))
    assert held_on(date(2026, 12, 25), policy, holidays, range(5), taken) == expected
    assert held_on(date(2026, 12, 24), policy, holidays, range(5), taken) == date(2026, 12, 24)


@given(DAYS, st.sets(st.integers(0, 6)), SETS)
def test_a_moved_visit_lands_on_a_working_day_that_is_free(day: date, working, taken):
    holidays = public_holidays.between("ON", day, day + timedelta(days=10))
    landed = held_on(day, HolidayPolicy.MOVE, holidays, working, taken)
    if day not in holidays:
        assert landed == day
    elif landed is not None:
        assert day < landed <= day + timedelta(days=7)
        assert landed.weekday() in working
        assert landed not in holidays
        assert not any(day < other <= landed for other in taken)


@given(SETS, SETS)
def test_pairing_loses_no_visit_makes_no_day_twice_and_keeps_their_order(old, new):
    found = paired(old, new)
    froms, tos = [a for a, _ in found.pairs], [b for _, b in found.pairs]
    assert sorted([*froms, *found.dropped]) == old
    assert sorted([*tos, *found.missing]) == new
    assert all(abs(a - b) < timedelta(days=7) for a, b in found.pairs)
    assert all((a, a) in found.pairs for a in set(old) & set(new))
    moved = [to for day, to in found.pairs if day != to]
    assert moved == sorted(moved)


def test_tuesdays_become_wednesdays_and_every_other_week_drops_every_other_visit():
    start = date(2026, 12, 1)
    tuesdays = Rule.weekly([1]).next_dates(start, start, 6)
    moved = paired(tuesdays, [day + timedelta(days=1) for day in tuesdays])
    assert (len(moved.pairs), moved.dropped, moved.missing) == (6, [], [])
    thinned = paired(tuesdays, Rule.weekly([1], 2).dates(start, start, tuesdays[-1]))
    assert (len(thinned.pairs), len(thinned.dropped), thinned.missing) == (3, 3, [])


def test_only_what_somebody_changed_counts_as_changed():
    start = datetime(2026, 12, 1, 16, tzinfo=UTC)
    meant = Shape(start, 120, "standard", "home", 165_00, frozenset({"chloe", "bilal"}), "")
    assert differing(meant, meant) == []
    late = Shape(start + timedelta(hours=1), 90, "standard", "home", 165_00, meant.crew, "")
    assert differing(meant, late) == ["starts_at", "minutes"]
    alone = Shape(start, 120, "standard", "home", 165_00, frozenset({"bilal"}), "")
    assert differing(meant, alone) == ["crew"]
    assert differing(meant, alone, waiting=True) == []
    other = Shape(start, 120, "standard", "home", 165_00, frozenset({"dana"}), "")
    assert differing(meant, other, waiting=True) == ["crew"]
