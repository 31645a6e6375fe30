"""What a GST figure was asked for: local dates, the basis, and the UTC moments between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import offsets
from cleaning_app.domain.periods import check_range, range_bounds
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.services import organisations
from cleaning_app.services.listing_filters import day_named

_LONGEST = timedelta(days=40)


class Basis(StrEnum):
    """When tax counts: as invoiced, or as received."""

    ACCRUAL = "accrual"
    CASH = "cash"


@dataclass(frozen=True)
class Asked:
    """Local dates from `first` to `last`, both included; `start` and `end` half-open in UTC."""

    first: date
    last: date
    basis: Basis
    start: datetime
    end: datetime

    def on_the_other(self) -> Asked:
        """The same range on the other basis."""
        other = Basis.CASH if self.basis is Basis.ACCRUAL else Basis.ACCRUAL
        return replace(self, basis=other)

    def params(self, ctx: Ctx) -> dict[str, Any]:
        """The values the queries of this package take. `since` says when the clocks change,
        `ahead` what they are ahead of UTC from then on, `suffixes` the same as ISO 8601 ends;
        `earlier` is when what ends in the range may have begun, such as a pay period."""
        earlier = self.start - _LONGEST
        clocks = offsets(earlier, self.end, ctx.zone)
        return {
            "org": ctx.org.id,
            "first": self.first,
            "last": self.last,
            "start": self.start,
            "earlier": earlier,
            "end": self.end,
            "since": [since for since, _ in clocks],
            "ahead": [ahead for _, ahead in clocks],
            "suffixes": [since.astimezone(ctx.zone).isoformat()[-6:] for since, _ in clocks],
        }


async def ask(ctx: Ctx, first: date, last: date, basis: Basis | str | None = None) -> Asked:
    """Check a range and find its moments; the basis is the organisation's own when not given.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: the range is upside down, longer than five years, or the basis is unknown.
    """
    ctx.require("finance.view")
    if not 2000 <= first.year <= 2199 or not 2000 <= last.year <= 2199:
        raise Invalid("Check the years of the range.", [FieldError("from", "Check the year.")])
    check_range(first, last)
    chosen = basis or (await organisations.settings(ctx)).gst_basis
    start, end = range_bounds(first, last, ctx.zone)
    return Asked(first, last, basis_named(chosen), start, end)


def basis_named(name: str) -> Basis:
    """The basis of that name.

    Raises:
        Invalid: there is none.
    """
    if name not in set(Basis):
        raise Invalid("The basis is accrual or cash.", [FieldError("basis", "accrual or cash")])
    return Basis(name)


def read_range(first: str, last: str, basis: str = "") -> tuple[date, date, Basis | None]:
    """Read what a route or the command line was given: two dates and a basis, "" for the usual one.

    Raises:
        Invalid: naming `from`, `to` or `basis`.
    """
    return day_named("from", first), day_named("to", last), basis_named(basis) if basis else None
