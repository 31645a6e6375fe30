"""Reminders of invoices: one stage after the other, none twice, none long after its day."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.dunning import ORDER, WINDOW_DAYS, Schedule, Stage, due_stage, next_stage

USUAL = Schedule(3, 10, 21)
SCHEDULES = st.lists(st.integers(1, 200), min_size=3, max_size=3, unique=True).map(
    lambda days: Schedule(*sorted(days))
)


def test_each_stage_has_its_day():
    sent: list[Stage] = []
    days = {}
    for late in range(60):
        if stage := due_stage(late, sent, USUAL):
            days[stage] = late
            sent.append(stage)
    assert days == {Stage.GENTLE: 3, Stage.SECOND: 10, Stage.FINAL: 21}


def test_what_was_due_long_ago_is_left_alone():
    assert due_stage(21 + WINDOW_DAYS - 1, [], USUAL) is Stage.FINAL
    assert due_stage(21 + WINDOW_DAYS, [], USUAL) is None


def test_by_hand_the_next_one_and_the_last_one_again():
    assert next_stage([]) is Stage.GENTLE
    assert next_stage([Stage.GENTLE]) is Stage.SECOND
    assert next_stage([Stage.FINAL]) is Stage.FINAL


@given(SCHEDULES, st.sets(st.integers(-5, 260)))
def test_however_irregularly_the_job_runs_no_stage_is_sent_twice_or_out_of_order(schedule, days):
    sent: list[Stage] = []
    for late in sorted(days):
        if stage := due_stage(late, sent, schedule):
            assert schedule.day_of(stage) <= late
            sent.append(stage)
    assert len(set(sent)) == len(sent)
    assert [ORDER.index(stage) for stage in sent] == sorted(ORDER.index(s) for s in sent)
