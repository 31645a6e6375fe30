"""Going past soft rules: who may, and only with a reason. Every door that makes, moves, assigns or
confirms a booking asks here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Forbidden
from cleaning_app.services.bookings.views import Warned

REASON_FIELD = "override_reason"
LONGEST_REASON = 500


class NeedsReason(Conflict):
    """The change breaks soft rules; sent again with a reason, it is made.

    `extra` lists the `warnings` in words, the `reason_field` that takes the reason, and whether
    this person `may_override` at all.
    """

    title: ClassVar[str] = "This needs a reason"
    code: ClassVar[str] = "needs_reason"


def may(ctx: Ctx) -> bool:
    """Whether the actor may go past soft rules: who both makes bookings and puts crews together."""
    return ctx.can("bookings.edit") and ctx.can("bookings.assign")


def expect(ctx: Ctx, found: Sequence[Warned], reason: str) -> dict[str, Any]:
    """What the audit row keeps of going past the rules `found`; empty when none needed a reason.

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
    raise NeedsReason(
        said,
        extra={
            "warnings": [warned.as_json() for warned in asked],
            "reason_field": REASON_FIELD,
            "may_override": allowed,
        },
    )
