"""Which days the GST page is asked for: a reporting period, or any two dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cleaning_app.components import format
from cleaning_app.domain import periods
from cleaning_app.services import gst
from cleaning_app.services.listing_filters import day_named


@dataclass(frozen=True)
class Span:
    """Local days from `first` to `last`, both included, and what they are called.

    `period` is the key of a reporting period, "" for dates of one's own; `before` and `after` are
    the keys of the periods around it. `due` is when a period's return is, None for own dates.
    """

    period: str
    label: str
    first: date
    last: date
    before: str
    after: str
    due: date | None

    def status(self, today: date, stands: Mapping[date, gst.Filing]) -> str:
        """Where a period's return stands; "" for dates of one's own, unless they still run."""
        if self.period:
            return gst.standing(periods.period_from_key(self.period), today, stands)
        return "running" if today <= self.last else ""

    def words(self, status: str) -> str:
        """That in words, with the day that matters."""
        return status_words(status, self.due)


def status_words(status: str, due: date | None) -> str:
    """The status of a return as a badge says it."""
    if status in ("due", "overdue") and due is not None:
        return f"{format.words(status)} {format.day(due)}"
    return format.words(status)


def read(asked: Mapping[str, str], today: date, often: str) -> Span:
    """The days an address asks for; the running period where it names none.

    Raises:
        Invalid: it names something that is no period, or no date.
    """
    if asked.get("from") or asked.get("to"):
        return _own(
            day_named("from", asked.get("from", "")), day_named("to", asked.get("to", "")), often
        )
    period = periods.period_from_key(asked.get("period") or periods.period_of(today, often).key)
    return Span(
        period.key,
        period.label,
        period.starts_on,
        period.ends_on,
        periods.preceding(period).key,
        periods.following(period).key,
        periods.due_on(period),
    )


def _own(first: date, last: date, often: str) -> Span:
    periods.check_range(first, last)
    return Span(
        "",
        f"{format.day(first)} – {format.day(last)}",
        first,
        last,
        periods.preceding(periods.period_of(first, often)).key,
        periods.following(periods.period_of(last, often)).key,
        None,
    )
