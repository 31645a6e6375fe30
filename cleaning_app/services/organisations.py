"""Opening an organisation, with what every cleaning company in Canada starts from."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select, text
from sqlmodel import col

from cleaning_app.clock import Clock
from cleaning_app.context import Actor, Ctx, Identity
from cleaning_app.context import Organisation as Place
from cleaning_app.db import transaction, unit
from cleaning_app.domain.contacts import normalise_email
from cleaning_app.domain.fields import Fields
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.ids import new_id
from cleaning_app.models import (
    ExpenseCategory,
    Organisation,
    OrganisationSettings,
    ServicePrice,
    ServiceType,
    Skill,
    TaxCode,
)
from cleaning_app.models.organisations import AUTO_INVOICE, GST_BASES, GST_PERIODS
from cleaning_app.permissions import ROLES
from cleaning_app.services import audit, rows

_GST_NUMBER = re.compile(r"[0-9]{9}RT[0-9]{4}")
"""A business number's GST/HST account, e.g. 123456789RT0001 (CRA RC4022)."""

GST_SINCE = date(2008, 1, 1)  # the GST has been 5% since then (Excise Tax Act s. 165)

_STAGES = ("remind_gentle_days", "remind_second_days", "remind_final_days")

WEEKLY_HOURS: dict[str, list[str]] = {
    **{day: ["08:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "sat": ["09:00", "17:00"],
}

_SERVICES = (
    ("standard", "Standard clean", "accent", 120, 15000),
    ("deep", "Deep clean", "blue", 240, 32000),
    ("move_out", "Move-out clean", "violet", 300, 45000),
    ("office", "Office clean", "amber", 180, 24000),
    ("post_renovation", "Post-renovation clean", "rose", 360, 60000),
)

_CATEGORIES = (
    ("supplies", "Supplies", 100),
    ("fuel", "Fuel", 100),
    ("equipment", "Equipment", 100),
    ("software", "Software", 100),
    ("insurance", "Insurance", 100),
    ("advertising", "Advertising", 100),
    ("meals", "Meals", 50),  # half of meals' GST may be claimed (CRA GST/HST memorandum 8-1)
    ("other", "Other", 100),
)


# What stands on invoices and receipts: the name of a setting, and how long it may be.
_PRINTED = {
    "postal_address": 300,
    "phone": 40,
    "payment_instructions": 500,
    "payment_terms": 500,
    "paper_footer": 200,
}
_PRINTED_EMAILS = ("contact_email", "etransfer_email")


async def create(
    slug: str, name: str, *, timezone: str = "America/Edmonton", clock: Clock | None = None
) -> Identity:
    """Open an organisation with default services, taxes and expense categories.

    Returns the identity of the system as its owner, to set up the first people with.

    Raises:
        Invalid: unknown time zone, or a slug that isn't lower-case letters, digits and dashes.
        Conflict: the slug is taken.
    """
    identity = draft(slug, name, timezone)
    async with unit(identity, clock=clock) as ctx:
        await establish(ctx)
    return identity


def draft(slug: str, name: str, timezone: str) -> Identity:
    """The identity of the system as owner of an organisation that is yet to be established.

    Raises:
        Invalid: see `create`.
    """
    _check(slug, name, timezone)
    actor = Actor("system", None, "Set-up", "owner", ROLES["owner"])
    return Identity(actor, Place(new_id(), slug, name, timezone))


async def establish(ctx: Ctx) -> None:
    """Write a drafted organisation's rows, in the caller's transaction: `create` or a rehearsal.

    Raises:
        Conflict: the slug is taken.
    """
    org = ctx.org
    ctx.session.add(Organisation(id=org.id, slug=org.slug, name=org.name))
    await ctx.session.flush()
    ctx.session.add(
        OrganisationSettings(org_id=org.id, timezone=org.timezone, weekly_hours=WEEKLY_HOURS)
    )
    await _stock(ctx)
    audit.record(ctx, "organisation.create", "organisation", org.id, slug=org.slug)


def _check(slug: str, name: str, timezone: str) -> None:
    problems: list[FieldError] = []
    if not slug or not slug.replace("-", "").isalnum() or slug != slug.lower() or len(slug) > 60:
        problems.append(FieldError("slug", "Use lower-case letters, digits and dashes."))
    if not name.strip() or len(name) > 120:
        problems.append(FieldError("name", "Give a name of up to 120 characters."))
    if timezone not in available_timezones():
        problems.append(FieldError("timezone", "Not a known time zone, e.g. America/Edmonton."))
    if problems:
        raise Invalid("The organisation can't be opened like this.", errors=problems)


async def _stock(ctx: Ctx) -> None:
    """What a new organisation starts with; every row can be changed later."""
    org_id = ctx.org.id
    for key, label, kind, rate in (
        ("gst", "GST 5%", "taxable", Decimal("0.05")),
        ("zero_rated", "Zero-rated", "zero_rated", Decimal(0)),
        ("exempt", "Exempt", "exempt", Decimal(0)),
    ):
        ctx.session.add(
            TaxCode(org_id=org_id, key=key, name=label, kind=kind, rate=rate, valid_from=GST_SINCE)
        )
    for key, label, percent in _CATEGORIES:
        ctx.session.add(ExpenseCategory(org_id=org_id, key=key, name=label, itc_percent=percent))
    skills = {key: Skill(org_id=org_id, key=key, name=label) for key, label, *_ in _SERVICES}
    ctx.session.add_all(skills.values())
    await ctx.session.flush()
    types = [
        ServiceType(
            org_id=org_id,
            key=key,
            name=label,
            colour=colour,
            default_minutes=minutes,
            skill_id=skills[key].id,
            position=n,
        )
        for n, (key, label, colour, minutes, _) in enumerate(_SERVICES)
    ]
    ctx.session.add_all(types)
    await ctx.session.flush()
    for service, (*_, cents) in zip(types, _SERVICES, strict=True):
        ctx.session.add(
            ServicePrice(
                org_id=org_id,
                service_type_id=service.id,
                amount_cents=cents,
                valid_from=GST_SINCE,
            )
        )


async def any_exist() -> bool:
    """Whether the installation has an organisation yet; decides between sign-in and first use."""
    async with transaction() as session:
        return bool(await session.scalar(text("SELECT any_organisation()")))


async def every_id() -> list[UUID]:
    """Every open organisation; for the jobs process, whose login alone may list them."""
    async with transaction("jobs") as session:
        ids = await session.scalars(
            select(col(Organisation.id))
            .where(col(Organisation.closed_at).is_(None))
            .order_by(col(Organisation.id))
        )
        return list(ids)


async def settings(ctx: Ctx) -> OrganisationSettings:
    """The organisation's settings row."""
    row = await ctx.session.get(OrganisationSettings, ctx.org.id)
    assert row is not None  # created with the organisation
    return row


async def change_settings(ctx: Ctx, **changes: Any) -> OrganisationSettings:
    """Change settings by name; unknown names and wrong values are refused.

    Raises:
        Invalid: naming the values that do not fit.
    """
    ctx.require("settings.manage")
    row = await settings(ctx)
    differing = rows.changes(row, _checked(changes))
    if differing:
        row.updated_at = ctx.now()
        await ctx.session.flush()
        before = {name: was for name, (was, _) in differing.items()}
        after = {name: now for name, (_, now) in differing.items()}
        audit.record(ctx, "settings.change", "organisation", ctx.org.id, before=before, after=after)
    return row


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    form, stored = Fields(), dict(changes)
    allowed = {
        "timezone", "province", "language", "gst_number", "gst_basis", "gst_period",
        "invoice_due_days", "buffer_minutes", "email_from_name", "weekly_hours", "auto_invoice",
        "charge_saved_card", "remind_invoices", *_STAGES, *_PRINTED, *_PRINTED_EMAILS,
    }  # fmt: skip
    if unknown := set(changes) - allowed:
        raise Invalid(f"There is no setting called {sorted(unknown)[0]}.")
    if "timezone" in changes and changes["timezone"] not in available_timezones():
        form.refuse("timezone", "Not a known time zone.")
    if "gst_number" in changes:
        number = re.sub(r"\s", "", changes["gst_number"]).upper()
        if number and not _GST_NUMBER.fullmatch(number):
            form.refuse("gst_number", "Nine digits, RT and four digits: 123456789 RT0001.")
        stored["gst_number"] = number
    for name, known in (
        ("gst_basis", GST_BASES),
        ("gst_period", GST_PERIODS),
        ("auto_invoice", AUTO_INVOICE),
    ):
        if name in changes and changes[name] not in known:
            form.refuse(name, f"One of: {', '.join(known)}.")
    if changes.get("charge_saved_card") and changes.get("auto_invoice", "send") != "send":
        form.refuse("charge_saved_card", "For that, invoices have to be sent at once.")
    if "invoice_due_days" in changes:
        form.number("invoice_due_days", changes["invoice_due_days"], 0, 365)
    for name in _STAGES:
        if name in changes:
            form.number(name, changes[name], 1, 365)
    if set(_STAGES) <= set(changes):
        days = [changes[name] for name in _STAGES]
        if not days[0] < days[1] < days[2]:
            form.refuse("remind_second_days", "Each reminder comes later than the one before.")
    if "buffer_minutes" in changes:
        form.number("buffer_minutes", changes["buffer_minutes"], 0, 240)
    if "email_from_name" in changes:
        stored["email_from_name"] = form.text("email_from_name", changes["email_from_name"], 120)
    for name, longest in _PRINTED.items():
        if name in changes:
            stored[name] = form.text(name, changes[name], longest)
    for name in _PRINTED_EMAILS:
        if name in changes:
            stored[name] = form.read(name, normalise_email, changes[name]) or ""
    form.finish("Some settings can't be saved.")
    return stored


async def rename(ctx: Ctx, name: str) -> None:
    """Change what the company is called, on screens and in letters. Raises Invalid."""
    ctx.require("settings.manage")
    form = Fields()
    name = form.text("name", name, 120, required=True)
    form.finish("The company needs a name.")
    row = await ctx.session.get(Organisation, ctx.org.id)
    assert row is not None
    if differing := rows.changes(row, {"name": name}):
        await ctx.session.flush()
        audit.record(ctx, "organisation.rename", "organisation", ctx.org.id, **differing)
