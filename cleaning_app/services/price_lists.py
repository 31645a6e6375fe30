"""The estimator's price list in versions: a change is a new version, and the old ones stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST, PriceList
from cleaning_app.errors import NotFound
from cleaning_app.models import OrganisationSettings, PriceListVersion
from cleaning_app.services import audit, live

THE_PRODUCTS = 0
"""The version of an organisation that never published its own list."""


@dataclass(frozen=True)
class Published:
    """A version of the list; `since` is None for the product's own, which is version 0."""

    version: int
    prices: PriceList
    since: datetime | None


async def current(ctx: Ctx) -> Published:
    """The list that new quotes are worked out by."""
    ctx.require("bookings.view", "pricing.manage")
    row = await ctx.session.scalar(
        select(PriceListVersion).order_by(col(PriceListVersion.version).desc()).limit(1)
    )
    return _read(row)


async def version(ctx: Ctx, number: int) -> Published:
    """A list as it was published. Raises NotFound."""
    ctx.require("bookings.view", "pricing.manage")
    if number == THE_PRODUCTS:
        return _read(None)
    row = await ctx.session.scalar(
        select(PriceListVersion).where(col(PriceListVersion.version) == number)
    )
    if row is None:
        raise NotFound("There is no such version of the price list.")
    return _read(row)


async def publish(ctx: Ctx, prices: PriceList) -> Published:
    """Make a list the one new quotes are worked out by; one that prices alike is not published
    again. Undo: publish the list that was current before.

    Raises:
        Invalid: naming each entry that can't be right.
    """
    ctx.require("pricing.manage")
    prices.check()
    # Two people publishing at once get two versions, one after the other.
    await ctx.session.scalar(select(col(OrganisationSettings.org_id)).with_for_update())
    before = await current(ctx)
    if before.prices.fingerprint == prices.fingerprint:
        return before
    number = before.version + 1
    row = PriceListVersion(
        org_id=ctx.org.id,
        created_at=ctx.now(),
        version=number,
        fingerprint=prices.fingerprint,
        prices=prices.to_json(),
        created_by=ctx.actor.user_id,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    audit.record(
        ctx, "price_list.publish", "price_list", row.id,
        version=number, changes=_differences(before.prices, prices),
    )  # fmt: skip
    await live.announce(ctx, "services", row.id, "updated")
    return _read(row)


def _read(row: PriceListVersion | None) -> Published:
    if row is None:
        return Published(THE_PRODUCTS, DEFAULT_PRICE_LIST, None)
    return Published(row.version, PriceList.from_json(row.prices), row.created_at)


def _differences(before: PriceList, after: PriceList) -> dict[str, Any]:
    """What changed, by entry: [before, after]."""
    old, new = before.to_json(), after.to_json()
    return {name: [old.get(name), new[name]] for name in new if old.get(name) != new[name]}
