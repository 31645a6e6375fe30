"""Which payments a line of money in is: to the cent, once each, and never by a coin's toss."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.banking.income import Income, Receipt, candidates, fee_between, propose

DAY = date(2026, 11, 10)


def line(n: int, cents: int, said: str = "DEPOSIT", day: date = DAY) -> Income:
    return Income(UUID(int=n), day, said, cents)


def paid(n: int, cents: int, method: str = "etransfer", day: date = DAY, **more) -> Receipt:
    at = datetime(day.year, day.month, day.day, 12, n % 60, tzinfo=UTC)
    return Receipt(UUID(int=1000 + n), at, day, method, cents, **more)


def proposed(lines: list[Income], receipts: list[Receipt]) -> dict[int, set[int] | None]:
    """Line → the payments proposed, None where several fit equally well."""
    return {
        id.int: {one.int - 1000 for one in said.match.ids} if said.match else None
        for id, said in propose(lines, receipts).items()
    }


def test_the_name_decides_between_two_of_the_same_amount():
    receipts = [paid(1, 157_50, client="Gwen Abbott"), paid(2, 157_50, client="Ueda Dental")]
    assert proposed([line(1, 157_50, "INTERAC E-TRANSFER GWEN ABBOTT")], receipts) == {1: {1}}
    assert proposed([line(1, 157_50, "INTERAC E-TRANSFER f4X")], receipts) == {1: None}
    of_invoice = paid(3, 157_50, number="INV-2026-00610")
    assert proposed([line(1, 157_50, "inv-2026-00610")], [*receipts, of_invoice]) == {1: {3}}


def test_the_way_it_was_paid_and_the_nearer_day_decide_without_a_name():
    by_card, by_transfer = paid(1, 210_00, "card"), paid(2, 210_00)
    assert proposed([line(1, 210_00, "E-TRANSFER f4X")], [by_card, by_transfer]) == {1: {2}}
    weekly = [paid(n, 84_00, day=DAY - timedelta(days=7 - n), client="Abbott") for n in (1, 4, 7)]
    assert proposed([line(1, 84_00, "E-TRANSFER ABBOTT")], weekly) == {1: {7}}


def test_a_payout_is_card_payments_one_after_the_other_less_fees_and_refunds():
    days = [DAY - timedelta(days=n) for n in (5, 4, 4, 3)]
    cards = [
        paid(n, cents, "card", day, fee_cents=fee)
        for n, (day, cents, fee) in enumerate(
            zip(days, (100_00, 200_00, -50_00, 300_00), (3_20, 6_10, 0, 9_00), strict=True), 1
        )
    ]
    assert proposed([line(1, 240_70, "STRIPE PAYOUT")], cards) == {1: {1, 2, 3}}
    # With a payment left out in between it is no payout.
    assert proposed([line(1, 100_00 + 300_00 - 12_20, "STRIPE PAYOUT")], cards) == {}


def test_two_cheques_are_taken_to_the_bank_together_but_one_payment_is_the_simpler_answer():
    cheques = [paid(1, 120_00, "cheque"), paid(2, 80_00, "cheque"), paid(3, 95_00, "cheque")]
    assert proposed([line(1, 200_00)], cheques) == {1: {1, 2}}
    assert proposed([line(1, 200_00)], [*cheques, paid(4, 200_00, "cheque")]) == {1: {4}}


def test_two_lines_that_want_one_payment_get_none_and_hold_it():
    receipts = [paid(1, 50_00, day=DAY), paid(2, 50_00, day=DAY - timedelta(days=2))]
    same = [line(1, 50_00), line(2, 50_00)]
    assert proposed(same, receipts[:1]) == {1: None, 2: None}
    assert proposed([*same, line(3, 50_00, day=DAY - timedelta(days=1))], receipts)[3] is None


@pytest.mark.parametrize(("days", "found"), [(-4, 0), (-3, 1), (5, 1), (6, 0)])
def test_days_too_far_apart_are_another_payment(days, found):
    assert (
        len(candidates(line(1, 50_00), [paid(1, 50_00, day=DAY - timedelta(days=days))])) == found
    )


def test_fees_are_guessed_only_of_cards_and_only_when_people_say_so():
    card, transfer = paid(1, 100_00, "card"), paid(2, 100_00)
    assert fee_between(97_10, [card]) is None
    assert fee_between(97_10, [card], guessed=True) == 2_90
    assert fee_between(97_10, [transfer], guessed=True) is None
    assert fee_between(94_00, [card], guessed=True) is None
    assert fee_between(100_00, [], guessed=True) is None


_amounts = st.sampled_from([50_00, 80_00, 100_00, 130_00, 150_00, 180_00])
_days = st.integers(0, 6).map(lambda n: DAY - timedelta(days=n))
_said = st.sampled_from(["DEPOSIT", "E-TRANSFER ABBOTT", "STRIPE PAYOUT", "CHEQUE DEPOSIT", "UEDA"])
_methods = st.sampled_from(["etransfer", "cheque", "card", "cash"])
_clients = st.sampled_from(["", "Gwen Abbott", "Ueda Dental"])
_lines = st.lists(st.tuples(_amounts, _said, _days), max_size=5).map(
    lambda some: [line(n, *one) for n, one in enumerate(some, 1)]
)
_receipts = st.lists(st.tuples(_amounts, _methods, _days, _clients), max_size=7).map(
    lambda some: [
        paid(n, cents, method, day, client=client)
        for n, (cents, method, day, client) in enumerate(some, 1)
    ]
)


@given(_lines, _receipts)
def test_amounts_agree_to_the_cent_and_a_payment_is_proposed_once(lines, receipts):
    found = propose(lines, receipts)
    matches = [(line, said.match) for line in lines if (said := found.get(line.id)) and said.match]
    ids = [id for _, match in matches for id in match.ids]
    assert len(ids) == len(set(ids))
    for one, match in matches:
        assert sum(r.cents for r in match.receipts) - match.fee_cents == one.cents
        assert match in candidates(one, receipts)


@given(_lines, _receipts, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_payments_changes_nothing(lines, receipts, chance: Random):
    before = proposed(lines, receipts)
    chance.shuffle(lines)
    chance.shuffle(receipts)
    assert proposed(lines, receipts) == before


@given(_lines, _receipts)
def test_a_twin_of_a_single_payment_takes_its_proposal_away_and_gives_it_to_nobody(lines, receipts):
    for id, said in propose(lines, receipts).items():
        if said.match and len(said.match.receipts) == 1:
            [one] = said.match.receipts
            twin = Receipt(UUID(int=99), one.at, one.day, one.method, one.cents, client=one.client)
            again = propose(lines, [*receipts, twin]).get(id)
            assert again is None or again.match is None or not again.match.ids & {one.id, twin.id}
