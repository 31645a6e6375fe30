"""The returns of a year: when each is due, whether it was filed, and what was prepaid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain import periods
from cleaning_app.services import organisations
from cleaning_app.services.gst.filing import Filing, filings


@dataclass(frozen=True)
class Return:
    """One reporting period and when its return is due.

    `status` is running, due, overdue, filed, or closed: covered by a later return that was filed.
    """

    key: str
    label: str
    short_label: str
    starts_on: date
    ends_on: date
    due_on: date
    status: str
    instalments_cents: int
    filing: Filing | None


# The earliest row of the books: what ended before them has nothing to return.
_BEGINNING = text(
    """
    SELECT least(
        (SELECT min(issued_on) FROM invoices WHERE org_id = :org),
        (SELECT min(occurred_on) FROM expenses WHERE org_id = :org AND deleted_at IS NULL)
    )
    """
)
_PREPAID = text(
    "SELECT paid_on, amount_cents FROM gst_instalments WHERE org_id = :org AND paid_on IS NOT NULL"
)


async def calendar(ctx: Ctx, year: int | None = None) -> list[Return]:
    """The periods whose returns fall due in a calendar year, in order. Without one, those of this
    year, and before them those of earlier years that are still late.

    How long a period is follows the organisation's setting. So the fourth quarter of last year is
    among them; periods that ended before the books begin are not.
    """
    ctx.require("finance.view")
    today = ctx.today()
    often = (await organisations.settings(ctx)).gst_period
    beginning = await ctx.session.scalar(_BEGINNING, {"org": ctx.org.id})
    prepaid = list((await ctx.session.execute(_PREPAID, {"org": ctx.org.id})).all())
    stands = {one.last: one for one in await filings(ctx) if one.stands}

    def due_in(year: int) -> list[Return]:
        return [
            _return(period, today, stands, prepaid)
            for period in periods.due_in_year(year, often)
            if beginning is not None and period.ends_on >= beginning
        ]

    if year is not None or beginning is None:
        return due_in(year or today.year)
    # Who never filed here may have filed elsewhere, so then only the year before is looked at.
    earlier = range(beginning.year if stands else today.year - 1, today.year)
    late = [one for before in earlier for one in due_in(before) if one.status == "overdue"]
    return [*late, *due_in(today.year)]


def standing(period: periods.Period, today: date, stands: Mapping[date, Filing]) -> str:
    """The status of a period's return, given the returns that stand by their last day."""
    if period.ends_on in stands:
        return "filed"
    if any(period.ends_on < last for last in stands):
        return "closed"
    if today <= period.ends_on:
        return "running"
    return "due" if today <= periods.due_on(period) else "overdue"


def _return(
    period: periods.Period, today: date, stands: Mapping[date, Filing], prepaid: Sequence[Any]
) -> Return:
    inside = [row for row in prepaid if period.starts_on <= row.paid_on <= period.ends_on]
    return Return(
        key=period.key,
        label=period.label,
        short_label=period.short_label,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=periods.due_on(period),
        status=standing(period, today, stands),
        instalments_cents=sum(row.amount_cents for row in inside),
        filing=stands.get(period.ends_on),
    )
