"""Proposed names of taxes and accounts, and that the tables know the same programs and uses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cleaning_app.domain import accounting
from cleaning_app.domain.accounting import System, Taxed, Use
from cleaning_app.models.accounting import SYSTEMS, USES

Q, X = System.QUICKBOOKS, System.XERO
GST = Taxed("taxable", Decimal("0.05"))
HST13, HST15 = Taxed("taxable", Decimal("0.13")), Taxed("taxable", Decimal("0.15"))
BC = Taxed("taxable", Decimal("0.05"), Decimal("0.07"), "PST")
MB = Taxed("taxable", Decimal("0.05"), Decimal("0.07"), "RST")
QC = Taxed("taxable", Decimal("0.05"), Decimal("0.09975"), "QST")


def test_the_tables_know_the_same_programs_and_uses():
    assert set(SYSTEMS) == {*System}
    assert set(USES) == {*Use}


@pytest.mark.parametrize(
    ("code", "province", "quickbooks", "xero"),
    [
        (GST, "AB", "GST", "AB - GST on Sales"),
        (GST, "ON", "GST", "AB - GST on Sales"),
        (HST13, "AB", "HST ON", "ON - HST on Sales"),
        (HST15, "NS", "HST NS", "NS - HST on Sales"),
        (HST15, "AB", "", ""),
        (BC, "AB", "GST/PST BC", "BC - GST/PST on Sales"),
        (MB, "MB", "GST/PST MB", "MB - GST/RST on Sales"),
        (QC, "QC", "GST/QST QC", "QC - GST/QST on Sales"),
        (Taxed("zero_rated"), "AB", "Z", ""),
        (Taxed("exempt"), "AB", "E", "Tax Exempt"),
        (Taxed("taxable", Decimal("0.11")), "AB", "", ""),
    ],
)
def test_a_tax_is_named_where_its_rates_say_which_it_is(code, province, quickbooks, xero):
    assert accounting.sales_tax(Q, code, province) == quickbooks
    assert accounting.sales_tax(X, code, province) == xero


def test_a_purchase_carries_no_provincial_tax():
    assert accounting.purchase_tax(Q, BC, "BC") == "GST"
    assert accounting.purchase_tax(X, GST, "YT") == "YT - GST on Purchases"
