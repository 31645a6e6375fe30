"""A worker's clock on one booking: which taps it takes, what they add up to, when it ran too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from cleaning_app.domain.slots import Interval
from cleaning_app.errors import Conflict, FieldError, Invalid


class ClockState(StrEnum):
    """Where a worker's clock stands, as stored."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class Tap(StrEnum):
    """What a worker does to their clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"


OPEN: Final = frozenset({ClockState.RUNNING, ClockState.PAUSED})
"""The clock was started and has not been finished."""

OVERRUN_REASONS: Final = (
    "access_delay",
    "extra_dirt",
    "client_request",
    "supplies_missing",
    "estimate_wrong",
    "parking_delay",
    "other",
)
"""Why a job took longer than planned; `other` needs a note."""

OVERRUN_PERCENT: Final = 120
LATEST_TAP: Final = timedelta(hours=48)
LONGEST_NOTE: Final = 500

UNDO_START: Final = timedelta(seconds=90)
"""How long a start can be taken back: the minute it is offered, and a slow thumb."""

_TAKES: dict[tuple[ClockState, Tap], ClockState] = {
    (ClockState.NOT_STARTED, Tap.START): ClockState.RUNNING,
    (ClockState.RUNNING, Tap.PAUSE): ClockState.PAUSED,
    (ClockState.PAUSED, Tap.RESUME): ClockState.RUNNING,
    (ClockState.RUNNING, Tap.FINISH): ClockState.FINISHED,
    (ClockState.PAUSED, Tap.FINISH): ClockState.FINISHED,
}

# A tap that asks for what is already so: a double tap, or one sent again after a lost line.
_ALREADY: frozenset[tuple[ClockState, Tap]] = frozenset(
    {
        (ClockState.RUNNING, Tap.START),
        (ClockState.RUNNING, Tap.RESUME),
        (ClockState.PAUSED, Tap.PAUSE),
        (ClockState.FINISHED, Tap.FINISH),
    }
)

_REFUSALS: dict[ClockState, tuple[str, str]] = {
    ClockState.NOT_STARTED: ("refused_not_started", "You have not started this job yet."),
    ClockState.RUNNING: ("refused_running", "Your clock is already running here."),
    ClockState.PAUSED: ("refused_paused", "You are on a break here. Resume instead."),
    ClockState.FINISHED: (
        "refused_finished",
        "You have already finished here. Ask the office if the times are wrong.",
    ),
}


def after(state: ClockState | str, tap: Tap | str) -> ClockState | None:
    """The state after a tap, or None when the tap asks for what is already so.

    Raises:
        Conflict: the clock doesn't take this tap now; `extra["said"]` names the words.
    """
    now, wanted = ClockState(state), Tap(tap)
    if (now, wanted) in _ALREADY:
        return None
    if (now, wanted) in _TAKES:
        return _TAKES[now, wanted]
    said, words = _REFUSALS[now]
    raise Conflict(words, extra={"said": said, "state": now.value})


def moment_of_tap(
    now: datetime, tapped_at: datetime | None, not_before: datetime | None
) -> datetime:
    """The moment a tap counts for: when it was tapped, even if it arrives later.

    A phone's clock may be a little ahead, so the future means now; and since taps arrive in order,
    none counts for earlier than the one before it (`not_before`).

    Raises:
        Invalid: it was tapped more than `LATEST_TAP` ago.
    """
    at = min(tapped_at or now, now)
    if now - at > LATEST_TAP:
        raise Invalid(
            "That was tapped more than two days ago. Tell the office the times instead.",
            extra={"said": "refused_too_late"},
        )
    return max(at, not_before) if not_before is not None else at


def check_undo_start(state: ClockState | str, stretches: int, age: timedelta) -> None:
    """Refuse to take back a start that is not the last thing that happened, or too long ago.

    Raises:
        Conflict: `extra["said"]` names the words.
    """
    if ClockState(state) is not ClockState.RUNNING or stretches != 1:
        said, words = "refused_undo_more", "More happened on this clock since it was started."
        raise Conflict(words, extra={"said": said})
    if age > UNDO_START:
        said, words = (
            "refused_undo_late",
            "It is too late to take this start back. Tell the office.",
        )
        raise Conflict(words, extra={"said": said})


def seconds_worked(spans: Iterable[tuple[datetime, datetime | None]], now: datetime) -> int:
    """Whole seconds on the clock, breaks left out; a span without an end runs until `now`."""
    whole = timedelta()
    for start, end in spans:
        whole += max(timedelta(), (now if end is None else end) - start)
    return int(whole.total_seconds())


def ran_over(worked_seconds: int, planned_minutes: int) -> bool:
    """Whether it took more than 120% of what was planned."""
    return worked_seconds * 100 > planned_minutes * 60 * OVERRUN_PERCENT


def check_reason(reason: str, note: str) -> None:
    """Refuse a missing or unknown overrun reason.

    Raises:
        Invalid: naming the field; `extra["said"]` names the words.
    """
    if reason not in OVERRUN_REASONS:
        message = "This took longer than planned. Say why."
        problem = FieldError("overrun_reason", message)
        raise Invalid(message, [problem], extra={"said": "refused_reason_needed"})
    if reason == "other" and not note.strip():
        message = "Say in a few words what took longer."
        problem = FieldError("overrun_note", message)
        raise Invalid(message, [problem], extra={"said": "refused_note_needed"})
    if len(note) > LONGEST_NOTE:
        message = f"Keep the note under {LONGEST_NOTE} characters."
        problem = FieldError("overrun_note", message)
        raise Invalid(message, [problem], extra={"said": "refused_note_long"})


def check_spans(spans: Sequence[Interval], now: datetime) -> list[Interval]:
    """Corrected times in order. Touching spans are fine, a day of 24 hours is the most.

    Raises:
        Invalid: none, too many, overlapping, longer than a day in all, or not over yet.
    """
    ordered = sorted(spans, key=lambda span: span.start)
    message = ""
    if not 1 <= len(ordered) <= 20:
        message = "Give between one and twenty stretches of work."
    elif any(b.start < a.end for a, b in pairwise(ordered)):
        message = "Two of these stretches overlap."
    elif ordered[-1].end > now:
        message = "Corrected times must lie in the past."
    elif ordered[-1].end - ordered[0].start > timedelta(hours=24):
        message = "A visit lasts 24 hours at most."
    if message:
        raise Invalid.field("spans", message)
    return ordered
