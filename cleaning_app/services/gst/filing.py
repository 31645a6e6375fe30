"""Filing a return: its figures and its export are kept, and what it covers is closed.

A return closes everything up to its last day. What turns out wrong afterwards is corrected by rows
of their own dates: a credit note, a refund, an expense of today. A return filed by mistake is
withdrawn, the latest first, which opens its days again; the copy stays.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import IO
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import periods
from cleaning_app.domain.spans import day_words
from cleaning_app.errors import Conflict, FieldError, Invalid, Unavailable
from cleaning_app.ids import new_id
from cleaning_app.integrations import storage
from cleaning_app.integrations.failures import ProviderError
from cleaning_app.models import GstFiling
from cleaning_app.services import audit, live, organisations, rows
from cleaning_app.services.gst.asked import Asked, Basis, ask
from cleaning_app.services.gst.export import export
from cleaning_app.services.gst.fetching import avoid_nested_loops
from cleaning_app.services.gst.filed import closed
from cleaning_app.services.gst.summary import Summary, summarise

MISSING = "There is no such return."
# A quarter of a busy company is a few MB; beyond this the ZIP goes through a file.
_IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True)
class Filing:
    """A return that was filed. Amounts in cents; `digest` covers every file of its export."""

    id: UUID
    first: date
    last: date
    basis: Basis
    filed_on: date
    filed_by: str
    confirmation: str
    net_cents: int
    balance_cents: int
    digest: str
    withdraw_reason: str

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return not self.withdraw_reason


async def file(
    ctx: Ctx,
    first: date,
    last: date,
    *,
    basis: Basis | str | None = None,
    filed_on: date | None = None,
    confirmation: str = "",
) -> Filing:
    """Keep the return of a whole reporting period as filed, and close its days.

    `filed_on` is today by default; `confirmation` is the number the CRA answered with. Undo is
    `withdraw`.

    Raises:
        Forbidden: without `finance.manage`.
        Invalid: no whole reporting period, one that has not ended, or a field that is wrong.
        Conflict: its days are closed already.
        Unavailable: the copy can't be kept right now.
    """
    ctx.require("finance.manage")
    asked = await ask(ctx, first, last, basis)
    filed_on = filed_on or ctx.today()
    await _check(ctx, asked, filed_on, confirmation)
    await ctx.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('gst_filings ' || :org, 0))"),
        {"org": str(ctx.org.id)},
    )
    through = (await closed(ctx)).through
    if through is not None and through >= first:
        raise Conflict(f"The books are closed through {day_words(through)} already.")
    id = new_id()
    key = f"gst/{ctx.org.id}/{id}.zip"
    found, digest = await summarise(ctx, asked), await _keep_copy(ctx, asked, key)
    made = GstFiling(
        id=id,
        org_id=ctx.org.id,
        first_on=first,
        last_on=last,
        starts_at=asked.start,
        ends_at=asked.end,
        basis=asked.basis.value,
        filed_on=filed_on,
        confirmation=confirmation.strip(),
        figures=_figures(found),
        digest=digest,
        file_key=key,
        filed_by=ctx.actor.name,
    )
    ctx.session.add(made)
    await ctx.session.flush()
    audit.record(ctx, "gst.file", "gst", id, period=f"{first} – {last}", digest=digest)
    await live.announce(ctx, "gst", id, "filed")
    return _view(made)


async def _check(ctx: Ctx, asked: Asked, filed_on: date, confirmation: str) -> None:
    often = (await organisations.settings(ctx)).gst_period
    period = periods.period_of(asked.first, often)
    if (period.starts_on, period.ends_on) != (asked.first, asked.last):
        raise Invalid(f"A return covers a whole period, such as {period.label}.")
    if asked.last >= ctx.today():
        raise Invalid(f"{period.label} has not ended yet.")
    problems: list[FieldError] = []
    if not asked.last < filed_on <= ctx.today():
        message = "Give a day after the period's end, not after today."
        problems.append(FieldError("filed_on", message))
    if len(confirmation.strip()) > 60:
        problems.append(FieldError("confirmation", "It holds up to 60 characters."))
    if problems:
        raise Invalid(problems[0].message, problems)


async def _keep_copy(ctx: Ctx, asked: Asked, key: str) -> str:
    """Put the period's export into the file store; its manifest's hash."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        blocks = export(ctx, asked.first, asked.last, asked.basis)
        async with aclosing(blocks):
            async for block in blocks:
                copy.write(block)
        await avoid_nested_loops(ctx, False)
        copy.seek(0)
        digest = _digest(copy)
        copy.seek(0)
        try:
            await storage.files().put(key, copy)
        except ProviderError as error:
            raise Unavailable("The copy of the return can't be kept right now.") from error
    return digest


