"""The next invoice number: gapless per organisation and year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain.invoices import next_number
from cleaning_app.services import numbers

_HIGHEST = text(
    r"""
    SELECT max(substring(number FROM 10)::bigint) FROM invoices
    WHERE org_id = :org AND number LIKE :like AND number ~ '^INV-[0-9]{4}-[0-9]{5,9}$'
    """
)


async def take_number(ctx: Ctx, issued_on: date) -> str:
    """The next number of the issue date's year, e.g. INV-2026-00001.

    Books brought from elsewhere may hold numbers of ours already; then counting goes on after the
    highest of them.
    """
    year = issued_on.year
    counter = await numbers.take(ctx, "invoice", year)
    taken = await ctx.session.scalar(
        text("SELECT 1 FROM invoices WHERE org_id = :org AND number = :number"),
        {"org": ctx.org.id, "number": next_number(year, counter)},
    )
    if taken:
        like = {"org": ctx.org.id, "like": f"INV-{year:04d}-%"}
        highest = int(await ctx.session.scalar(_HIGHEST, like) or 0)
        ahead = highest + 1 - counter
        counter = await numbers.take(ctx, "invoice", year, ahead) + ahead - 1
    return next_number(year, counter)
