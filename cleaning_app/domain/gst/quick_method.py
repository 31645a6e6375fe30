"""What the Quick Method would owe, beside the regular method."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cleaning_app.errors import Invalid
from cleaning_app.money import share

CREDIT_PER_MILLE = 10
CREDITED_SUPPLIES_CENTS = 30_000_00
ELIGIBLE_SUPPLIES_CENTS = 400_000_00

# HST province → its rate in percent; everywhere else GST alone, 5%.
# CRA, "Charge and collect the GST/HST"; Nova Scotia 14% since 1 April 2025 (SOR/2025-77).
HST_PERCENT = {"NB": 15, "NL": 15, "NS": 14, "ON": 13, "PE": 15}
GST_PERCENT = 5
PROVINCES = frozenset({"AB", "BC", "MB", "NT", "NU", "QC", "SK", "YT", *HST_PERCENT})


class Business(StrEnum):
    """Which table applies; resale means goods bought for resale are 40% of taxable supplies."""

    SERVICES = "services"
    GOODS = "goods"


class Remittance(NamedTuple):
    """A remittance rate and, where CRA gives one, a credit instead; per mille of sales with tax."""

    rate: int
    credit: int = 0


# CRA, RC4058 Quick Method of Accounting for GST/HST (Rev. 25), remittance rates per mille:
# row = tax rate where the supply is made, column = tax rate where the business is established.
_RATES: dict[Business, dict[int, dict[int, Remittance]]] = {
    Business.SERVICES: {
        5: {5: Remittance(36), 13: Remittance(18), 14: Remittance(16), 15: Remittance(14)},
        13: {5: Remittance(105), 13: Remittance(88), 14: Remittance(86), 15: Remittance(84)},
        14: {5: Remittance(113), 13: Remittance(96), 14: Remittance(94), 15: Remittance(92)},
        15: {5: Remittance(120), 13: Remittance(104), 14: Remittance(102), 15: Remittance(100)},
    },
    Business.GOODS: {
        5: {
            5: Remittance(18),
            13: Remittance(0, 28),
            14: Remittance(0, 34),
            15: Remittance(0, 40),
        },
        13: {5: Remittance(88), 13: Remittance(44), 14: Remittance(39), 15: Remittance(33)},
        14: {5: Remittance(96), 13: Remittance(53), 14: Remittance(47), 15: Remittance(42)},
        15: {5: Remittance(104), 13: Remittance(61), 14: Remittance(56), 15: Remittance(50)},
    },
}


@dataclass(frozen=True)
class QuickMethod:
    """The Quick Method's answer in cents; `better_by` is what it would save (negative: cost)."""

    supplies: int
    remittance: Remittance
    remitted: int
    credit: int
    capital_credits: int
    net: int
    regular_net: int

    @property
    def better_by(self) -> int:
        return self.regular_net - self.net


def tax_percent(province: str) -> int:
    """The GST or HST of a province or territory in percent; raises Invalid for an unknown one."""
    if province not in PROVINCES:
        raise Invalid(f"“{province[:10]}” is not a province or territory of Canada.")
    return HST_PERCENT.get(province, GST_PERCENT)


def remittance_for(
    business: Business | str, established_in: str, supplied_in: str | None = None
) -> Remittance:
    """The rate for supplies made in one province by a business established in another (or there)."""
    row = tax_percent(supplied_in or established_in)
    return _RATES[Business(business)][row][tax_percent(established_in)]


def quick_method(
    *,
    supplies_with_tax: int,
    regular_net: int,
    province: str,
    business: Business | str = Business.SERVICES,
    credited_before: int = 0,
    capital_credits: int = 0,
) -> QuickMethod:
    """Compare the Quick Method with the regular net tax of the same period.

    `supplies_with_tax` are taxable sales including GST/HST, without zero-rated and exempt ones.
    1% is credited on the first $30,000 of them per fiscal year; `credited_before` is how much of
    that earlier periods of the year have used. Input tax credits remain for capital purchases
    only. All in cents. Source: CRA, RC4058.
    """
    remittance = remittance_for(business, province)
    remitted = share(supplies_with_tax, remittance.rate - remittance.credit, 1000)
    room = max(0, CREDITED_SUPPLIES_CENTS - max(0, credited_before))
    credit = share(min(max(0, supplies_with_tax), room), CREDIT_PER_MILLE, 1000)
    return QuickMethod(
        supplies=supplies_with_tax,
        remittance=remittance,
        remitted=remitted,
        credit=credit,
        capital_credits=capital_credits,
        net=remitted - credit - capital_credits,
        regular_net=regular_net,
    )


def may_elect(annual_supplies_with_tax: int) -> bool:
    """Whether worldwide taxable supplies of four quarters, tax included, are within $400,000."""
    return annual_supplies_with_tax <= ELIGIBLE_SUPPLIES_CENTS
