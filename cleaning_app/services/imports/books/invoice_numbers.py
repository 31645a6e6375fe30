"""The counters of invoice numbers, after numbers came in from outside or went again."""

from __future__ import annotations

from sqlalchemy import text

from cleaning_app.context import Ctx

_YEARS = """
    SELECT substr(number, 5, 4)::int AS year, max(substr(number, 10)::bigint) AS last
    FROM invoices WHERE org_id = :org AND number ~ '^INV-[0-9]{4}-[0-9]{5,9}$'
    GROUP BY 1
"""
_COUNTERS_EXIST = text(
    f"""
    INSERT INTO number_counters (org_id, kind, year, last_number)
    SELECT :org, 'invoice', y.year, 0 FROM ({_YEARS}) AS y
    ON CONFLICT DO NOTHING
    """  # noqa: S608 - the inner part is the constant above
)
_LOCK = text("SELECT year FROM number_counters WHERE org_id = :org AND kind = 'invoice' FOR UPDATE")
_RECOUNT = text(
    f"""
    UPDATE number_counters AS c SET last_number = coalesce(y.last, 0)
    FROM number_counters AS own LEFT JOIN ({_YEARS}) AS y ON y.year = own.year
    WHERE own.org_id = :org AND own.kind = 'invoice'
      AND c.org_id = own.org_id AND c.kind = own.kind AND c.year = own.year
      AND c.last_number IS DISTINCT FROM coalesce(y.last, 0)
    """  # noqa: S608 - the inner part is the constant above
)


async def recount(ctx: Ctx) -> None:
    """Let every year's counter stand at the highest number there is, so that none is given twice.

    The counters are locked before numbers are looked at: whoever is issuing an invoice right now
    finishes first, and its number is seen.
    """
    values = {"org": ctx.org.id}
    for statement in (_COUNTERS_EXIST, _LOCK, _RECOUNT):
        await ctx.session.execute(statement, values)
