"""Taking lines of a bank's file into the books: entered as expenses, found to be one that is there, or
kept as money in, to be matched with payments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.banking.lines import BankLine
from cleaning_app.domain.importing.datasets.bank import BANK
from cleaning_app.errors import Invalid
from cleaning_app.models import BankLine as BankLineRow
from cleaning_app.models import ImportBatch, ImportRow
from cleaning_app.services import audit, live
from cleaning_app.services.banking import rules
from cleaning_app.services.banking.preview import Line, Settings, Statement, preview, tax_in
from cleaning_app.services.expenses import ExpenseInput, write
from cleaning_app.services.imports.results import Counts
from cleaning_app.services.imports.run import stand_alone


@dataclass(frozen=True)
class Choice:
    """What the office says of a line: how to file it, whether to file its like so always. `as_new`
    enters a line although an expense looks like it."""

    category_id: UUID
    vendor: str
    has_gst: bool = True
    always: bool = False
    as_new: bool = False


@dataclass(frozen=True)
class Applied:
    """What was done. `batch_id` is None when there was nothing left to do; `kept` are lines of money in."""

    batch_id: UUID | None
    entered: int
    linked: int
    learnt: int
    kept: int = 0


async def apply(
    ctx: Ctx,
    data: bytes,
    filename: str,
    settings: Settings,
    entering: Mapping[int, Choice],
    linking: Sequence[int],
    keeping: Sequence[int] = (),
) -> Applied:
    """Enter some lines as expenses, link others with the expense they are and keep some of money in,
    by their rows in the file, all in the caller's transaction. Lines that were taken meanwhile are
    left alone, so the same again does nothing.

    Raises:
        Invalid: a line has no category. Conflict: another import is running.
    """
    ctx.require("finance.manage")
    await stand_alone(ctx)
    found = await preview(ctx, data, settings)
    to_enter = _to_enter(found, entering)
    to_link = [
        one for one in found.of("linked")
        if one.line.row in set(linking) and one.line.row not in entering
    ]  # fmt: skip
    to_keep = [one for one in found.of("in") if one.line.row in set(keeping)]
    if not (to_enter or to_link or to_keep):
        return Applied(None, 0, 0, 0)
    batch = await _begin(ctx, data, filename, found, len(to_enter) + len(to_keep))
    for one, choice in to_enter:
        expense_id = await _entered(ctx, one.line, choice)
        _note(ctx, batch, one.line, expense_id, "entered")
    for one in to_link:
        assert one.expense is not None
        _note(ctx, batch, one.line, one.expense.id, "linked")
    for one in to_keep:
        _note(ctx, batch, one.line, None, "open")
    await ctx.session.flush()
    learnt = await _learn(ctx, to_enter)
    # After the expenses' own rows: whatever is done to them later stands behind this one.
    audit.record(
        ctx, "import.run", "import_batch", batch.id, dataset=BANK.key, filename=batch.filename,
        entered=len(to_enter), linked=len(to_link), kept=len(to_keep),
    )  # fmt: skip
    await live.announce(ctx, "expenses", "", "imported")
    return Applied(batch.id, len(to_enter), len(to_link), learnt, len(to_keep))


def _to_enter(found: Statement, entering: Mapping[int, Choice]) -> list[tuple[Line, Choice]]:
    chosen: list[tuple[Line, Choice]] = []
    for one in found.of("new", "other", "linked"):
        choice = entering.get(one.line.row)
        if choice is not None and (one.kind != "linked" or choice.as_new):
            chosen.append((one, choice))
    return chosen


async def _begin(
    ctx: Ctx, data: bytes, filename: str, found: Statement, created: int
) -> ImportBatch:
    days = [min(one.line.posted_on, ctx.today()) for one in found.lines]
    counts = Counts(
        rows=len(found.lines) + len(found.problems), created=created, updated=0,
        unchanged=len(found.of("before")), refused=len(found.problems), warnings=0,
    )  # fmt: skip
    batch = ImportBatch(
        org_id=ctx.org.id,
        dataset=BANK.key,
        filename=filename[-200:],
        sha256=hashlib.sha256(data).digest(),
        counts=asdict(counts) | {"made": {}},
        first_on=min(days),
        last_on=max(days),
        created_by=ctx.actor.user_id,
        created_by_name=ctx.actor.name,
    )
    ctx.session.add(batch)
    await ctx.session.flush()
    return batch


async def _entered(ctx: Ctx, line: BankLine, choice: Choice) -> UUID:
    total = -line.amount_cents
    given = ExpenseInput(
        line.posted_on,
        choice.category_id,
        choice.vendor.strip() or line.payee,
        total,
        tax_in(total, has_gst=choice.has_gst),
        line.description[:500],
    )
    try:
        return await write.create(ctx, given)
    except Invalid as refused:
        raise Invalid(f"Row {line.row}, {line.payee}: {refused.detail}", refused.errors) from None


def _note(
    ctx: Ctx, batch: ImportBatch, line: BankLine, expense_id: UUID | None, outcome: str
) -> None:
    """Keep the line, which expense it is, and what the batch made, so that it can be taken back."""
    kept = BankLineRow(
        org_id=ctx.org.id,
        batch_id=batch.id,
        expense_id=expense_id,
        outcome=outcome,
        posted_on=line.posted_on,
        description=line.description,
        amount_cents=line.amount_cents,
        fingerprint=line.fingerprint,
    )
    made = [("bank_lines", kept.id)]
    if outcome == "entered" and expense_id is not None:
        made.append(("expenses", expense_id))
    traces = [
        ImportRow(org_id=ctx.org.id, batch_id=batch.id, table_name=table, row_id=id)
        for table, id in made
    ]
    ctx.session.add_all([kept, *traces])


async def _learn(ctx: Ctx, chosen: Sequence[tuple[Line, Choice]]) -> int:
    asked = {one.line.payee: choice for one, choice in chosen if choice.always}
    for payee, choice in asked.items():
        await rules.learn(ctx, payee, choice.category_id, choice.vendor, has_gst=choice.has_gst)
    return len(asked)
