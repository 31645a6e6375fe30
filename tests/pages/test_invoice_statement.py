"""An invoice's page leads to its client's statement, also for who sees no contacts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from cleaning_app.pages.invoices.state import statement_of
from cleaning_app.permissions import ROLES


def test_the_statement_runs_from_new_year_to_today():
    client = UUID("018f0000-0000-7000-8000-000000000001")
    assert statement_of(client, date(2026, 11, 26)) == (
        f"/v1/admin/clients/{client}/statement?from=2026-01-01&to=2026-11-26"
    )


def test_the_accountant_takes_statements_without_seeing_contacts():
    assert "contacts.view" not in ROLES["accountant"]
    assert "invoices.view" in ROLES["accountant"]
