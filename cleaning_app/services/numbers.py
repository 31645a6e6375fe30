"""Numbers people read: gapless per organisation, kind and year."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.models import NumberCounter


async def take(ctx: Ctx, kind: str, year: int = 0, count: int = 1) -> int:
    """The next number of a kind, or the first of `count` consecutive ones.

    The counter's row stays locked until the transaction ends, so a rollback gives the number back
    and there are no gaps.
    """
    statement = (
        insert(NumberCounter)
        .values(org_id=ctx.org.id, kind=kind, year=year, last_number=count)
        .on_conflict_do_update(
            index_elements=["org_id", "kind", "year"],
            set_={"last_number": col(NumberCounter.last_number) + count},
        )
        .returning(col(NumberCounter.last_number))
    )
    last = (await ctx.session.execute(statement)).scalar_one()
    return last - count + 1
