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
from cleaning_app.pages.schedule import board

TODAY = date(2026, 11, 22)
CARDS_JS = Path(__file__).parents[2] / "assets" / "board" / "cards.js"


def test_an_address_comes_back_as_it_was_asked():
    shown = board.read("week", "2026-11-25", TODAY)
    assert (shown.first, shown.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert shown.address() == "/schedule?view=week&day=2026-11-25"
    assert shown.address(shown.step) == "/schedule?view=week&day=2026-12-02"


@pytest.mark.parametrize("day", ["", "garbage", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_means_nothing_is_today(day: str):
    assert board.read("x", day, TODAY).address() == "/schedule?view=board&day=2026-11-22"


@pytest.mark.parametrize(
    ("view", "day", "title"),
    [
        ("board", "2026-11-23", "Monday, 23 November"),
        ("week", "2026-11-23", "23–29 November"),
        ("list", "2026-12-30", "28 December – 3 January"),
    ],
)
def test_the_title_names_the_days(view: str, day: str, title: str):
    assert board.read(view, day, TODAY).title == title


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
