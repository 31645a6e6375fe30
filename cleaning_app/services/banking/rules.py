"""The office's rules: a description that contains this is filed so. Learnt from what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Ctx
from cleaning_app.domain.banking.names import plain
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.models import ExpenseCategory, ExpenseRule
from cleaning_app.services import audit, live, rows

_MISSING = "There is no such rule."
_SHORTEST = 3


@dataclass(frozen=True)
class RuleView:
    """A rule, with the name of its category."""

    id: UUID
    contains: str
    category_id: UUID
    category: str
    vendor: str
    has_gst: bool


async def every(ctx: Ctx) -> list[RuleView]:
    """The rules, by what they look for."""
    ctx.require("finance.view")
    found = await ctx.session.execute(
        select(ExpenseRule, col(ExpenseCategory.name))
        .join(ExpenseCategory, col(ExpenseCategory.id) == col(ExpenseRule.category_id))
        .where(col(ExpenseRule.org_id) == ctx.org.id)
        .order_by(col(ExpenseRule.contains))
    )
    return [
        RuleView(one.id, one.contains, one.category_id, name, one.vendor, one.has_gst)
        for one, name in found
    ]


async def learn(
    ctx: Ctx, contains: str, category_id: UUID, vendor: str = "", *, has_gst: bool = True
) -> UUID:
    """File what contains this so from now on; a rule for the same words is changed. Returns its id.

    Raises:
        Invalid: fewer than three letters or more than 100, no such category.
    """
    ctx.require("finance.manage")
    words = plain(contains)[:100]
    if len(words) < _SHORTEST:
        message = f"At least {_SHORTEST} letters of the description."
        raise Invalid(message, [FieldError("contains", message)])
    known = await ctx.session.scalar(
        select(col(ExpenseCategory.id)).where(
            col(ExpenseCategory.org_id) == ctx.org.id, col(ExpenseCategory.id) == category_id
        )
    )
    if known is None:
        raise Invalid("Choose a category.", [FieldError("category_id", "Choose a category.")])
    rule = await ctx.session.scalar(
        select(ExpenseRule)
        .where(col(ExpenseRule.org_id) == ctx.org.id, col(ExpenseRule.contains) == words)
        .with_for_update()
    )
    if rule is None:
        rule = ExpenseRule(
            org_id=ctx.org.id, contains=words, category_id=category_id,
            created_by=ctx.actor.user_id,
        )  # fmt: skip
        ctx.session.add(rule)
    rule.category_id, rule.vendor, rule.has_gst = category_id, vendor.strip()[:200], has_gst
    await _changed(ctx, rule, "learn")
    return rule.id


async def forget(ctx: Ctx, rule_id: UUID) -> RuleView:
    """Remove a rule; what it was, to `learn` it again. Raises NotFound."""
    ctx.require("finance.manage")
    rule = await rows.locked(ctx, ExpenseRule, rule_id, _MISSING)
    was = RuleView(rule.id, rule.contains, rule.category_id, "", rule.vendor, rule.has_gst)
    await ctx.session.delete(rule)
    await _changed(ctx, rule, "forget")
    return was


async def _changed(ctx: Ctx, rule: ExpenseRule, verb: str) -> None:
    await ctx.session.flush()
    audit.record(ctx, f"expense_rule.{verb}", "expense_rule", rule.id, name=rule.contains)
    await live.announce(ctx, "expenses", rule.id, f"rule_{verb}")
