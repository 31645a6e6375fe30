"""Tax on an invoice: per code, rounded once, and every part adds up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.tax import Line, TaxCode, TaxKind, federal_name, totals, usual_first
from cleaning_app.errors import Invalid
from cleaning_app.money import round_half_up

GST = TaxCode("gst", TaxKind.TAXABLE, Decimal("0.05"))
HST = TaxCode("hst", TaxKind.TAXABLE, Decimal("0.13"))
ZERO = TaxCode("zero", TaxKind.ZERO_RATED, Decimal(0))
EXEMPT = TaxCode("exempt", TaxKind.EXEMPT, Decimal(0))
CODES = (GST, HST, ZERO, EXEMPT)

LINES = st.lists(
    st.builds(
        Line,
        quantity=st.decimals(Decimal("0.001"), 500, places=3),
        unit_price_cents=st.integers(0, 1_000_000),
        tax_code_key=st.sampled_from([code.key for code in CODES]),
    ),
    max_size=12,
)


def line(cents: int, code: TaxCode = GST, quantity: str = "1") -> Line:
    return Line(Decimal(quantity), cents, code.key)


def test_tax_is_rounded_once_per_code_not_per_line() -> None:
    three = totals([line(10), line(10), line(10)], CODES)
    assert three.tax == 2  # 1.5 cents once; three times half a cent would have made 3
    assert (three.subtotal, three.total) == (30, 32)


def test_a_real_invoice() -> None:
    result = totals([line(449_01), line(20_00, EXEMPT)], CODES)
    assert (result.taxable, result.exempt, result.tax, result.total) == (44901, 2000, 2245, 49146)
    assert result.by_code["gst"].base == 44901


def test_a_header_discount_lowers_the_tax_in_proportion() -> None:
    result = totals([line(100_00), line(50_00, EXEMPT)], CODES, discount_cents=10_00)
    assert result.line_discounts == [667, 333]
    assert (result.taxable, result.exempt, result.tax) == (9333, 4667, 467)
    assert result.total == 14000 + 467


def test_quantities_are_decimal() -> None:
    assert totals([line(35_00, quantity="2.5")], CODES).subtotal == 8750
    assert totals([line(1, quantity="0.5")], CODES).line_totals == [1]


def test_an_empty_invoice_comes_to_nothing() -> None:
    assert totals([], CODES).total == 0


@given(LINES, st.data())
def test_everything_adds_up(lines: list[Line], data: st.DataObject) -> None:
    most = sum(entry.total for entry in lines)
    discount = data.draw(st.integers(0, most))
    result = totals(lines, CODES, discount)
    assert result.subtotal == sum(result.line_totals)
    assert sum(result.line_discounts) == discount
    assert all(
        0 <= off <= total
        for off, total in zip(result.line_discounts, result.line_totals, strict=True)
    )
    assert result.taxable + result.zero_rated + result.exempt == result.subtotal - discount
    assert result.total == result.subtotal - discount + result.tax
    assert result.tax == sum(entry.tax for entry in result.by_code.values())
    for entry in result.by_code.values():
        assert entry.tax == round_half_up(Fraction(entry.code.rate) * entry.base)


@given(LINES, st.randoms())
def test_the_order_of_lines_does_not_matter(lines: list[Line], dice: object) -> None:
    shuffled = list(lines)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = totals(lines, CODES), totals(shuffled, CODES)
    assert (first.tax, first.total) == (second.tax, second.total)


@pytest.mark.parametrize("discount", [-1, 10_001])
def test_a_discount_below_zero_or_above_the_subtotal_is_refused(discount: int) -> None:
    with pytest.raises(Invalid, match=r"between 0.00 and 100.00"):
        totals([line(100_00)], CODES, discount)


def test_bad_lines_are_named() -> None:
    nothing = Line(Decimal(0), 100, "gst")
    strange = Line(Decimal("NaN"), 100, "pst")
    with pytest.raises(Invalid) as refusal:
        totals([line(1), nothing, strange], CODES)
    fields = [error.field for error in refusal.value.errors]
    assert fields == ["lines.1.quantity", "lines.2.quantity", "lines.2.tax_code"]


@pytest.mark.parametrize(
    ("kind", "rate"),
    [("taxable", "1"), ("taxable", "-0.01"), ("exempt", "0.05"), ("taxable", "NaN")],
)
def test_a_tax_code_that_makes_no_sense_is_refused(kind: str, rate: str) -> None:
    with pytest.raises(Invalid):
        TaxCode("x", TaxKind(kind), Decimal(rate))


@pytest.mark.parametrize(
    ("province", "there_are", "usual"),
    [
        ("AB", ("gst", "hst", "bc"), "gst"),  # one job in Ontario doesn't tax all others
        ("AB", ("hst", "bc", "exempt"), "hst"),
        ("ON", ("gst", "hst", "bc"), "hst"),
        ("ON", ("gst", "exempt"), "gst"),
        ("BC", ("gst", "hst", "bc"), "bc"),
        ("BC", ("exempt", "zero"), "exempt"),
    ],
)
def test_ordinary_work_carries_what_the_companys_province_charges(province, there_are, usual):
    bc = TaxCode("bc", TaxKind.TAXABLE, Decimal("0.05"), Decimal("0.07"))
    codes = [code for code in (EXEMPT, ZERO, GST, HST, bc) if code.key in there_are]
    assert usual_first(codes, province)[0].key == usual


@pytest.mark.parametrize(
    ("name", "provincial", "said"),
    [
        ("GST 5% + PST 7% (BC)", "PST 7%", "GST 5%"),
        ("HST 13% (Ontario)", "", "HST 13% (Ontario)"),
        ("Standard", "QST 9.975%", "GST 5%"),
    ],
)
def test_the_federal_part_of_a_code_has_a_name_of_its_own(name, provincial, said):
    assert federal_name(name, Decimal("0.05000"), provincial) == said
