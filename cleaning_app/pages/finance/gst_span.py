"""Which days the GST page is asked for: a reporting period, or any two dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cleaning_app.components import format
from cleaning_app.domain import periods
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

    def standing(self, today: date) -> tuple[str, str]:
        """A word on where the days stand, and its colour.

        Whether a return was filed is not known here, so nothing is ever called late.
        """
        if today <= self.last:
            return "Running", "blue"
        if self.due is None:
            return "", "grey"
        return f"Due {format.day(self.due)}", "amber" if today <= self.due else "grey"


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
