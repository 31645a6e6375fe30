"""Deposits and cancellation: the worked numbers, and money that always balances."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.policies import (
    DEFAULT_POLICY,
    BookingFacts,
    PolicySnapshot,
    RescheduleTerms,
    Risk,
    RiskAssessment,
    Tier,
    assess_risk,
    cancel,
    cancellation_terms,
    decide_deposit,
    move,
    policy_from_json,
    policy_to_json,
    snapshot,
)
from cleaning_app.errors import Invalid

FACTS = st.builds(
    BookingFacts,
    service=st.sampled_from(["standard", "deep", "move_out", "office"]),
    total_cents=st.none() | st.integers(0, 2_000_00),
    hours_ahead=st.floats(0, 500),
    first_time=st.booleans(),
    risk=st.sampled_from(list(Risk)),
    cancelled=st.integers(0, 3),
)
CALM = BookingFacts("standard", 200_00, 120)


@pytest.mark.parametrize(
    ("facts", "amount", "percent"),
    [
        (replace(CALM, service="deep", first_time=True), 70_00, 35),
        (replace(CALM, first_time=True), 50_00, 25),
        (replace(CALM, total_cents=240_01, first_time=True), 60_01, 25),
        (replace(CALM, hours_ahead=47), 80_00, 40),
        (replace(CALM, hours_ahead=23), 100_00, 50),
        (replace(CALM, total_cents=300_00), 90_00, 30),
        (replace(CALM, total_cents=1_000_00), 200_00, 30),
        (replace(CALM, total_cents=None, first_time=True), 50_00, 25),
        (replace(CALM, total_cents=40_00, first_time=True), 40_00, 25),
    ],
)
def test_deposits_worked_out(facts: BookingFacts, amount: int, percent: int) -> None:
    decision = decide_deposit(facts)
    assert (decision.required, decision.amount_cents, decision.percent) == (True, amount, percent)


@pytest.mark.parametrize(
    ("facts", "reason", "percent"),
    [
        (replace(CALM, hours_ahead=23.99), "short_notice", 50),
        (replace(CALM, hours_ahead=24), "late_booking", 40),
        (replace(CALM, hours_ahead=47.99), "late_booking", 40),
        (replace(CALM, total_cents=300_00), "high_value_booking", 30),
        (replace(CALM, service="deep"), "service_type_deep", 35),
        (replace(CALM, service="move_out_empty"), "service_type_move_out_empty", 35),
        (replace(CALM, service="move_in_empty"), "service_type_move_in_empty", 35),
        (replace(CALM, risk=Risk.MEDIUM), "risk_medium", 25),
        (replace(CALM, risk=Risk.HIGH), "risk_high", 25),
        (replace(CALM, service="deep", hours_ahead=30), "late_booking", 40),
        (replace(CALM, service="deep", total_cents=300_00), "high_value_booking", 35),
    ],
)
def test_each_reason_at_its_edge_and_the_highest_percent_counts(
    facts: BookingFacts, reason: str, percent: int
) -> None:
    decision = decide_deposit(facts)
    assert reason in decision.reasons
    assert decision.percent == percent


@pytest.mark.parametrize(
    "facts", [replace(CALM, hours_ahead=48), replace(CALM, total_cents=299_99)]
)
def test_just_outside_every_edge_no_deposit_is_asked_for(facts: BookingFacts) -> None:
    assert not decide_deposit(facts).required


def test_no_reason_means_no_deposit_unless_one_is_always_asked_for() -> None:
    assert not decide_deposit(CALM).required
    always = replace(DEFAULT_POLICY, deposit_always=True)
    assert decide_deposit(CALM, always).amount_cents == 50_00
    off = replace(DEFAULT_POLICY, deposit_enabled=False)
    assert not decide_deposit(replace(CALM, service="deep"), off).required


def test_every_reason_is_given() -> None:
    facts = BookingFacts("deep", 350_00, 30, first_time=True, risk=Risk.HIGH)
    assert decide_deposit(facts).reasons == (
        *("first_time_client", "service_type_deep", "late_booking"),
        *("high_value_booking", "risk_high"),
    )


@given(FACTS)
def test_a_deposit_stays_within_its_bounds_and_the_price(facts: BookingFacts) -> None:
    decision = decide_deposit(facts)
    assert 0 <= decision.amount_cents <= DEFAULT_POLICY.deposit_maximum_cents
    if facts.total_cents is not None:
        assert decision.amount_cents <= facts.total_cents


@pytest.mark.parametrize(
    ("facts", "free", "partial", "refund"),
    [
        (CALM, 48, 24, 50),
        (replace(CALM, service="deep"), 72, 48, 50),
        (replace(CALM, first_time=True), 48, 24, 40),
        (replace(CALM, total_cents=300_00, first_time=True), 48, 24, 25),
        (replace(CALM, hours_ahead=20), 48, 24, 25),
    ],
)
def test_cancellation_terms_worked_out(
    facts: BookingFacts, free: int, partial: int, refund: int
) -> None:
    terms = cancellation_terms(facts)
    assert (terms.free_hours, terms.partial_hours, terms.refund_percent) == (free, partial, refund)


@pytest.mark.parametrize(
    ("hours", "tier", "refund", "fee"),
    [
        (48, Tier.FREE, 7000, 0),
        (47.9, Tier.PARTIAL, 3500, 3500),
        (24, Tier.PARTIAL, 3500, 3500),
        (23.9, Tier.LATE, 0, 7000),
        (-1, Tier.LATE, 0, 7000),
    ],
)
def test_cancelling_by_tier(hours: float, tier: Tier, refund: int, fee: int) -> None:
    outcome = cancel(cancellation_terms(CALM), 70_00, hours)
    assert (outcome.tier, outcome.refund_cents, outcome.fee_cents) == (tier, refund, fee)


@pytest.mark.parametrize(
    ("hours", "tier", "refund"),
    [
        (72, Tier.FREE, 7000),
        (71.9, Tier.PARTIAL, 3500),
        (48, Tier.PARTIAL, 3500),
        (47.9, Tier.LATE, 0),
    ],
)
def test_heavy_services_want_a_day_more_notice(hours: float, tier: Tier, refund: int) -> None:
    outcome = cancel(cancellation_terms(replace(CALM, service="move_out")), 70_00, hours)
    assert (outcome.tier, outcome.refund_cents) == (tier, refund)


def test_the_terms_name_every_rule_about_the_booking() -> None:
    late = BookingFacts("deep", 300_00, 30, first_time=True)
    assert cancellation_terms(late).rules == (
        *("heavy_service", "first_time_client", "high_value_booking", "late_booking"),
    )
    assert cancellation_terms(replace(CALM, hours_ahead=5)).rules == ("short_notice",)


def test_a_late_fee_above_what_was_paid_is_owed() -> None:
    terms = cancellation_terms(CALM, replace(DEFAULT_POLICY, late_fee_cents=40_00))
    outcome = cancel(terms, 10_00, 2)
    assert (outcome.refund_cents, outcome.fee_cents, outcome.owed_cents) == (0, 40_00, 30_00)
    assert cancel(terms, 10_00, 100).fee_cents == 0


@given(FACTS, st.integers(0, 10**6), st.floats(-100, 500), st.integers(0, 10**5))
def test_refund_and_fee_balance_with_paid_and_owed(
    facts: BookingFacts, paid: int, hours: float, late_fee: int
) -> None:
    terms = cancellation_terms(facts, replace(DEFAULT_POLICY, late_fee_cents=late_fee))
    outcome = cancel(terms, paid, hours)
    assert outcome.refund_cents + outcome.fee_cents == paid + outcome.owed_cents
    assert min(outcome.refund_cents, outcome.fee_cents, outcome.owed_cents) >= 0
    later = cancel(terms, paid, hours - 10)
    assert later.refund_cents <= outcome.refund_cents


@given(FACTS)
def test_a_frozen_snapshot_survives_storage(facts: BookingFacts) -> None:
    frozen = snapshot(facts)
    assert PolicySnapshot.from_json(json.loads(json.dumps(frozen.to_json()))) == frozen


@pytest.mark.parametrize(
    "stored", [{}, {"version": 2}, {"version": 1}, {"version": 1, "deposit": {}, "cancellation": 3}]
)
def test_a_damaged_snapshot_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        PolicySnapshot.from_json(stored)


def test_an_organisations_policy_replaces_defaults_by_name() -> None:
    policy = policy_from_json({"deposit_percent": 30, "heavy_services": ["deep"]})
    assert (policy.deposit_percent, policy.heavy_services) == (30, frozenset({"deep"}))
    assert policy.free_hours == DEFAULT_POLICY.free_hours


@pytest.mark.parametrize(
    "stored",
    [
        {"x": 1},
        {"deposit_percent": "30"},
        {"deposit_percent": 101},
        {"late_fee_cents": -1},
        {"deposit_enabled": 1},
        {"free_hours": True},
        {"heavy_services": "deep"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        policy_from_json(stored)


@pytest.mark.parametrize(
    ("facts", "score", "band"),
    [
        (CALM, 0, Risk.LOW),
        (replace(CALM, first_time=True), 20, Risk.LOW),
        (replace(CALM, first_time=True, total_cents=300_00), 45, Risk.MEDIUM),
        (replace(CALM, first_time=True, hours_ahead=10), 40, Risk.LOW),
        (replace(CALM, cancelled=1), 45, Risk.MEDIUM),
        (replace(CALM, cancelled=2), 55, Risk.MEDIUM),
        (replace(CALM, cancelled=2, hours_ahead=10), 75, Risk.HIGH),
        (BookingFacts("deep", 400_00, 3, first_time=True, cancelled=3), 100, Risk.HIGH),
        (replace(CALM, total_cents=300_00), 25, Risk.LOW),
        (replace(CALM, total_cents=299_99), 0, Risk.LOW),
        (replace(CALM, hours_ahead=23.9), 20, Risk.LOW),
        (replace(CALM, hours_ahead=24), 0, Risk.LOW),
        (replace(CALM, cancelled=3), 55, Risk.MEDIUM),
        (replace(CALM, first_time=True, cancelled=2), 75, Risk.HIGH),
        (replace(CALM, total_cents=300_00, cancelled=1), 70, Risk.MEDIUM),
    ],
)
def test_risk_worked_out(facts: BookingFacts, score: int, band: Risk) -> None:
    found = assess_risk(facts)
    assert (found.score, found.band) == (score, band)


def test_an_area_counts_only_where_an_organisation_flagged_it() -> None:
    there = replace(CALM, area="t5h 2x4")
    assert assess_risk(there).score == 0
    careful = replace(DEFAULT_POLICY, flagged_areas=frozenset({"T5H"}))
    assert assess_risk(there, careful) == RiskAssessment(15, Risk.LOW, ("area_flagged",))


def test_medium_risk_brings_a_deposit_of_its_own() -> None:
    terms = snapshot(replace(CALM, cancelled=1))
    assert terms.deposit.reasons == ("risk_medium",)
    assert terms.deposit.amount_cents == 50_00


@given(FACTS, st.integers(0, 5))
def test_points_stay_between_nothing_and_a_hundred(facts: BookingFacts, cancelled: int) -> None:
    found = assess_risk(replace(facts, cancelled=cancelled))
    assert 0 <= found.score <= 100
    assert (found.score > 0) == bool(found.reasons)


def test_moving_is_free_with_notice_and_costs_the_fee_without() -> None:
    terms = RescheduleTerms(fee_cents=25_00)
    assert move(terms, moved_before=0, hours_before=24).fee_cents == 0
    assert move(terms, moved_before=0, hours_before=23.9).fee_cents == 25_00
    assert move(terms, moved_before=0, hours_before=48).objections == ()


def test_a_second_move_and_one_that_is_not_allowed_are_objected_to() -> None:
    assert move(RescheduleTerms(), moved_before=1, hours_before=48).objections == (
        "The terms let the client move it once; that was used.",
    )
    refused = move(RescheduleTerms(allowed=False), moved_before=0, hours_before=48)
    assert refused.objections == ("The terms of this booking don't let the client move it.",)


def test_terms_of_an_earlier_release_read_as_the_defaults() -> None:
    stored = snapshot(CALM).to_json()
    del stored["reschedule"], stored["risk"]
    old = PolicySnapshot.from_json(stored)
    assert (old.reschedule, old.risk) == (RescheduleTerms(), RiskAssessment())


def test_only_what_an_organisation_changed_is_stored() -> None:
    assert policy_to_json(DEFAULT_POLICY) == {}
    changed = replace(DEFAULT_POLICY, flagged_areas=frozenset({"T5H"}), free_hours=36)
    assert policy_to_json(changed) == {"free_hours": 36, "flagged_areas": ["T5H"]}
    assert policy_from_json(policy_to_json(changed)) == changed


def test_numbers_in_the_wrong_order_are_refused_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        policy_from_json({"deposit_minimum_cents": 300_00, "risk_high_from": 10})
    assert [e.field for e in refused.value.errors] == ["deposit_maximum_cents", "risk_high_from"]
