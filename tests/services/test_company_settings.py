"""What a company can set about itself."""

from __future__ import annotations

from typing import Any

import pytest

from cleaning_app.errors import Forbidden, Invalid
from cleaning_app.services import audit, identities, organisations
from cleaning_app.services.listing import Query
from tests.factories import Office


async def test_a_gst_number_is_kept_in_one_form(office: Office):
    async with office.unit() as ctx:
        await organisations.change_settings(ctx, gst_number="123456789 rt0001")
        assert (await organisations.settings(ctx)).gst_number == "123456789RT0001"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"gst_number": "12345"}, "gst_number"),
        ({"gst_basis": "barter"}, "gst_basis"),
        ({"gst_period": "weekly"}, "gst_period"),
        ({"invoice_due_days": 366}, "invoice_due_days"),
        ({"email_from_name": "x" * 121}, "email_from_name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
    ],
)
async def test_a_wrong_value_is_refused_by_name(office: Office, changes: dict[str, Any], field):
    async with office.unit() as ctx:
        with pytest.raises(Invalid) as refused:
            await organisations.change_settings(ctx, **changes)
    assert [error.field for error in refused.value.errors] == [field]


async def test_only_what_changed_is_in_the_audit_log(office: Office):
    async with office.unit() as ctx:
        await organisations.change_settings(ctx, gst_basis="accrual", invoice_due_days=30)
    async with office.unit() as ctx:
        [entry] = (await audit.entries(ctx, Query(filters={"action": "settings.change"}))).rows
    assert entry.details == {"before": {"invoice_due_days": 14}, "after": {"invoice_due_days": 30}}


async def test_a_company_takes_another_name(office: Office):
    async with office.unit() as ctx:
        await organisations.rename(ctx, "  Northern Light  ")
    seen = await identities.as_role(office.identity.org.id, "system", "x", "owner")
    assert seen.org.name == "Northern Light"
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(Forbidden):
            await organisations.rename(ctx, "Mine")
