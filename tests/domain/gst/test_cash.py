"""Cash basis: an invoice's payments add up to its tax, whatever their order, size and number."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_app.domain.gst import Receipt, allocate_cash, cash_summary, tax_in

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
AMOUNTS = st.integers(-50_000, 50_000).filter(bool)


def receipts(*amounts: int) -> list[Receipt]:
    """One a day."""
    return [Receipt(f"P{n:05d}", NEW_YEAR + timedelta(days=n), a) for n, a in enumerate(amounts)]


def taxes(total: int, tax: int, *amounts: int) -> list[int]:
    return [entry.tax_cents for entry in allocate_cash(total, tax, receipts(*amounts))]


@st.composite
def invoices(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 10**7))
    return total, draw(st.integers(0, total))


def test_three_thirds_of_an_awkward_tax() -> None:
    assert taxes(105_00, 5_00, 35_00, 35_00, 35_00) == [167, 166, 167]


def test_a_refund_gives_its_tax_back() -> None:
    assert taxes(257_25, 12_25, 257_25, -64_31) == [1225, -306]
    assert taxes(481_95, 22_95, 481_95, -481_95) == [2295, -2295]


def test_an_overpayment_carries_no_tax_and_refunding_it_gives_none_back() -> None:
    assert taxes(105_00, 5_00, 110_00, -5_00) == [500, 0]


def test_the_running_total_itself_is_not_cut() -> None:
    # Paid in full, a dollar over, then the full amount back: one dollar is left, with its tax.
    assert taxes(340_51, 15_50, 340_51, 1_00, -340_51) == [1550, 0, -1545]


def test_receipts_of_one_moment_go_by_id() -> None:
    late, early = Receipt("b", NEW_YEAR, 50), Receipt("a", NEW_YEAR, 55)
    found = allocate_cash(105, 5, [late, early])
    assert [(entry.receipt.id, entry.tax_cents) for entry in found] == [("a", 3), ("b", 2)]


def test_an_invoice_of_nothing_has_no_tax() -> None:
    assert taxes(0, 0, 10, -10) == [0, 0]


@given(invoices(), st.lists(AMOUNTS, max_size=12))
def test_tax_so_far_is_always_the_share_of_the_running_total(
    invoice: tuple[int, int], amounts: list[int]
) -> None:
    total, tax = invoice
    found = taxes(total, tax, *amounts)
    for count in range(len(amounts) + 1):
        assert sum(found[:count]) == tax_in(sum(amounts[:count]), tax, total)
        assert 0 <= sum(found[:count]) <= tax


@given(invoices(), st.lists(st.integers(1, 10**6), max_size=12), st.integers(0, 10**6))
def test_a_fully_paid_invoice_has_its_tax_inside_its_payments(
    invoice: tuple[int, int], parts: list[int], over: int
) -> None:
    total, tax = invoice
    rest = max(total - sum(parts), 0) + over
    assert sum(taxes(total, tax, *parts, rest)) == tax


@given(invoices(), st.lists(AMOUNTS, max_size=8), st.randoms())
def test_the_order_rows_come_in_does_not_matter(
    invoice: tuple[int, int], amounts: list[int], dice: random.Random
) -> None:
    rows = receipts(*amounts)
    expected = allocate_cash(*invoice, rows)
    dice.shuffle(rows)
    assert allocate_cash(*invoice, rows) == expected


@given(invoices(), st.lists(AMOUNTS, min_size=1, max_size=10), st.integers(0, 10))
def test_periods_that_touch_share_out_payments_and_tax_exactly(
    invoice: tuple[int, int], amounts: list[int], cut: int
) -> None:
    found = allocate_cash(*invoice, receipts(*amounts))
    start, middle, end = NEW_YEAR, NEW_YEAR + timedelta(days=cut), NEW_YEAR + timedelta(days=99)
    whole, first, second = (
        cash_summary(found, *window) for window in [(start, end), (start, middle), (middle, end)]
    )
    assert whole.payments == first.payments + second.payments == len(amounts)
    assert whole.received == first.received + second.received == sum(amounts)
    assert whole.tax == first.tax + second.tax


def test_payments_add_up_to_the_tax_over_many_invoices(capsys: pytest.CaptureFixture[str]) -> None:
    cases = settings.default.max_examples * 50 if settings.default else 3000
    dice = random.Random(785)
    for _ in range(cases):
        base = dice.randrange(1, 200_000)
        tax = (base + 10) // 20
        cuts = sorted(dice.randrange(base + tax) for _ in range(dice.randrange(4)))
        amounts = [b - a for a, b in zip([0, *cuts], [*cuts, base + tax], strict=True)]
        assert sum(taxes(base + tax, tax, *amounts)) == tax
    with capsys.disabled():
        print(f"\n  {cases:,} invoices paid in parts, every tax whole")
