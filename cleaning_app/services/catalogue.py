"""What the organisation sells: services, their prices over time, and the taxes of a day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col
from typing_extensions import Unpack

from cleaning_app.context import Ctx
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.tax import usual_first
from cleaning_app.errors import Conflict, FieldError, Invalid, NotFound
from cleaning_app.models import ServicePrice, ServiceType, Skill, TaxCode
from cleaning_app.money import share
from cleaning_app.services import audit, live, organisations, rows

COLOURS = ("accent", "blue", "violet", "amber", "rose", "green")
_MISSING = "There is no such service."
_HIGHEST_CENTS = 1_000_000_00


@dataclass(frozen=True)
class Price:
    """What a service costs from a day on: `flat` for a visit, or `hourly`."""

    model: str
    amount_cents: int
    valid_from: date

    def for_minutes(self, minutes: int) -> int:
        """The price of a visit of that length, in cents before tax."""
        return (
            share(self.amount_cents, minutes, 60) if self.model == "hourly" else self.amount_cents
        )


@dataclass(frozen=True)
class Service:
    """A kind of cleaning and its price on the day that was asked for (None before the first)."""

    id: UUID
    key: str
    name: str
    colour: str
    default_minutes: int
    skill_id: UUID | None
    is_active: bool
    position: int
    price: Price | None


@dataclass(frozen=True)
class Tax:
    """A tax code valid on a day; `rate` is a fraction of one."""

    id: UUID
    key: str
    name: str
    kind: str
    rate: Decimal


class ServiceChanges(TypedDict, total=False):
    """What can be changed about a service. `colour` is one of COLOURS."""

    name: str
    colour: str
    default_minutes: int
    skill_id: UUID | None
    is_active: bool
    position: int


async def services(ctx: Ctx, *, on: date | None = None, all: bool = False) -> list[Service]:
    """The services in their order with the prices of a day (today unless told).

    Retired ones are left out unless `all`.
    """
    ctx.require("bookings.view", "pricing.manage")
    statement: Any = _with_price(on or ctx.today()).order_by(
        col(ServiceType.position), col(ServiceType.name)
    )
    if not all:
        statement = statement.where(col(ServiceType.is_active))
    return [_service(row) for row in await ctx.session.execute(statement)]


async def service(ctx: Ctx, service_id: UUID, *, on: date | None = None) -> Service:
    """One service with its price on a day. Raises NotFound."""
    ctx.require("bookings.view", "pricing.manage")
    statement: Any = _with_price(on or ctx.today()).where(col(ServiceType.id) == service_id)
    row = (await ctx.session.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(_MISSING)
    return _service(row)


async def price_on(ctx: Ctx, service_id: UUID, day: date) -> Price | None:
    """What a service costs on a day; None before its first price. Raises NotFound."""
    return (await service(ctx, service_id, on=day)).price


def _with_price(day: date) -> Any:
    current = (
        select(
            func.jsonb_build_object(
                "model",
                col(ServicePrice.model),
                "amount_cents",
                col(ServicePrice.amount_cents),
                "valid_from",
                col(ServicePrice.valid_from),
            )
        )
        .where(
            col(ServicePrice.service_type_id) == col(ServiceType.id),
            col(ServicePrice.valid_from) <= day,
        )
        .order_by(col(ServicePrice.valid_from).desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(ServiceType, current)


def _service(row: Any) -> Service:
    kind, price = row
    return Service(
        id=kind.id,
        key=kind.key,
        name=kind.name,
        colour=kind.colour,
        default_minutes=kind.default_minutes,
        skill_id=kind.skill_id,
        is_active=kind.is_active,
        position=kind.position,
        price=price
        and Price(price["model"], price["amount_cents"], date.fromisoformat(price["valid_from"])),
    )


async def prices(ctx: Ctx, service_id: UUID) -> list[Price]:
    """Every price a service had and will have, newest first."""
    ctx.require("bookings.view", "pricing.manage")
    found = await ctx.session.scalars(
        select(ServicePrice)
        .where(col(ServicePrice.service_type_id) == service_id)
        .order_by(col(ServicePrice.valid_from).desc())
    )
    return [Price(row.model, row.amount_cents, row.valid_from) for row in found]


async def set_price(
    ctx: Ctx,
    service_id: UUID,
    amount_cents: int,
    *,
    valid_from: date | None = None,
    model: str = "flat",
) -> None:
    """Change what a service costs from a day on (today unless told). Earlier prices stay as they
    were, and so do bookings already made; a price that starts the same day is replaced.

    Raises:
        NotFound, Invalid: an amount below zero, an unknown model, a day that is over.
    """
    ctx.require("pricing.manage")
    day = valid_from or ctx.today()
    form = Fields()
    form.number("amount_cents", amount_cents, 0, _HIGHEST_CENTS)
    if model not in ("flat", "hourly"):
        form.refuse("model", "A price is flat or hourly.")
    if day < ctx.today():
        form.refuse("valid_from", "Prices change from today on; the past keeps its prices.")
    form.finish("This price can't be set.")
    kind = await rows.locked(ctx, ServiceType, service_id, _MISSING)
    same_day = await ctx.session.scalar(
        select(ServicePrice).where(
            col(ServicePrice.service_type_id) == service_id, col(ServicePrice.valid_from) == day
        )
    )
    if same_day is None:
        same_day = ServicePrice(
            org_id=ctx.org.id, service_type_id=kind.id, amount_cents=amount_cents, valid_from=day
        )
        ctx.session.add(same_day)
    same_day.amount_cents, same_day.model = amount_cents, model
    await ctx.session.flush()
    details = {"amount_cents": amount_cents, "model": model, "valid_from": day.isoformat()}
    audit.record(ctx, "price.set", "service", service_id, **details)
    await live.announce(ctx, "services", service_id, "updated")


async def add_service(ctx: Ctx, **details: Unpack[ServiceChanges]) -> UUID:
    """Add a kind of cleaning; only `name` is needed. It has no price until one is set.

    Raises:
        Invalid: with every field that is wrong.
        Conflict: there is one like it.
    """
    ctx.require("pricing.manage")
    stored = await _checked(ctx, {"name": "", **details})
    plain = unicodedata.normalize("NFKD", stored["name"]).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:60] or "service"
    if await ctx.session.scalar(select(col(ServiceType.id)).where(col(ServiceType.key) == key)):
        raise Conflict(f"There is already a service like “{stored['name']}”.")
    kind = ServiceType(org_id=ctx.org.id, key=key, **stored)
    ctx.session.add(kind)
    await ctx.session.flush()
    audit.record(ctx, "service.create", "service", kind.id)
    await live.announce(ctx, "services", kind.id, "created")
    return kind.id


async def update_service(ctx: Ctx, service_id: UUID, **changes: Unpack[ServiceChanges]) -> None:
    """Change a service; retire it with `is_active=False`. Raises NotFound, Invalid."""
    ctx.require("pricing.manage")
    kind = await rows.locked(ctx, ServiceType, service_id, _MISSING)
    differing = rows.changes(kind, await _checked(ctx, dict(changes)))
    if differing:
        await ctx.session.flush()
        audit.record(ctx, "service.update", "service", service_id, fields=sorted(differing))
        await live.announce(ctx, "services", service_id, "updated")


async def _checked(ctx: Ctx, given: dict[str, Any]) -> dict[str, Any]:
    form = Fields()
    stored = dict(given)
    if "name" in given:
        stored["name"] = form.text("name", given["name"], 100, required=True)
    if given.get("colour", COLOURS[0]) not in COLOURS:
        form.refuse("colour", f"One of: {', '.join(COLOURS)}.")
    if "default_minutes" in given:
        form.number("default_minutes", given["default_minutes"], 15, 1440)
    form.finish("Some details of this service can't be saved.")
    if (skill_id := stored.get("skill_id")) is not None and not await ctx.session.scalar(
        select(col(Skill.id)).where(col(Skill.id) == skill_id)
    ):
        raise Invalid("There is no such skill.", [FieldError("skill_id", "Choose a skill.")])
    return stored


async def taxes(ctx: Ctx, on: date | None = None) -> list[Tax]:
    """The tax codes valid on a day (today unless told), first that of ordinary work."""
    ctx.require("bookings.view", "invoices.view", "finance.view")
    day = on or ctx.today()
    found = await ctx.session.scalars(
        select(TaxCode).where(
            col(TaxCode.valid_from) <= day,
            or_(col(TaxCode.valid_to).is_(None), col(TaxCode.valid_to) >= day),
        )
    )
    codes = usual_first(found, (await organisations.settings(ctx)).province)
    return [Tax(row.id, row.key, row.name, row.kind, row.rate) for row in codes]
