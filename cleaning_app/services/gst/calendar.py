"""The returns of a year: when each is due, and what was prepaid. What was filed is not kept yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain import periods
from cleaning_app.services import organisations


@dataclass(frozen=True)
class Return:
    """One reporting period and when its return is due."""

    key: str
    label: str
    short_label: str
    starts_on: date
    ends_on: date
    due_on: date
    has_ended: bool
    instalments_cents: int


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
    """The periods whose returns fall due in a calendar year (this one by default), in order.

    How long a period is follows the organisation's setting. So the fourth quarter of last year is
    among them; periods that ended before the books begin are not.
    """
    ctx.require("finance.view")
    today = ctx.today()
    often = (await organisations.settings(ctx)).gst_period
    beginning = await ctx.session.scalar(_BEGINNING, {"org": ctx.org.id})
    prepaid = list((await ctx.session.execute(_PREPAID, {"org": ctx.org.id})).all())
    return [
        _return(
            period,
            today,
            sum(
                row.amount_cents
                for row in prepaid
                if period.starts_on <= row.paid_on <= period.ends_on
            ),
        )
        for period in periods.due_in_year(year or today.year, often)
        if beginning is not None and period.ends_on >= beginning
    ]


def _return(period: periods.Period, today: date, instalments_cents: int) -> Return:
    return Return(
        key=period.key,
        label=period.label,
        short_label=period.short_label,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=periods.due_on(period),
        has_ended=period.ends_on < today,
        instalments_cents=instalments_cents,
    )
