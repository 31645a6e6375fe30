"""Downloads for the accountant: a ZIP in a program's import formats, or one file of the books.

Everything is copied out of the database while it is sent, so memory does not grow with the rows,
and all of a download sees one state of the books.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.domain.accounting import System, Use
from cleaning_app.ids import new_id
from cleaning_app.services import audit
from cleaning_app.services.accounting import ledger, papers
from cleaning_app.services.accounting.figures import add_up
from cleaning_app.services.accounting.history import ASKED, SENT, THING
from cleaning_app.services.accounting.kinds import BOOKS, FORMATS, Kind, kind_named
from cleaning_app.services.accounting.names import Names, names
from cleaning_app.services.accounting.parts import Part, cut
from cleaning_app.services.accounting.sheets import Sheet
from cleaning_app.services.copy_out import copy_csv
from cleaning_app.services.gst.asked import Asked, ask
from cleaning_app.services.gst.fetching import avoid_nested_loops, make_room
from cleaning_app.services.zip_stream import ZipStream, as_block

_BYTES_PER_ROW = 250
_BYTE_ORDER_MARK = "\ufeff".encode()  # so that spreadsheets read UTF-8


def file_name(kind: Kind, first: date, last: date) -> str:
    """The name a download is saved under."""
    ending = "zip" if kind.system else "csv"
    return f"{kind.value.replace('-', '_')}_{first}_{last}.{ending}"


async def download(
    identity: Identity,
    kind: Kind | str,
    first: date,
    last: date,
    *,
    clock: Clock | None = None,
    request_id: str = "-",
) -> AsyncGenerator[bytes]:
    """Check and record the request, then return the stream of the file.

    Awaiting this raises every refusal. The audit log says who asked for which days and how many
    rows that were; once everything was sent, also the SHA-256 of what was.

    Raises:
        Forbidden: without `exports.run` and `finance.view`.
        NotFound: no such export.
        Invalid: the range is upside down or longer than five years.
    """
    async with unit(identity, clock=clock, request_id=request_id) as ctx:
        ctx.require("exports.run")
        kind = kind_named(kind)
        asked = await ask(ctx, first, last, "accrual")
        details: dict[str, Any] = {"kind": kind.value, "from": str(first), "to": str(last)}
        told = str(new_id())
        rows = kind.rows(await add_up(ctx, asked))
        audit.record(ctx, ASKED, THING, told, **details, rows=rows)

    async def stream() -> AsyncGenerator[bytes]:
        digest, size = hashlib.sha256(), 0
        async with (
            unit(identity, clock=clock, request_id=request_id, snapshot=True) as ctx,
            aclosing(export(ctx, kind, first, last)) as blocks,
        ):
            async for block in blocks:
                digest.update(block)
                size += len(block)
                yield block
        async with unit(identity, clock=clock, request_id=request_id) as ctx:
            sent = {"rows": rows, "bytes": size, "sha256": digest.hexdigest()}
            audit.record(ctx, SENT, THING, told, **details, **sent)

    return stream()


async def export(ctx: Ctx, kind: Kind | str, first: date, last: date) -> AsyncGenerator[bytes]:
    """The bytes of a download, a block at a time.

    Doors use `download`. Here the unit must stay open, and untouched, until the last block.

    Raises:
        Forbidden, NotFound, Invalid: as `download`.
        Unavailable: the database went away half-way.
    """
    ctx.require("exports.run")
    kind = kind_named(kind)
    asked = await ask(ctx, first, last, "accrual")
    await make_room(ctx)
    blocks = _zipped(ctx, kind.system, asked) if kind.system else _plain(ctx, kind, asked)
    async with aclosing(blocks):
        async for block in blocks:
            yield block


async def _plain(ctx: Ctx, kind: Kind, asked: Asked) -> AsyncGenerator[bytes]:
    await avoid_nested_loops(ctx, True)
    yield _BYTE_ORDER_MARK
    async with aclosing(copy_csv(ctx, BOOKS[kind][1], _values(ctx, asked))) as blocks:
        async for block in blocks:
            yield block


async def _zipped(ctx: Ctx, system: System, asked: Asked) -> AsyncGenerator[bytes]:
    bundle = ZipStream()
    called = await names(ctx, system)
    found = await add_up(ctx, asked)
    plan = [planned async for planned in _plan(ctx, system, asked)]
    listed = [(one.name, one.sheet.imports) for one in plan]
    rows = {one.name: one.part.rows for one in plan}
    books = [(f"{name}.csv", query) for name, query in BOOKS.values()]
    books.append(("voided.csv", ledger.VOIDED))
    for kind, (name, _) in BOOKS.items():
        rows[f"{name}.csv"] = kind.rows(found) + 2 * (kind is Kind.SALES_LEDGER)
    rows["voided.csv"] = found.voided

    readme = papers.readme(ctx, asked, called, listed)
    async with aclosing(bundle.add("README.txt", as_block(readme))) as blocks:
        async for block in blocks:
            yield block
    # Parts look at a few days each, through their indexes; the books at everything at once.
    for one in plan:
        narrow, bounds = one.part.within(ctx, asked)
        contents = copy_csv(ctx, one.sheet.rows, _values(ctx, narrow, called) | bounds)
        async with aclosing(bundle.add(one.name, contents)) as blocks:
            async for block in blocks:
                yield block
    await avoid_nested_loops(ctx, True)
    for name, query in books:
        contents = copy_csv(ctx, query, _values(ctx, asked))
        async with aclosing(bundle.add(name, contents, rows[name] * _BYTES_PER_ROW)) as blocks:
            async for block in blocks:
                yield block
    manifest = papers.manifest(ctx, asked, called, found, rows, bundle.written)
    async with aclosing(bundle.add("manifest.json", as_block(manifest))) as blocks:
        async for block in blocks:
            yield block
    yield bundle.close()


@dataclass(frozen=True)
class _Planned:
    """One import file that will be written."""

    name: str
    sheet: Sheet
    part: Part


async def _plan(ctx: Ctx, system: System, asked: Asked) -> AsyncGenerator[_Planned]:
    """The import files of a range, in order; a kind of file with nothing in it is left out."""
    await avoid_nested_loops(ctx, True)
    for sheet in FORMATS[system].sheets:
        parts = await cut(ctx, asked, sheet.keys, sheet.limit)
        for number, part in enumerate(parts, 1):
            yield _Planned(sheet.file(number, len(parts)), sheet, part)
    await avoid_nested_loops(ctx, False)


def _values(ctx: Ctx, asked: Asked, called: Names | None = None) -> dict[str, Any]:
    """What the queries take: the span, and what things are called."""
    values = asked.params(ctx) | {"currency": ctx.org.currency}
    if called is None:
        return values
    account, bought = called.of(Use.ACCOUNT), called.of(Use.PURCHASE_TAX)
    sold = called.of(Use.SALES_TAX)
    return values | {
        "dates": called.of(Use.DATES)["dates"],
        "deposits": account["deposits"],
        "bad_debts": account["bad_debts"],
        "income": json.dumps(called.of(Use.INCOME)),
        "expense": json.dumps(called.of(Use.EXPENSE)),
        "sales_tax": json.dumps(sold),
        "tax_codes": list(sold),
        "purchase_tax": bought["gst"],
        "untaxed": bought["none"],
    }
