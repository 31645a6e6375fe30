"""Several invoices in one ZIP, made while it is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final
from uuid import UUID

from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.errors import Invalid
from cleaning_app.services import audit
from cleaning_app.services.papers import invoice_paper
from cleaning_app.services.papers.typesetting import typeset
from cleaning_app.services.zip_stream import ZipStream

MOST_AT_ONCE: Final = 200


async def bundle(
    identity: Identity, invoice_ids: Sequence[UUID], *, request_id: str = "-"
) -> AsyncGenerator[bytes]:
    """The invoices as PDF, each under its number, as pieces of a ZIP.

    One is loaded and set at a time, so that neither memory nor a transaction grows with their number.

    Raises:
        Invalid: none, or more than MOST_AT_ONCE.
        NotFound: one of them is not here.
    """
    wanted = list(dict.fromkeys(invoice_ids))
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise Invalid.field("ids", f"Choose 1 to {MOST_AT_ONCE} invoices.")
    async with unit(identity, request_id=request_id) as ctx:
        ctx.require("invoices.view")
        audit.record(ctx, "invoices.download", "invoices", count=len(wanted))
    return _written(identity, wanted, request_id)


async def _written(
    identity: Identity, invoice_ids: Sequence[UUID], request_id: str
) -> AsyncGenerator[bytes]:
    archive = ZipStream()
    # Numbers of books brought from elsewhere may differ only in what a file's name can't hold.
    taken: Counter[str] = Counter()
    for invoice_id in invoice_ids:
        async with unit(identity, request_id=request_id) as ctx:
            paper = await invoice_paper.load(ctx, invoice_id)
        pdf = await typeset(paper)
        taken[paper.filename] += 1
        again = taken[paper.filename]
        name = paper.filename if again == 1 else f"{again}-{paper.filename}"
        async with aclosing(archive.add(name, _once(pdf))) as pieces:
            async for piece in pieces:
                yield piece
    yield archive.close()


async def _once(data: bytes) -> AsyncGenerator[bytes]:
    yield data
