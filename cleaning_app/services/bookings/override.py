"""Going past soft rules: who may, and only with a reason. Every door that makes, moves, assigns or
confirms a booking asks here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from cleaning_app.context import Ctx
from cleaning_app.domain.soft_rules import another_time_helps
from cleaning_app.errors import Conflict, Forbidden
from cleaning_app.services.bookings.slots import SlotWish
from cleaning_app.services.bookings.views import Warned

REASON_FIELD = "override_reason"
LONGEST_REASON = 500


class NeedsReason(Conflict):
    """The change breaks soft rules; sent again with a reason, it is made.

    `extra` lists the `warnings` in words, the `reason_field` that takes the reason, and whether
    this person `may_override` at all. `instead` is what `slots.free_instead` looks for when another
    time would break none of them.
    """

    title: ClassVar[str] = "This needs a reason"
    code: ClassVar[str] = "needs_reason"
    instead: SlotWish | None = None


def may(ctx: Ctx) -> bool:
    """Whether the actor may go past soft rules: who both makes bookings and puts crews together."""
    return ctx.can("bookings.edit") and ctx.can("bookings.assign")


def expect(
    ctx: Ctx, found: Sequence[Warned], reason: str, instead: SlotWish | None = None
) -> dict[str, Any]:
    """What the audit row keeps of going past the rules `found`; empty when none needed a reason.
    `instead` describes the visit, for free times to offer.

    Raises:
        NeedsReason: a rule is broken, and no reason was given.
        Forbidden: a reason was given by somebody who may not decide this.
    """
    reason = reason.strip()[:LONGEST_REASON]
    asked = [warned for warned in found if warned.needs_reason]
    if not asked:
        return {REASON_FIELD: reason} if reason else {}
    allowed = may(ctx)
    if reason and allowed:
        return {REASON_FIELD: reason, "overrode": [warned.rule for warned in asked]}
    said = " ".join(warned.message for warned in asked)
    if reason:
        raise Forbidden(f"{said} Somebody who makes bookings and puts crews together decides this.")
    refused = NeedsReason(
        said,
        extra={
            "warnings": [warned.as_json() for warned in asked],
            "reason_field": REASON_FIELD,
            "may_override": allowed,
        },
    )
    if any(another_time_helps(warned.rule) for warned in asked):
        refused.instead = instead
    raise refused
