"""Downloads for the accountant, and what things are called in the accountant's program."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cleaning_app.api.answers import Download
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, Days
from cleaning_app.context import Ctx, Identity
from cleaning_app.domain.accounting import Use
from cleaning_app.errors import NotFound
from cleaning_app.services import accounting

MODULE = "module.finance"


@endpoint(
    "GET",
    "/v1/admin/finance/exports/{kind}",
    needs="finance.view",
    also="exports.run",
    module=MODULE,
    media_type="application/octet-stream",
)
async def export(identity: Identity, request_id: str, kind: str, query: Days) -> Download:
    """A span of the books for the accountant.

    `quickbooks` and `xero` are ZIPs of files in those programs' import formats, with the books
    beside them; see README.txt inside. `sales-ledger`, `payments` and `deposits` are CSV files.
    """
    chosen = accounting.kind_named(kind)
    first, last = query.first_day, query.last_day
    chunks = await accounting.download(identity, chosen, first, last, request_id=request_id)
    return Download(accounting.file_name(chosen, first, last), chosen.media_type, chunks)


class NameOf(Body):
    """What one thing is to be called; "" goes back to what is proposed."""

    use: Literal["income", "expense", "sales_tax", "purchase_tax", "account", "dates"]
    key: str = Field(max_length=60)
    name: str = Field(max_length=200)


class NewNames(Body):
    """Names to change; those that are not given stay."""

    names: list[NameOf] = Field(max_length=500)


@endpoint(
    "GET",
    "/v1/admin/finance/accounting-names/{system}",
    needs="finance.view",
    module=MODULE,
    answer=list[accounting.Name],
)
async def names(ctx: Ctx, system: str) -> list[accounting.Name]:
    """What accounts, products and taxes are called in quickbooks or xero: proposed, and chosen."""
    return list((await accounting.names(ctx, _known(system))).entries)


@endpoint(
    "PATCH",
    "/v1/admin/finance/accounting-names/{system}",
    needs="finance.manage",
    module=MODULE,
    answer=list[accounting.Name],
)
async def rename(ctx: Ctx, system: str, body: NewNames) -> list[accounting.Name]:
    """Say what some of them are called; a wrong one changes nothing."""
    given = {(Use(one.use), one.key): one.name for one in body.names}
    await accounting.rename(ctx, _known(system), given)
    return list((await accounting.names(ctx, system)).entries)


def _known(system: str) -> str:
    if system not in ("quickbooks", "xero"):
        raise NotFound("The programs are quickbooks and xero.")
    return system
