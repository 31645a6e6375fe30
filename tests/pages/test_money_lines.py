"""The lines and terms of an invoice as its form sends them."""

from __future__ import annotations

from datetime import date

import pytest

from cleaning_app.components import money_lines
from cleaning_app.components.money_lines import Draft
from cleaning_app.errors import Invalid


def test_a_long_invoice_is_saved_with_all_its_lines():
    drafts = [Draft(str(n)) for n in range(120)]
    form = {}
    for draft in drafts:
        form |= {f"description-{draft.key}": "Window", f"price-{draft.key}": "4.50"}
    assert len(money_lines.read(form, drafts)) == 120


def test_dates_and_note_come_along_and_an_empty_date_is_none():
    given = money_lines.terms({"issued_on": "2026-11-20", "due_on": " ", "notes": "Side door"})
    assert given == {"issued_on": date(2026, 11, 20), "due_on": None, "notes": "Side door"}


def test_a_date_that_is_none_is_named():
    with pytest.raises(Invalid) as refused:
        money_lines.terms({"due_on": "31/04/2026"})
    assert refused.value.errors[0].field == "due_on"
