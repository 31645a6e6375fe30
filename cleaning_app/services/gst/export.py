"""The GST export: one ZIP an accountant can file from, streamed out of the database.

Same data and same period give the same bytes in every file. Who asked and when stand in
manifest.json beside the hash that covers all the rest, and in the audit log.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.services import audit
from cleaning_app.services.copy_out import copy_csv
from cleaning_app.services.gst import files, papers
from cleaning_app.services.gst.asked import Asked, Basis, ask
from cleaning_app.services.gst.fetching import avoid_nested_loops, make_room
from cleaning_app.services.gst.questions import questions
from cleaning_app.services.gst.quick import compare
from cleaning_app.services.gst.summary import Summary, summarise
from cleaning_app.services.zip_stream import ZipStream, as_block

_BYTES_PER_ROW = 250


def file_name(first: date, last: date) -> str:
    """The name the ZIP is saved under."""
    return f"gst_export_{first}_{last}.zip"


async def download(
    identity: Identity,
    first: date,
    last: date,
    basis: Basis | str | None = None,
    *,
    clock: Clock | None = None,
    request_id: str = "-",
) -> AsyncGenerator[bytes]:
    """Check and record the request, then return the stream of the ZIP.

    Awaiting this raises every refusal; the stream it returns opens a unit of its own, in which all
    files see one state of the books.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: the range is upside down, longer than five years, or the basis is unknown.
    """
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
        asked = await ask(ctx, first, last, basis)
        details = {"from": str(first), "to": str(last), "basis": asked.basis.value}
        audit.record(ctx, "gst.export", "gst", file_name(first, last), **details)

    async def stream() -> AsyncGenerator[bytes]:
        async with (
            unit(identity, clock=clock, request_id=request_id, snapshot=True) as ctx,
            aclosing(export(ctx, first, last, asked.basis)) as blocks,
        ):
            async for block in blocks:
                yield block

    return stream()


async def export(
    ctx: Ctx, first: date, last: date, basis: Basis | str | None = None
) -> AsyncGenerator[bytes]:
    """The bytes of the ZIP, a block at a time; memory does not grow with the rows.

    Doors use `download`. Here the unit must stay open, and untouched, until the last block; open it
    with `snapshot=True`, or files may differ by what was written meanwhile.

    Raises:
        Forbidden, Invalid: as `summary`.
        Unavailable: the database went away half-way.
    """
    asked = await ask(ctx, first, last, basis)
    await make_room(ctx)
    await avoid_nested_loops(ctx, True)
    bundle = ZipStream()
    own = await summarise(ctx, asked)
    other = await summarise(ctx, asked.on_the_other())
    both = {own.basis: own, other.basis: other}
    for entry in await _entries(ctx, asked, both):
        async with aclosing(bundle.add(*entry)) as blocks:
            async for ready in blocks:
                yield ready
    manifest = papers.manifest(ctx, asked, both, bundle.written)
    async with aclosing(bundle.add("manifest.json", as_block(manifest))) as blocks:
        async for ready in blocks:
            yield ready
    yield bundle.close()


Entry = tuple[str, AsyncGenerator[bytes], int]
"""A file's name, its contents, and roughly how many bytes they are."""


async def _entries(ctx: Ctx, asked: Asked, both: dict[Basis, Summary]) -> list[Entry]:
    """Every file but the manifest, in the order they are written."""
    own, cash, accrual = both[asked.basis], both[Basis.CASH], both[Basis.ACCRUAL]
    provincial = bool(cash.provincial_cents or accrual.provincial_cents)

    def written(name: str, content: str) -> Entry:
        return name, as_block(content), 0

    def copied(name: str, query: str, rows: int) -> Entry:
        return name, copy_csv(ctx, query, asked.params(ctx)), rows * _BYTES_PER_ROW

    entries = [
        written("README.txt", papers.readme(ctx, own, provincial_tax=provincial)),
        written("gst_summary.csv", papers.summary_csv(own)),
        written("gst34_worksheet.csv", papers.worksheet_csv(own)),
        written("quick_method.csv", papers.quick_csv(await compare(ctx, asked, own))),
        copied("gst_payments.csv", files.PAYMENTS, cash.rows),
        copied("gst_expenses.csv", files.EXPENSES, cash.expenses),
        copied("tax_instalments.csv", files.INSTALMENTS, cash.instalments),
        copied("reconciliation_accrual_cash.csv", files.RECONCILIATION, cash.rows + accrual.rows),
        ("exceptions.csv", papers.questions_csv(questions(ctx, asked)), 0),
    ]
    if asked.basis is Basis.ACCRUAL:
        entries.insert(5, copied("gst_invoices.csv", files.INVOICES, accrual.rows))
        if accrual.notes:
            entries.insert(6, copied("gst_credit_notes.csv", files.CREDIT_NOTES, accrual.notes))
    return entries
