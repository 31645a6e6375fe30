"""The dispatch board: a day of crew rows, or one worker's days; jobs can be dragged.

The browser side is `assets/board/` (React, no package of its own). The board is told everything by
its props and reports what people do by its events; it never talks to the server itself.

**Time.** Jobs carry the organisation's wall-clock time (`start`, with `fold=1` for the second of two
equal times when the clocks go back). `board_day` says how long each day is and where its clock jumps,
so a day of 23 or 25 hours is drawn right without the browser knowing any zone.

**A move.** `on_move` sends a `BoardMove`; the job stays where it was dropped, marked as saving, until
`settled` reaches the `move` number of that payload. Then whatever `jobs` or `change` say is shown:
the new place, or the old one if the move was refused. So a handler always ends with
`self.settled = move.move`, refused or not. Nothing in a payload is to be trusted.

**Live changes.** `jobs` carries the whole list. Afterwards set `change`, with a higher `revision`, to
the bookings that changed, and one move costs every open board a few hundred bytes. Setting `jobs`
again replaces everything; a page does so in its `on_load` and after a lost connection.

**For tests.** Jobs are buttons named "client, 9:00–11:00, service, area, worker, status" with
`data-id`, `data-state` ("still" or "saving") and `aria-pressed` when selected. A worker's row (or a
day) is a group whose name begins with theirs; its lane carries `data-lane` (worker id, "" for
unassigned; or the date). While dragging, the landing place is `.bd-slot`. Every move is
announced in the board's `role=status`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import reflex as rx
from pydantic import BaseModel, ConfigDict, NaiveDatetime
from pydantic import Field as Limit
from reflex.event import passthrough_event_spec

BookingStatus = Literal["pending", "confirmed", "in_progress", "completed", "cancelled", "no_show"]


@dataclass
class BoardDay:
    """One shown day. `minutes` is its length; at `shift_at` its clock jumps by `shift_by` minutes.

    `available` is how many minutes could be booked on it; only a worker's days say so.
    """

    date: str
    title: str
    minutes: int = 1440
    shift_at: int = -1
    shift_by: int = 0
    note: str = ""  # a few words beside the title, e.g. a holiday
    available: int = 0


@dataclass
class BoardRow:
    """One worker. Jobs and hours are counted on the board; `skills` follows them in the label."""

    id: str
    name: str
    initials: str
    skills: str = ""
    off: bool = False  # nothing could be booked with them that day
    route: int = 0  # which of the route colours of the map is theirs, from 1; 0 without a map


@dataclass
class BoardJob:
    """One booking on one worker's row; a booking with a crew of two is two of these with one id."""

    id: str
    worker_id: str  # "" while unassigned
    start: str  # wall clock, "2026-11-23T09:30"
    minutes: int
    title: str
    area: str = ""
    service: str = ""
    colour: str = ""  # the service's colour key: std, deep, move, office, or any other
    status: BookingStatus = "confirmed"
    fold: int = 0
    window: str = ""  # "13:00–17:00" while the client was promised a window only
    warning: str = ""  # why it needs a look, e.g. "Tight: 14 min drive, 5 min gap"
    locked: bool = False  # shown, not movable


_PACKED = (
    "id", "worker_id", "start", "minutes", "title", "area", "service", "colour", "status",
    "warning", "window", "fold", "locked",
)  # fmt: skip


@rx.serializer
def _pack(job: BoardJob) -> list[str | int | bool]:
    """A job on its way to the browser: values in order, empty ones at the end left out.

    Two weeks of visits are half as long without the field names; `assets/board/cards.js`
    knows the same order.
    """
    values = [getattr(job, name) for name in _PACKED]
    while not values[-1]:
        values.pop()
    return values


@dataclass
class BoardBlock:
    """Time off, drawn hatched; without a label, hours outside a worker's own, drawn grey. Without a
    worker it is the whole organisation's."""

    worker_id: str
    start: str
    minutes: int
    label: str
    fold: int = 0


@dataclass
class BoardDrive:
    """Minutes on the road between two jobs; drawn while they are neighbours on that worker's row."""

    worker_id: str
    from_id: str
    to_id: str
    minutes: int


