"""Moves a client asks for: what the terms of the booking make of them, counted on the booking.

What the office moves for its own reasons costs nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cleaning_app.context import Ctx
from cleaning_app.domain import policies
from cleaning_app.domain.policies import PolicySnapshot
from cleaning_app.domain.soft_rules import OfficeRule
from cleaning_app.models import Booking
from cleaning_app.money import to_decimal_string
from cleaning_app.services.bookings.views import Moved, Warned


@dataclass(frozen=True)
class ForClient:
    """That the client asked for another time: the fee of the terms applies, unless it is waived.

    `fee_back_cents` is set when such a move is undone: what it had cost.
    """

    waive_fee: bool = False
    fee_back_cents: int | None = None

    @classmethod
    def undone(cls, moved: Moved) -> ForClient | None:
        """What undoes a move; None when the office had moved it of its own."""
        return None if moved.fee_cents is None else cls(fee_back_cents=moved.fee_cents)


@dataclass(frozen=True)
class Charged:
    """What a move adds to the booking's count of client's moves and to their fees (cents)."""

    moves: int = 0
    fee_cents: int = 0
    warnings: list[Warned] = field(default_factory=list[Warned])

    @property
    def details(self) -> dict[str, Any]:
        """For the audit row."""
        return {"for_client": True, "fee_cents": self.fee_cents} if self.moves else {}


def charged(ctx: Ctx, booking: Booking, asked: ForClient | None) -> Charged:
    """What putting a booking to another time comes to for its client."""
    if asked is None:
        return Charged()
    if asked.fee_back_cents is not None:
        back = min(max(0, asked.fee_back_cents), booking.move_fee_cents)
        return Charged(-min(1, booking.moves_by_client), -back)
    worked = outlook(ctx, booking)
    found = [Warned(OfficeRule.MOVE_TERMS, said) for said in worked.objections]
    if asked.waive_fee and worked.fee_cents:
        said = f"The terms ask for ${to_decimal_string(worked.fee_cents)} for moving it this late."
        found.append(Warned(OfficeRule.FEE_WAIVED, said))
    return Charged(1, 0 if asked.waive_fee else worked.fee_cents, found)


def outlook(ctx: Ctx, booking: Booking) -> policies.Move:
    """What a move would come to if the client asked for it now, by the booking's own terms."""
    frozen = PolicySnapshot.from_json(booking.policy) if booking.policy else None
    return policies.move(
        frozen.reschedule if frozen else policies.RescheduleTerms(),
        moved_before=booking.moves_by_client,
        hours_before=(booking.starts_at - ctx.now()).total_seconds() / 3600,
    )
