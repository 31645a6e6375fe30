"""A calendar of cells, days by weeks or by teams, whose jobs can be dragged to another day.

The browser side is `assets/calendar/`. It is told everything by its props and reports what people do
by its events, as the board does (`components/board.py`): `on_move` sends a `CalendarMove`, the job
stays where it was dropped, marked as saving, until `settled` reaches its `move`; then `chips` says
where it is. A job keeps its time of day; which moment that is, only the server knows.

**For tests.** Cells are groups named by their `label`, with `data-cell` ("lane|date"); jobs are
buttons with `data-id` and `data-state` ("still" or "saving"). Arrow keys walk, Enter opens, Alt with
an arrow key moves a job by a day (in a month, up and down, by a week).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field
from reflex.event import passthrough_event_spec

from cleaning_app.components.board import BookingStatus


@dataclass
class CalendarHead:
    """A column: a weekday, or a day with its date."""

    date: str
    title: str
    note: str = ""
    is_today: bool = False


@dataclass
class CalendarLane:
    """A row: a week of a month (no title), or a team. `load` is in percent, -1 for none."""

    id: str
    title: str
    detail: str = ""
    load: int = -1
    load_words: str = ""


@dataclass
class CalendarCell:
    """A day of a lane: its title, figures, and how many more jobs it has than are shown."""

    lane: str
    date: str
    title: str
    label: str
    count: int = 0
    money: str = ""
    open: int = 0
    note: str = ""
    tone: str = ""  # words of "today", "past", "outside"
    load: int = -1
    more: int = 0


@dataclass
class CalendarChip:
    """A job in a cell; one that several lanes share is a chip in each."""

    id: str
    lane: str
    date: str
    time: str
    title: str
    colour: str = ""
    status: BookingStatus = "confirmed"
    is_open: bool = False
    locked: bool = False


class CalendarMove(BaseModel):
    """A job was put on another day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(max_length=64)
    date: date
    move: int  # hand it back through `settled`


class Calendar(rx.Component):
    """See the module's first lines. Fills its parent, which must have a height."""

    library = "$/public/calendar/calendar.jsx"
    tag = "Calendar"

    kind: rx.Var[Literal["month", "teams"]]
    heads: rx.Var[list[CalendarHead]]
    lanes: rx.Var[list[CalendarLane]]
    cells: rx.Var[list[CalendarCell]]
    chips: rx.Var[list[CalendarChip]]
    settled: rx.Var[int]
    selected: rx.Var[str]
    editable: rx.Var[bool]
    loading: rx.Var[bool]
    label: rx.Var[str]

    on_move: rx.EventHandler[passthrough_event_spec(CalendarMove)]
    on_select: rx.EventHandler[passthrough_event_spec(str)]
    on_day: rx.EventHandler[passthrough_event_spec(str)]


calendar = Calendar.create
