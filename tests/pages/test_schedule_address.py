"""What the schedule's address means, and what the board is told."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from reflex.utils.format import json_dumps

from cleaning_app.components import board as dispatch
from cleaning_app.components.board import BoardJob
from cleaning_app.pages.schedule import shown

TODAY = date(2026, 11, 22)
CARDS_JS = Path(__file__).parents[2] / "assets" / "board" / "cards.js"


def test_an_address_comes_back_as_it_was_asked():
    asked = shown.read({"view": "week", "day": "2026-11-25"}, TODAY)
    assert (asked.first, asked.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert asked.address() == "/schedule?view=week&day=2026-11-25"
    assert asked.on(asked.after) == "/schedule?view=week&day=2026-12-02"


def test_whom_it_is_narrowed_to_stays_when_view_and_day_change():
    team = "0192d000-0000-7000-8000-000000000001"
    asked = shown.read({"view": "board", "day": "2026-11-25", "team": team, "map": "1"}, TODAY)
    assert str(asked.team) == team
    assert asked.has_map
    address = asked.address(view="month", skill="deep")
    assert address == f"/schedule?view=month&day=2026-11-25&team={team}&map=yes&skill=deep"
    assert asked.address(team="", map="") == "/schedule?view=board&day=2026-11-25"


def test_what_is_no_id_narrows_nothing_down():
    asked = shown.read({"team": "north", "worker": "' OR 1=1", "x": "y"}, TODAY)
    assert (asked.team, asked.worker, asked.kept) == (None, None, {})


@pytest.mark.parametrize("day", ["", "garbage", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_means_nothing_is_today(day: str):
    asked = shown.read({"view": "x", "day": day}, TODAY)
    assert asked.address() == "/schedule?view=board&day=2026-11-22"


@pytest.mark.parametrize(
    ("view", "day", "title"),
    [
        ("board", "2026-11-23", "Monday, 23 November"),
        ("week", "2026-11-23", "23–29 November"),
        ("list", "2026-12-30", "28 December – 3 January"),
        ("month", "2026-12-30", "December 2026"),
        ("worker", "2026-11-25", "23 November – 6 December"),
        ("board", "2027-11-07", "Sunday, 7 November 2027"),
        ("week", "2025-11-26", "24–30 November 2025"),
    ],
)
def test_the_title_names_the_days(view: str, day: str, title: str):
    assert shown.read({"view": view, "day": day}, TODAY).title == title


@pytest.mark.parametrize(
    ("day", "first", "days"),
    [
        ("2026-11-15", date(2026, 10, 26), 42),
        ("2026-02-10", date(2026, 1, 26), 35),
        ("2027-02-10", date(2027, 2, 1), 28),
    ],
)
def test_a_month_is_whole_weeks_that_hold_it(day: str, first: date, days: int):
    asked = shown.read({"view": "month", "day": day}, TODAY)
    assert (asked.first, asked.days) == (first, days)
    assert asked.first.weekday() == 0


def test_months_are_paged_one_by_one_from_any_day():
    asked = shown.read({"view": "month", "day": "2026-01-31"}, TODAY)
    assert (asked.before, asked.after) == (date(2025, 12, 1), date(2026, 2, 1))


def test_a_job_travels_in_the_order_the_browser_unpacks():
    fields = re.search(r"const FIELDS = (\[.*?\]);", CARDS_JS.read_text())
    assert fields is not None
    assert json.loads(fields[1]) == list(dispatch._PACKED)


def test_what_is_usual_does_not_travel():
    job = BoardJob("1", "2", "2026-11-23T09:30", 90, "Ada", "Oliver", "Deep", "blue")
    packed = json.loads(json_dumps([job]))[0]
    assert packed == [
        "1",
        "2",
        "2026-11-23T09:30",
        90,
        "Ada",
        "Oliver",
        "Deep",
        "blue",
        "confirmed",
    ]
    job.locked = True
    assert json.loads(json_dumps([job]))[0][9:] == ["", "", 0, True]
