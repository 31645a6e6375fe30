"""What it costs a client to have a visit moved, by the terms frozen into the booking."""

from __future__ import annotations

from dataclasses import dataclass

from cleaning_app.domain.policies.policy import DEFAULT_POLICY, Policy


@dataclass(frozen=True)
class RescheduleTerms:
    """Free up to `notice_hours` before the start, `fee_cents` after that; `most` times at all."""

    allowed: bool = True
    notice_hours: int = 24
    fee_cents: int = 0
    most: int = 1


@dataclass(frozen=True)
class Move:
    """What a move the client asks for comes to. `objections` are rules it breaks, in words."""

    fee_cents: int = 0
    objections: tuple[str, ...] = ()


def reschedule_terms(policy: Policy = DEFAULT_POLICY) -> RescheduleTerms:
    """The terms of a booking made now."""
    return RescheduleTerms(
        allowed=policy.reschedule_allowed,
        notice_hours=policy.reschedule_notice_hours,
        fee_cents=policy.reschedule_fee_cents,
        most=policy.reschedule_most,
    )


def move(terms: RescheduleTerms, *, moved_before: int, hours_before: float) -> Move:
    """What it comes to when the client asks for another time, `hours_before` the present start."""
    objections: list[str] = []
    if not terms.allowed:
        objections.append("The terms of this booking don't let the client move it.")
    elif moved_before >= terms.most:
        times = "once" if terms.most == 1 else f"{terms.most} times"
        objections.append(f"The terms let the client move it {times}; that was used.")
    late = hours_before < terms.notice_hours
    return Move(terms.fee_cents if late else 0, tuple(objections))