def _digest(copy: IO[bytes]) -> str:
    with zipfile.ZipFile(copy) as bundle:
        return str(json.loads(bundle.read("manifest.json"))["sha256"])


def _figures(found: Summary) -> dict[str, object]:
    lines = {line.line: line.amount for line in found.worksheet()}
    return {"lines": lines, "rows": found.rows, "currency": found.currency}


async def withdraw(ctx: Ctx, filing_id: UUID, reason: str) -> None:
    """Take back a filing, so that its days can be changed and it can be filed again.

    Raises:
        NotFound. Invalid: no reason. Conflict: it was withdrawn, or a later return stands.
    """
    ctx.require("finance.manage")
    reason = reason.strip()
    if not 1 <= len(reason) <= 500:
        raise Invalid.field("reason", "Say why, in up to 500 characters.")
    filing = await rows.locked(ctx, GstFiling, filing_id, MISSING)
    if filing.withdrawn_at is not None:
        raise Conflict("This return was withdrawn already.")
    if (await closed(ctx)).through != filing.last_on:
        raise Conflict("A later return stands. Withdraw that one first.")
    filing.withdrawn_at, filing.withdraw_reason = ctx.now(), reason
    await ctx.session.flush()
    audit.record(ctx, "gst.withdraw", "gst", filing.id, reason=reason)
    await live.announce(ctx, "gst", filing.id, "withdrawn")


async def filings(ctx: Ctx) -> list[Filing]:
    """Every return ever filed, the latest period first, withdrawn ones after what replaced them."""
    ctx.require("finance.view")
    found = await ctx.session.scalars(
        select(GstFiling)
        .where(col(GstFiling.org_id) == ctx.org.id)
        .order_by(
            col(GstFiling.last_on).desc(),
            col(GstFiling.withdrawn_at).desc().nulls_first(),
        )
    )
    return [_view(one) for one in found]


@dataclass(frozen=True)
class Copy:
    """The kept export of a return: its name, and its bytes a piece at a time."""

    name: str
    pieces: AsyncGenerator[bytes]


async def copy_of(ctx: Ctx, filing_id: UUID) -> Copy:
    """The export a return was filed from, as it was then.

    Raises:
        NotFound: no such return.
    """
    ctx.require("finance.view")
    filing = await rows.one(ctx, GstFiling, filing_id, MISSING)
    audit.record(ctx, "gst.copy", "gst", filing.id)
    name = f"gst_filed_{filing.first_on}_{filing.last_on}.zip"
    return Copy(name, _pieces(filing.file_key))


async def _pieces(key: str) -> AsyncGenerator[bytes]:
    try:
        async for piece in storage.files().pieces(key):
            yield piece
    except ProviderError as error:
        raise Unavailable("The kept copy can't be reached right now.") from error


def _view(row: GstFiling) -> Filing:
    lines = row.figures["lines"]
    return Filing(
        id=row.id,
        first=row.first_on,
        last=row.last_on,
        basis=Basis(row.basis),
        filed_on=row.filed_on,
        filed_by=row.filed_by,
        confirmation=row.confirmation,
        net_cents=lines["109"],
        balance_cents=lines["113 A"],
        digest=row.digest,
        withdraw_reason=row.withdraw_reason,
    )
