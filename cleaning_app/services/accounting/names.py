"""What things are called in the accountant's program: proposals, and what the organisation put instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain import accounting as rules
from cleaning_app.domain.accounting import System, Taxed, Use
from cleaning_app.domain.fields import Fields
from cleaning_app.domain.tax import usual_first
from cleaning_app.errors import Invalid
from cleaning_app.models import AccountingName, ExpenseCategory, ServiceType, TaxCode
from cleaning_app.services import audit, live, organisations

Key = tuple[Use, str]
"""What a name is for, and which service, category, tax code or account it names."""

EVERYTHING_ELSE = ""
"""The key for income that belongs to no service."""


@dataclass(frozen=True)
class Name:
    """One thing: what we call it, what is proposed, and what was `chosen` ("" for the proposal)."""

    use: Use
    key: str
    label: str
    proposed: str
    chosen: str = ""

    @property
    def name(self) -> str:
        """What goes into the files; "" when nobody has said."""
        return self.chosen or self.proposed


@dataclass(frozen=True)
class Names:
    """Everything one program's files have to name."""

    system: System
    entries: tuple[Name, ...]

    def of(self, use: Use) -> dict[str, str]:
        """Key → name for one use."""
        return {entry.key: entry.name for entry in self.entries if entry.use is use}

    @property
    def missing(self) -> list[Name]:
        """What has no name yet."""
        return [entry for entry in self.entries if not entry.name]


def system_named(name: str) -> System:
    """The program of that name.

    Raises:
        Invalid: there is none.
    """
    if name not in set(System):
        raise Invalid("The program is quickbooks or xero.")
    return System(name)


async def names(ctx: Ctx, system: System | str) -> Names:
    """What everything is called in one program."""
    ctx.require("finance.view")
    system = system_named(system)
    chosen = await _chosen(ctx, system)
    entries = [
        *_accounts(system),
        *await _income(ctx, system),
        *await _expenses(ctx, system),
        *await _taxes(ctx, system),
    ]
    return Names(
        system,
        tuple(
            Name(one.use, one.key, one.label, one.proposed, chosen.get((one.use, one.key), ""))
            for one in entries
        ),
    )


async def rename(ctx: Ctx, system: System | str, given: Mapping[Key, str]) -> dict[Key, str]:
    """Say what things are called; "" goes back to the proposal. Returns what they were called
    before, which undoes it.

    Raises:
        Invalid: naming each `use.key` that is wrong, or nothing of ours.
    """
    ctx.require("finance.manage")
    system = system_named(system)
    known = {(one.use, one.key): one for one in (await names(ctx, system)).entries}
    form = Fields()
    wanted = {key: _checked(form, key, name, known.get(key)) for key, name in given.items()}
    form.finish("Some names need another look.")
    before = {key: known[key].chosen for key in wanted if known[key].chosen != wanted[key]}
    for key in before:
        await _put(ctx, system, key, wanted[key])
    if before:
        told = {f"{use.value}.{key}": [was, wanted[use, key]] for (use, key), was in before.items()}
        audit.record(ctx, "accounting.rename", "accounting", system.value, names=told)
        await live.announce(ctx, "accounting", system.value, "renamed")
    return before


def _checked(form: Fields, key: Key, name: str, known: Name | None) -> str:
    field = f"{key[0].value}.{key[1]}"
    if known is None:
        form.refuse(field, "There is no such thing.")
        return ""
    plain = form.text(field, name, rules.LONGEST_NAME)
    if key[0] is Use.DATES and plain and plain not in rules.DATE_FORMATS:
        form.refuse(field, f"One of {', '.join(rules.DATE_FORMATS)}.")
    return "" if plain == known.proposed else plain


async def _put(ctx: Ctx, system: System, key: Key, name: str) -> None:
    use, of = key
    if not name:
        await ctx.session.execute(
            delete(AccountingName).where(
                col(AccountingName.org_id) == ctx.org.id,
                col(AccountingName.system) == system.value,
                col(AccountingName.use) == use.value,
                col(AccountingName.key) == of,
            )
        )
        return
    row = AccountingName(
        org_id=ctx.org.id, system=system.value, use=use.value, key=of, name=name
    ).model_dump(exclude={"created_at"})
    await ctx.session.execute(
        insert(AccountingName)
        .values(row)
        .on_conflict_do_update(constraint="uq_accounting_names_key", set_={"name": name})
    )


async def _chosen(ctx: Ctx, system: System) -> dict[Key, str]:
    rows = await ctx.session.scalars(
        select(AccountingName).where(
            col(AccountingName.org_id) == ctx.org.id, col(AccountingName.system) == system.value
        )
    )
    return {(Use(row.use), row.key): row.name for row in rows}


def _accounts(system: System) -> list[Name]:
    dates = Name(Use.DATES, "dates", "How days are written", rules.DATE_FORMATS[0])
    return [
        dates,
        *(
            Name(Use.ACCOUNT, key, label, rules.account(system, key))
            for key, label in rules.ACCOUNTS.items()
        ),
    ]


async def _income(ctx: Ctx, system: System) -> list[Name]:
    rows = await ctx.session.execute(
        select(col(ServiceType.key), col(ServiceType.name))
        .where(col(ServiceType.org_id) == ctx.org.id)
        .order_by(col(ServiceType.name), col(ServiceType.key))
    )
    rest = Name(Use.INCOME, EVERYTHING_ELSE, "Everything else", rules.income(system, ""))
    return [
        *(Name(Use.INCOME, key, name, rules.income(system, name)) for key, name in rows),
        rest,
    ]


async def _expenses(ctx: Ctx, system: System) -> list[Name]:
    rows = await ctx.session.execute(
        select(col(ExpenseCategory.key), col(ExpenseCategory.name))
        .where(col(ExpenseCategory.org_id) == ctx.org.id)
        .order_by(col(ExpenseCategory.name), col(ExpenseCategory.key))
    )
    return [Name(Use.EXPENSE, key, name, rules.expense(system, key, name)) for key, name in rows]


async def _taxes(ctx: Ctx, system: System) -> list[Name]:
    """Tax codes, those of ordinary work where the company is first, and what purchases carry."""
    province = (await organisations.settings(ctx)).province
    codes = list(
        await ctx.session.scalars(
            select(TaxCode)
            .where(col(TaxCode.org_id) == ctx.org.id)
            .order_by(col(TaxCode.key), col(TaxCode.valid_from).desc())
        )
    )
    codes = usual_first(codes, province)
    found = [
        Name(
            Use.SALES_TAX,
            str(code.id),
            code.name,
            rules.sales_tax(system, _taxed(code), province),
        )
        for code in codes
    ]
    # Not by today's date: the same books are the same file on any day.
    usual = next((one for one in codes if one.kind == "taxable" and one.valid_to is None), None)
    bought = rules.purchase_tax(system, _taxed(usual), province) if usual else ""
    return [
        *found,
        Name(Use.PURCHASE_TAX, "gst", "GST or HST on purchases", bought),
        Name(
            Use.PURCHASE_TAX, "none", "No tax: deposits, untaxed purchases", rules.untaxed(system)
        ),
    ]


def _taxed(code: TaxCode) -> Taxed:
    return Taxed(code.kind, code.rate, code.provincial_rate, code.provincial_name)
