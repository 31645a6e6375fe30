"""Tax codes: what an organisation charges from which day on. Those that were used never change."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.spans import day_words
from cleaning_app.domain.tax import usual_first
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.models import CreditNoteLine, InvoiceLine, TaxCode
from cleaning_app.services import audit, organisations, rows

MISSING = "There is no such tax code."
KINDS = ("taxable", "zero_rated", "exempt")
_FIRST, _LAST = date(1991, 1, 1), date(2199, 12, 31)  # the GST began in 1991


@dataclass(frozen=True)
class NewCode:
    """A tax code as given. Rates are fractions of one; `key` names an existing code that gets a new
    rate from `valid_from` on, "" a code of its own."""

    name: str
    valid_from: date
    kind: str = "taxable"
    rate: Decimal = Decimal(0)
    provincial_rate: Decimal = Decimal(0)
    provincial_name: str = ""
    key: str = ""


@dataclass(frozen=True)
class CodeRow:
    """A tax code with its days. `is_used`: it stands on invoices, and stays as it is. `is_usual`: new
    lines carry it today."""

    id: UUID
    key: str
    name: str
    kind: str
    rate: Decimal
    provincial_rate: Decimal
    provincial_name: str
    valid_from: date
    valid_to: date | None
    is_used: bool
    is_usual: bool


async def listed(ctx: Ctx) -> list[CodeRow]:
    """All tax codes, those of one key together, the newest of each first."""
    ctx.require("settings.manage", "finance.view")
    read: Any = await ctx.session.execute(
        select(TaxCode, _used())
        .where(col(TaxCode.org_id) == ctx.org.id)
        .order_by(col(TaxCode.key), col(TaxCode.valid_from).desc())
    )
    found: list[tuple[TaxCode, bool]] = [(code, used) for code, used in read]
    usual = await _usual(ctx, [code for code, _ in found])
    return [
        CodeRow(
            code.id, code.key, code.name, code.kind, code.rate, code.provincial_rate,
            code.provincial_name, code.valid_from, code.valid_to, used, code is usual,
        )
        for code, used in found
    ]  # fmt: skip


async def _usual(ctx: Ctx, codes: list[TaxCode]) -> TaxCode | None:
    """The code of ordinary work today, if one is taxable."""
    today = ctx.today()
    taxable = [
        code
        for code in codes
        if code.kind == "taxable" and code.valid_from <= today <= (code.valid_to or today)
    ]
    province = (await organisations.settings(ctx)).province
    return next(iter(usual_first(taxable, province)), None)


async def add(ctx: Ctx, given: NewCode) -> UUID:
    """A tax code of its own, or a new rate of one there is: that one ends the day before.

    Undo: `remove`, while no invoice uses it.

    Raises:
        Invalid: naming the fields that are wrong.
        Conflict: the code has a rate from that day or a later one already.
    """
    ctx.require("settings.manage")
    given = _checked(given)
    key = given.key or await _free_key(ctx, given.name)
    siblings = list(
        await ctx.session.scalars(
            select(TaxCode)
            .where(col(TaxCode.org_id) == ctx.org.id, col(TaxCode.key) == key)
            .order_by(col(TaxCode.valid_from).desc())
            .with_for_update()
        )
    )
    if given.key and not siblings:
        raise Invalid.field("key", MISSING)
    if siblings:
        newest = siblings[0]
        if newest.valid_from >= given.valid_from:
            raise Conflict(f"“{newest.name}” begins on {day_words(newest.valid_from)} itself.")
        if newest.valid_to is None or newest.valid_to >= given.valid_from:
            newest.valid_to = given.valid_from - timedelta(days=1)
    row = TaxCode(
        org_id=ctx.org.id,
        key=key,
        name=given.name,
        kind=given.kind,
        rate=given.rate,
        provincial_rate=given.provincial_rate,
        provincial_name=given.provincial_name,
        valid_from=given.valid_from,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(
        ctx, "tax_code.add", "tax_code", row.id, name=row.name, key=key, rate=str(row.rate),
        provincial_rate=str(row.provincial_rate), valid_from=row.valid_from.isoformat(),
    )  # fmt: skip
    return row.id


async def rename(ctx: Ctx, code_id: UUID, name: str) -> None:
    """Call a code something else while no invoice carries it. Raises NotFound, Invalid, Conflict."""
    ctx.require("settings.manage")
    row = await _unused(ctx, code_id)
    form = Fields()
    name = form.text("name", name, 60, required=True)
    form.finish("It needs a name.")
    if differing := rows.changes(row, {"name": name}):
        await ctx.session.flush()
        audit.record(ctx, "tax_code.change", "tax_code", row.id, **differing)


async def close(ctx: Ctx, code_id: UUID, valid_to: date | None) -> None:
    """End a code on a day, the last it is valid on; None opens it again (undo).

    Invoices that carry it keep it.

    Raises:
        NotFound: no such code.
        Invalid: before it began.
        Conflict: it was followed by another rate, or is the last code for ordinary work.
    """
    ctx.require("settings.manage")
    row = await rows.locked(ctx, TaxCode, code_id, MISSING)
    if valid_to is not None and not row.valid_from <= valid_to <= _LAST:
        raise Invalid.field("valid_to", f"It began on {day_words(row.valid_from)}.")
    if await ctx.session.scalar(
        select(col(TaxCode.id)).where(
            col(TaxCode.org_id) == ctx.org.id,
            col(TaxCode.key) == row.key,
            col(TaxCode.valid_from) > row.valid_from,
        )
    ):
        raise Conflict("A later rate follows it; its end is the day before that.")
    if valid_to is not None and row.kind == "taxable" and not await _another_taxable(ctx, row):
        raise Conflict("It is the only taxable code. Add the one that follows it first.")
    if differing := rows.changes(row, {"valid_to": valid_to}):
        await ctx.session.flush()
        told = {name: [str(a or ""), str(b or "")] for name, (a, b) in differing.items()}
        audit.record(ctx, "tax_code.close", "tax_code", row.id, name=row.name, **told)


async def remove(ctx: Ctx, code_id: UUID) -> None:
    """Take a code out that no invoice uses; the rate before it goes on as if it had never ended.

    Raises:
        NotFound: no such code.
        Conflict: invoices use it, or it is the last taxable one.
    """
    ctx.require("settings.manage")
    row = await _unused(ctx, code_id)
    before = await ctx.session.scalar(
        select(TaxCode)
        .where(col(TaxCode.org_id) == ctx.org.id, col(TaxCode.key) == row.key)
        .where(col(TaxCode.valid_to) == row.valid_from - timedelta(days=1))
    )
    alone = before is None and row.kind == "taxable" and not await _another_taxable(ctx, row)
    if alone:
        raise Conflict("It is the only taxable code.")
    if before is not None:
        before.valid_to = row.valid_to
    await ctx.session.delete(row)
    await ctx.session.flush()
    audit.record(ctx, "tax_code.remove", "tax_code", code_id, name=row.name)


async def _unused(ctx: Ctx, code_id: UUID) -> TaxCode:
    row = await rows.locked(ctx, TaxCode, code_id, MISSING)
    if await ctx.session.scalar(select(_used()).where(col(TaxCode.id) == code_id)):
        raise Conflict("Invoices carry this code. Close it and add another.")
    return row


def _used() -> Any:
    return or_(
        exists().where(
            col(InvoiceLine.org_id) == col(TaxCode.org_id),
            col(InvoiceLine.tax_code_id) == col(TaxCode.id),
        ),
        exists().where(
            col(CreditNoteLine.org_id) == col(TaxCode.org_id),
            col(CreditNoteLine.tax_code_id) == col(TaxCode.id),
        ),
    )


async def _another_taxable(ctx: Ctx, row: TaxCode) -> bool:
    found = await ctx.session.scalar(
        select(col(TaxCode.id)).where(
            col(TaxCode.org_id) == ctx.org.id,
            col(TaxCode.id) != row.id,
            col(TaxCode.kind) == "taxable",
            col(TaxCode.valid_to).is_(None),
        )
    )
    return found is not None


async def _free_key(ctx: Ctx, name: str) -> str:
    """A key for programs: gst_pst_bc; with a number when it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:24] or "tax"
    taken = set(
        await ctx.session.scalars(select(col(TaxCode.key)).where(col(TaxCode.org_id) == ctx.org.id))
    )
    return next(
        key for n in range(len(taken) + 2) if (key := f"{stem}_{n}" if n else stem) not in taken
    )


def _checked(given: NewCode) -> NewCode:
    form = Fields()
    name = form.text("name", given.name, 60, required=True)
    provincial_name = form.text("provincial_name", given.provincial_name, 20)
    if given.kind not in KINDS:
        form.refuse("kind", "Taxable, zero-rated or exempt.")
    for field in ("rate", "provincial_rate"):
        rate: Decimal = getattr(given, field)
        if not rate.is_finite() or not 0 <= rate < 1 or rate != round(rate, 5):
            form.refuse(field, "From 0% to under 100%, with up to three decimals.")
        elif given.kind != "taxable" and rate:
            form.refuse(field, "Only taxable supplies carry tax.")
    if bool(given.provincial_rate) != bool(provincial_name):
        form.refuse("provincial_name", "A provincial tax has a rate and a name: PST, RST, QST.")
    if not _FIRST <= given.valid_from <= _LAST:
        form.refuse("valid_from", "Check the day.")
    form.finish("This tax code can't be saved.")
    return NewCode(
        name, given.valid_from, given.kind, given.rate, given.provincial_rate, provincial_name,
        given.key,
    )  # fmt: skip
