"""Series in words: their state, their days, what a change came to."""

from __future__ import annotations

from datetime import date, datetime, time

from cleaning_app.components import format
from cleaning_app.context import Ctx
from cleaning_app.services.series import Changed, Filled, Stopped

STATE_COLOURS = {"active": "green", "paused": "amber", "finished": "grey"}


def clock(at: time, minutes: int) -> str:
    """9:00, 2h"""
    return f"{at.hour}:{at:%M}, {format.duration(minutes)}"


def day(ctx: Ctx, value: date) -> str:
    """Today, Tomorrow, Sat 2 Jan: visits of a series are told by their weekday, also next year's."""
    if abs((value - ctx.today()).days) <= 1 or abs((value - ctx.today()).days) > 300:
        return format.short_day(value, ctx.today())
    return f"{value:%a} {value.day} {value:%b}"


def visit(ctx: Ctx, start: datetime, end: datetime) -> str:
    """Tue 24 Nov, 9:00–11:00"""
    return f"{day(ctx, start.astimezone(ctx.zone).date())}, {format.span(start, end, ctx.zone)}"


def paused(from_: date | None, until: date | None) -> str:
    """From 1 Dec 2026 to 15 Dec 2026; From 1 Dec 2026 until it is resumed"""
    if from_ is None:
        return ""
    return f"From {format.day(from_)} " + (
        f"to {format.day(until)}" if until else "until it is resumed"
    )


def changed(done: Changed) -> str:
    """8 visits changed, 2 made, 1 cancelled. 1 keeps its own changes. 1 needs a hand."""
    parts = [
        f"{format.count(count, 'visit')} {verb}"
        for count, verb in (
            (done.changed, "changed"), (done.made, "made"), (done.cancelled, "cancelled"),
        )
        if count
    ]  # fmt: skip
    said = f"{', '.join(parts)}." if parts else "Saved."
    if done.kept:
        said += (
            f" {format.count(len(done.kept), 'keeps its own changes', 'keep their own changes')}."
        )
    return said + hand(done.conflicts)


def stopped(verb: str, done: Stopped) -> str:
    """Paused. 3 visits cancelled. Fees $25.00."""
    said = f"{verb}."
    if done.cancelled:
        said += f" {format.count(done.cancelled, 'visit')} cancelled."
    return f"{said} Fees {format.money(done.fee_cents)}." if done.fee_cents else said


def taken_up(verb: str, done: Filled) -> str:
    """Resumed. 3 visits made. 1 needs a hand."""
    return f"{verb}. {format.count(done.made, 'visit')} made.{hand(done.conflicts)}"


def hand(conflicts: int) -> str:
    """Visits that need somebody, as the end of a sentence."""
    return f" {format.count(conflicts, 'needs', 'need')} a hand." if conflicts else ""
