"""A calendar of cells whose jobs can be dragged: days by weeks, by workers or by teams.

The browser side is `assets/calendar/`. It is told everything by its props and reports what people do
by its events, as the board does (`components/board.py`): `on_move` sends a `CalendarMove`, the job
stays where it was dropped, marked as saving, until `settled` reaches its `move`; then `chips` says
where it is. A job keeps its time of day; which moment that is, only the server knows. In a month the
lanes are weeks; elsewhere another lane means other people.

On a narrow screen workers and teams are shown one day at a time, chosen above them.

**For tests.** Cells are groups named by their `label`, with `data-cell` ("lane|date"); jobs are
buttons with `data-id` and `data-state` ("still" or "saving"). Arrow keys walk, Enter opens, Alt with
an arrow key moves a job by a day or a lane; several steps are one move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field
from reflex.event import passthrough_event_spec

from cleaning_app.components.board import BookingStatus

Kind = Literal["month", "people", "teams"]


@dataclass
class CalendarHead:
    """A column: a weekday, or a day with its date and how many jobs it has."""

    date: str
    title: str
    note: str = ""
    count: int = 0
    is_today: bool = False


@dataclass
class CalendarLane:
    """A row: a week of a month (no title), a worker (with `initials`) or a team. `load` is in
    percent, -1 for none."""

    id: str
    title: str
    detail: str = ""
    initials: str = ""
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
    tone: str = ""  # words of "today", "past", "outside", "closed" (nobody works), "off"
    load: int = -1
    more: int = 0


@dataclass
class CalendarChip:
    """A job in a cell; one that several lanes share is a chip in each. `detail` is a second line."""

    id: str
    lane: str
    date: str
    time: str
    title: str
    detail: str = ""
    colour: str = ""
    status: BookingStatus = "confirmed"
    is_open: bool = False
    locked: bool = False


_CELL = (
    "lane", "date", "title", "label", "tone", "load", "count", "more", "note", "open", "money",
)  # fmt: skip
_CHIP = (
    "id", "lane", "date", "time", "title", "detail", "colour", "status", "is_open", "locked",
)  # fmt: skip


def _packed(thing: Any, names: tuple[str, ...]) -> list[str | int | bool]:
    """Values in order, empty ones at the end left out; `assets/calendar/pack.js` knows the orders.

    Sixty workers' week is half as long without the names of its fields."""
    values = [getattr(thing, name) for name in names]
    while values and not values[-1]:
        values.pop()
    return values


@rx.serializer
def _pack_cell(cell: CalendarCell) -> list[str | int | bool]:
    return _packed(cell, _CELL)


@rx.serializer
def _pack_chip(chip: CalendarChip) -> list[str | int | bool]:
    return _packed(chip, _CHIP)


class CalendarMove(BaseModel):
    """A job was put on another day or lane. `lane` is "" for unassigned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(max_length=64)
    date: date
    lane: str = Field(max_length=64)
    from_lane: str = Field(max_length=64)
    move: int  # hand it back through `settled`


class Calendar(rx.Component):
    """See the module's first lines. Fills its parent, which must have a height."""

    library = "$/public/calendar/calendar.jsx"
    tag = "Calendar"

    kind: rx.Var[Kind]
    heads: rx.Var[list[CalendarHead]]
    lanes: rx.Var[list[CalendarLane]]
    cells: rx.Var[list[CalendarCell]]
    chips: rx.Var[list[CalendarChip]]
    settled: rx.Var[int]
    selected: rx.Var[str]
    editable: rx.Var[bool]
    loading: rx.Var[bool]
    label: rx.Var[str]
    zone: rx.Var[str]  # what stands in the corner: "MST"

    on_move: rx.EventHandler[passthrough_event_spec(CalendarMove)]
    on_select: rx.EventHandler[passthrough_event_spec(str)]
    on_day: rx.EventHandler[passthrough_event_spec(str)]
    on_worker: rx.EventHandler[passthrough_event_spec(str)]  # the name of a worker was clicked


calendar = Calendar.create
