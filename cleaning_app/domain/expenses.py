"""The tax inside a purchase: splitting a receipt's amount, what of it may be claimed, whose number it bears.

A provincial sales tax (PST, RST) is part of what a thing costs: it stays in the net amount and is
never claimed. GST and HST are claimed as input tax credits, as far as the category allows. Quebec's
QST is recovered from Revenu Québec, not on the GST return, so here it is cost as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cleaning_app.domain.gst.exceptions import NUMBER_NEEDED_FROM_CENTS
from cleaning_app.errors import Invalid
from cleaning_app.money import share

_WHOLE: Final = 100_000
_NUMBER: Final = re.compile(r"(\d{9})RT(\d{4})")


@dataclass(frozen=True)
class SalesTax:
    """What a shop charges: `claimed` (GST or HST) and `kept` (PST, RST, QST), in thousandths of a
    percent."""

    key: str
    words: str
    claimed: int
    kept: int = 0


# Rates by province: canada.ca, "Charge and collect the GST/HST: which rate to charge", as of 2026;
# Nova Scotia's 14% holds from 1 April 2025. RST Manitoba 7%, PST British Columbia 7%, Saskatchewan 6%.
SALES_TAXES: Final = (
    SalesTax("gst", "GST 5%", 5_000),
    SalesTax("gst_pst7", "GST 5% + PST 7%", 5_000, 7_000),
    SalesTax("gst_pst6", "GST 5% + PST 6%", 5_000, 6_000),
    SalesTax("gst_qst", "GST 5% + QST 9.975%", 5_000, 9_975),
    SalesTax("hst13", "HST 13%", 13_000),
    SalesTax("hst14", "HST 14%", 14_000),
    SalesTax("hst15", "HST 15%", 15_000),
    SalesTax("none", "No tax", 0),
)
BY_KEY: Final = {tax.key: tax for tax in SALES_TAXES}
_BY_PROVINCE: Final = {
    "BC": "gst_pst7", "MB": "gst_pst7", "SK": "gst_pst6", "QC": "gst_qst", "ON": "hst13",
    "NS": "hst14", "NB": "hst15", "NL": "hst15", "PE": "hst15",
}  # fmt: skip


@dataclass(frozen=True)
class Split:
    """A purchase in cents: `net` holds what can't be claimed of the taxes, so net + tax = total."""

    net: int
    tax: int

    @property
    def total(self) -> int:
        return self.net + self.tax


def usual_tax(province: str) -> SalesTax:
    """What shops charge on most things in a province or territory."""
    return BY_KEY[_BY_PROVINCE.get(province, "gst")]


def split_total(total_cents: int, tax: SalesTax) -> Split:
    """Take the GST or HST out of what was paid: 5/105 with GST alone, rounded half-up once."""
    inside = share(total_cents, tax.claimed, _WHOLE + tax.claimed + tax.kept)
    return Split(total_cents - inside, inside)


def add_tax(before_cents: int, tax: SalesTax) -> Split:
    """Put the taxes on a price that has none yet, each rounded half-up as a till does."""
    kept = share(before_cents, tax.kept, _WHOLE)
    return Split(before_cents + kept, share(before_cents, tax.claimed, _WHOLE))


def claimable(tax_cents: int, itc_percent: int) -> int:
    """How much of a purchase's GST comes back as an input tax credit, in cents."""
    return share(tax_cents, itc_percent, 100)


def read_gst_number(text: str) -> str:
    """A supplier's GST/HST number, written as the CRA writes it: 123456789 RT0001. "" stays "".

    Raises:
        Invalid: not nine digits, RT and four digits (canada.ca, "Confirming a GST/HST account
            number").
    """
    bare = re.sub(r"[\s.\-–]", "", text).upper()
    if not bare:
        return ""
    found = _NUMBER.fullmatch(bare)
    if found is None:
        raise Invalid.field(
            "supplier_gst_number", "Nine digits, RT and four digits, such as 123456789 RT0001."
        )
    return f"{found[1]} RT{found[2]}"


def lacks_number(total_cents: int, tax_cents: int, number: str) -> bool:
    """Whether a claim of this size stands on a receipt without the supplier's number.

    From $100 a receipt must show it, from $500 the buyer's name and the terms too: Input Tax Credit
    Information (GST/HST) Regulations, s. 3, as amended from 20 April 2021. Soft: the receipt in the
    drawer may well show what was not typed.
    """
    return tax_cents != 0 and abs(total_cents) >= NUMBER_NEEDED_FROM_CENTS and not number.strip()
