"""What is paid beside the hours: tips, money laid out, bonuses, deductions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import Conflict
from cleaning_app.models import PayItem, Worker
from cleaning_app.models.pay import ITEM_KINDS
from cleaning_app.services import audit, live, rows
from cleaning_app.services.payroll import kept

KINDS: Final = ITEM_KINDS
_MOST_CENTS = 10_000_00
_MISSING = "There is no such pay item."


async def add_item(
    ctx: Ctx,
    worker_id: UUID,
    kind: str,
    amount_cents: int,
    occurred_on: date,
    description: str = "",
) -> UUID:
    """Add an amount to a worker's pay; a deduction is given as a positive amount. In a period that
    is approved already, it counts on the first day after what is approved. Undo: `remove_item`.

    Raises:
        NotFound: no such worker. Invalid: naming the fields that are wrong.
    """
    ctx.require("finance.manage")
    await rows.one(ctx, Worker, worker_id, "There is no such worker.")
    form = Fields()
    if kind not in KINDS:
        form.refuse("kind", "Choose what it is.")
    description = form.text("description", description, 200)
    if abs(amount_cents) > _MOST_CENTS or amount_cents == 0:
        form.refuse("amount_cents", "Between $0.01 and $10,000.")
    elif amount_cents < 0 and kind != "other":
        form.refuse("amount_cents", "Give the amount without a sign.")
    if abs((occurred_on - ctx.today()).days) > 366:
        form.refuse("occurred_on", "Check the year.")
    form.finish("This can't be added.")
    counts_on = occurred_on
    if await kept.holding(ctx, occurred_on) is not None:
        counts_on = (await kept.latest(ctx, 1))[0].ends_on + timedelta(days=1)
    item = PayItem(
        org_id=ctx.org.id,
        worker_id=worker_id,
        kind=kind,
        occurred_on=occurred_on,
        counts_on=counts_on,
        amount_cents=-amount_cents if kind == "deduction" else amount_cents,
        description=description,
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(item)
    await ctx.session.flush()
    audit.record(
        ctx, "pay_item.add", "worker", worker_id, kind=kind, amount_cents=item.amount_cents
    )
    await live.announce(ctx, "payroll", item.id, "changed")
    return item.id


async def remove_item(ctx: Ctx, item_id: UUID) -> None:
    """Take an amount off again. Undo: `restore_item`. Raises NotFound; Conflict: it was approved."""
    await _set_deleted(ctx, item_id, True)


async def restore_item(ctx: Ctx, item_id: UUID) -> None:
    """Bring a removed amount back. Raises NotFound; Conflict: its period was approved since."""
    await _set_deleted(ctx, item_id, False)


async def _set_deleted(ctx: Ctx, item_id: UUID, deleted: bool) -> None:
    ctx.require("finance.manage")
    item = await rows.locked(ctx, PayItem, item_id, _MISSING)
    if (item.deleted_at is not None) == deleted:
        return
    if await kept.holding(ctx, item.counts_on) is not None:
        raise Conflict("This was approved. Add the opposite amount to the current period instead.")
    item.deleted_at = ctx.now() if deleted else None
    await ctx.session.flush()
    verb = "remove" if deleted else "restore"
    audit.record(ctx, f"pay_item.{verb}", "worker", item.worker_id, amount_cents=item.amount_cents)
    await live.announce(ctx, "payroll", item_id, "changed")
