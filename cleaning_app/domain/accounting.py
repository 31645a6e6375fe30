"""What the accounts, products and taxes of a cleaning company are called in QuickBooks and in Xero.

Every name here is a proposal; the organisation's accountant has the last word. Sources: Intuit,
“Common sales tax codes” (QuickBooks Online help, Canada); Xero Central, “Account for sales tax in
Xero for Canadian organisations”; the codes of Xero's own default chart of accounts. What neither
provider has a usual name for is left empty, and asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

LONGEST_NAME: Final = 100


class System(StrEnum):
    """An accounting program whose import formats are written."""

    QUICKBOOKS = "quickbooks"
    XERO = "xero"

    @property
    def label(self) -> str:
        """The program's own name."""
        return "QuickBooks" if self is System.QUICKBOOKS else "Xero"


class Use(StrEnum):
    """What a name is for."""

    INCOME = "income"
    EXPENSE = "expense"
    SALES_TAX = "sales_tax"
    PURCHASE_TAX = "purchase_tax"
    ACCOUNT = "account"
    DATES = "dates"


DATE_FORMATS: Final = ("DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD")
"""How days may be written; an import asks which, or takes the company's own."""

ACCOUNTS: Final[dict[str, str]] = {
    "deposits": "Client deposits (a liability)",
    "bad_debts": "Bad debts",
    "fees": "Card fees",
    "clearing": "Money from clients (a bank account)",
}
"""Accounts beside income and expenses, by key."""

_QUICKBOOKS_ACCOUNTS = {
    "deposits": "Customer deposits",
    "bad_debts": "Bad debts",
    "fees": "Bank charges",
    "clearing": "Client payments",
}
# The default chart has no account for bad debts, nor for deposits of clients.
_XERO_ACCOUNTS = {"deposits": "", "bad_debts": "", "fees": "404", "clearing": "Client payments"}
_XERO_EXPENSES = {
    "advertising": "400",
    "meals": "420",
    "insurance": "433",
    "fuel": "449",
    "software": "463",
}
_XERO_GENERAL_EXPENSES = "429"

_QUICKBOOKS_HST = {"ON": "HST ON", "NB": "HST NB", "NL": "HST NL", "NS": "HST NS", "PE": "HST"}
_QUICKBOOKS_PROVINCIAL = {"BC": "GST/PST BC", "MB": "GST/PST MB", "SK": "GST/PST SK"}
_XERO_SALES = {
    "BC": "GST/PST", "MB": "GST/RST", "SK": "GST/PST", "QC": "GST/QST", "AB": "GST", "NT": "GST",
    "NU": "GST", "YT": "GST", "ON": "HST", "NB": "HST", "NL": "HST", "NS": "HST", "PE": "HST",
}  # fmt: skip
_HST_PROVINCES = {Decimal("0.13"): "ON"}


@dataclass(frozen=True)
class Taxed:
    """A tax code as far as its name in another program follows from it; rates are fractions."""

    kind: str
    rate: Decimal = Decimal(0)
    provincial_rate: Decimal = Decimal(0)
    provincial_name: str = ""


def income(system: System, service: str) -> str:
    """What a service is sold under: a product in QuickBooks, an account's code in Xero."""
    return service or "Cleaning" if system is System.QUICKBOOKS else "200"


def expense(system: System, key: str, category: str) -> str:
    """The account of a category of expenses."""
    if system is System.QUICKBOOKS:
        return category
    return _XERO_EXPENSES.get(key, _XERO_GENERAL_EXPENSES)


def account(system: System, key: str) -> str:
    """One of ACCOUNTS."""
    known = _QUICKBOOKS_ACCOUNTS if system is System.QUICKBOOKS else _XERO_ACCOUNTS
    return known[key]


def untaxed(system: System) -> str:
    """The tax of what is no supply at all, such as a deposit."""
    return "Out of scope" if system is System.QUICKBOOKS else "Tax Exempt"


def sales_tax(system: System, code: Taxed, province: str) -> str:
    """What a tax code is called on sales; "" where the rates alone don't say.

    `province` is where the company is: it tells the four provinces with 15% apart.
    """
    quickbooks = system is System.QUICKBOOKS
    if code.kind == "exempt":
        return "E" if quickbooks else "Tax Exempt"
    if code.kind == "zero_rated":
        return "Z" if quickbooks else ""
    place = _place(code, province)
    if not place:
        return ""
    if not quickbooks:
        return f"{place} - {_XERO_SALES[place]} on Sales"
    if code.provincial_name == "QST":
        return "GST/QST QC"
    if code.provincial_rate:
        return _QUICKBOOKS_PROVINCIAL.get(place, "")
    return "GST" if code.rate == Decimal("0.05") else _QUICKBOOKS_HST.get(place, "")


def purchase_tax(system: System, code: Taxed, province: str) -> str:
    """What the GST or HST in a purchase is called; provincial tax stays in the price."""
    plain = Taxed("taxable", code.rate)
    if system is System.QUICKBOOKS:
        return sales_tax(system, plain, province)
    named = sales_tax(system, plain, province)
    return named.replace(" on Sales", " on Purchases")


def _place(code: Taxed, province: str) -> str:
    """The province whose taxes these are, as far as that is certain."""
    if code.provincial_rate:
        named = {"QST": "QC", "RST": "MB"}.get(code.provincial_name.upper(), "")
        by_rate = {Decimal("0.07"): "BC", Decimal("0.06"): "SK"}.get(code.provincial_rate, "")
        return named or by_rate
    if code.rate == Decimal("0.05"):
        return province if _XERO_SALES.get(province) == "GST" else "AB"
    known = _HST_PROVINCES.get(code.rate, "")
    return known or (province if _XERO_SALES.get(province) == "HST" else "")