@dataclass
class BoardChange:
    """What changed since `jobs` was set: bookings to draw anew (all their rows) and bookings gone."""

    revision: int = 0
    jobs: list[BoardJob] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


class _Payload(BaseModel):
    """What a browser sends: unknown fields, odd lengths and unreadable times are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: NaiveDatetime
    fold: int = Limit(default=0, ge=0, le=1)

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """The start as a UTC instant, `start` and `fold` read on the clocks of `zone`."""
        return self.start.replace(tzinfo=zone, fold=self.fold).astimezone(UTC)


class BoardMove(_Payload):
    """A job was put elsewhere, handed over or made longer. "" stands for unassigned."""

    id: str = Limit(max_length=64)
    worker_id: str = Limit(max_length=64)
    from_worker_id: str = Limit(max_length=64)
    duration_minutes: int = Limit(ge=1, le=1500)
    move: int  # hand it back through `settled`


class BoardSketch(_Payload):
    """An empty place was clicked or drawn: a booking should begin there."""

    worker_id: str = Limit(max_length=64)
    duration: int = Limit(ge=1, le=1500)


def board_day(
    day: date, zone: ZoneInfo, *, title: str, note: str = "", available: int = 0
) -> BoardDay:
    """The length of a local day and the jump of its clock, from the zone's own rules."""
    midnight = datetime.combine(day, time())
    first = midnight.replace(tzinfo=zone).astimezone(UTC)
    last = (midnight + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
    minutes = int((last - first).total_seconds()) // 60
    for elapsed in range(0, minutes, 15):
        local = (first + timedelta(minutes=elapsed)).astimezone(zone).replace(tzinfo=None)
        jump = int((local - midnight).total_seconds()) // 60 - elapsed
        if jump:
            return BoardDay(day.isoformat(), title, minutes, elapsed, jump, note, available)
    return BoardDay(day.isoformat(), title, minutes, note=note, available=available)


def wall_clock(at: datetime, zone: ZoneInfo) -> tuple[str, int]:
    """`start` and `fold` of an instant, as the board's rows, blocks and `now` want them."""
    local = at.astimezone(zone)
    return local.strftime("%Y-%m-%dT%H:%M"), local.fold


class DispatchBoard(rx.Component):
    """See the module's first lines. Fills its parent, which must have a height."""

    library = "$/public/board/board.jsx"
    tag = "DispatchBoard"

    view: rx.Var[Literal["day", "days"]]  # workers, or one worker's days
    days: rx.Var[list[BoardDay]]  # one for "day", any number for "days"
    rows: rx.Var[list[BoardRow]]
    jobs: rx.Var[list[BoardJob]]
    change: rx.Var[BoardChange]
    settled: rx.Var[int]  # last answered move; left out, any new `jobs` counts as the answer
    travel: rx.Var[list[BoardDrive]]
    buffer: rx.Var[int]  # minutes that should be left between two jobs beside the drive
    blocks: rx.Var[list[BoardBlock]]
    opens: rx.Var[str]  # usual window, "08:00" … "18:00"; widened to whatever a job needs
    closes: rx.Var[str]
    now: rx.Var[str]  # wall clock at the server; "" draws no line, the board advances it itself
    now_fold: rx.Var[int]
    zone: rx.Var[str]  # what stands in the corner: "MST"
    selected: rx.Var[str]  # booking id
    create_minutes: rx.Var[int]  # length of a booking begun by a click, 120 unless told
    editable: rx.Var[bool]
    may_out: rx.Var[bool]  # whether rows say that somebody is out
    loading: rx.Var[bool]  # draws the skeleton
    label: rx.Var[str]  # accessible name
    empty_text: rx.Var[str]

    on_move: rx.EventHandler[passthrough_event_spec(BoardMove)]
    on_select: rx.EventHandler[passthrough_event_spec(str)]
    on_create: rx.EventHandler[passthrough_event_spec(BoardSketch)]
    on_worker: rx.EventHandler[passthrough_event_spec(str)]
    on_out: rx.EventHandler[passthrough_event_spec(str)]  # O on a row, or its button "Out"
    on_day: rx.EventHandler[passthrough_event_spec(str)]  # the name of a day was clicked


dispatch_board = DispatchBoard.create
