"""What the audit page says about a row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaning_app.components import format, history
from cleaning_app.pages.audit import words

SOURCE = Path(__file__).parents[2] / "cleaning_app"


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, ""),
        ({"from": "pending", "to": "in_progress"}, "Pending → In progress"),
        ({"fields": ["earliest_start", "tags"]}, "earliest start, tags"),
        (
            {"payment_id": "0198", "amount_cents": 157_50, "method": "etransfer"},
            "$157.50, E-transfer",
        ),
        ({"emailed": True, "number": "INV-2026-00610"}, "emailed"),
        ({"emailed": False}, "not emailed"),
        ({"rows": 1842, "created": 4, "filename": "clients.csv"}, "rows 1,842, created 4"),
        ({"before": {"a": 1}, "ids": ["x"], "starts_at": "2026-11-23T15:00:00+00:00"}, ""),
        ({"reason": "Client is away", "fee_cents": 0}, "fee $0.00, Client is away"),
        ({"count": 3}, ""),
    ],
)
def test_details_are_read_at_a_glance(details, said: str):
    assert words.summary(details) == said


def test_long_details_end_with_an_ellipsis():
    assert len(words.summary({"reason": "very " * 60})) <= 91


def test_several_things_at_once_are_counted():
    assert words.kind("booking", 3) == "3 bookings"
    assert words.kind("expense_category") == "expense category"
    assert words.kind("user") == ""


def test_every_action_that_is_recorded_by_its_name_has_words_of_its_own():
    recorded = re.compile(r'audit\.record\(\s*ctx,\s*"([a-z_.]+)"')
    actions = {
        action
        for file in SOURCE.rglob("*.py")
        for action in recorded.findall(file.read_text(encoding="utf-8"))
    }
    assert len(actions) > 50
    read_out = {a for a in actions if history.sentence(a) == format.words(a.rsplit(".", 1)[-1])}
    assert read_out == set()
