"""Where a deposit stands, and what becomes of it when its booking is called off."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cleaning_app.domain.policies import Cancellation
from cleaning_app.money import share


class DepositStatus(StrEnum):
    """`asked` and `paid` follow from the money; how it ended is what was done with it."""

    ASKED = "asked"
    PAID = "paid"
    USED = "used"
    RETURNED = "returned"
    KEPT = "kept"
    WAIVED = "waived"


LIVE = frozenset({DepositStatus.ASKED, DepositStatus.PAID})
"""Statuses in which somebody waits for something: the office for money, or the client for a visit."""


class Settlement(NamedTuple):
    """A held deposit of a cancelled booking, in cents: what goes back and what is kept."""

    refund: int
    keep: int


def derive_status(
    amount: int, held: int, stored: DepositStatus | str, emptied: DepositStatus
) -> DepositStatus:
    """The status of a deposit of `amount` cents of which `held` are left, and which was `stored`.

    While it is asked for it is paid once all of it came; it stays so while anything is left, and
    whatever comes for one that isn't asked for any more is held too. When nothing is left, the last
    thing that was done says how it ended: `emptied`.
    """
    if held <= 0:
        return emptied
    waiting = DepositStatus(stored) is DepositStatus.ASKED
    return DepositStatus.ASKED if waiting and held < amount else DepositStatus.PAID


def missing_cents(status: DepositStatus | str, amount: int, held: int) -> int:
    """What is asked for and has not come, in cents."""
    return max(0, amount - held) if DepositStatus(status) is DepositStatus.ASKED else 0


def settle(held: int, cancelled: Cancellation) -> Settlement:
    """What a cancellation's terms leave of a held deposit: at most the fee is kept."""
    keep = min(held, cancelled.fee_cents)
    return Settlement(held - keep, keep)


def tax_inside(total: int, rate_percent_e5: int) -> int:
    """The tax inside an amount that includes it; the rate in hundred-thousandths (5% is 5,000).

    A deposit that is kept is consideration with its tax inside (Excise Tax Act, s. 182).
    """
    return share(total, rate_percent_e5, 100_000 + rate_percent_e5)
