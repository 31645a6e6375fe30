"""The public page of a deposit: for whoever has the link, that deposit and nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest

from cleaning_app.services import deposits, organisations
from cleaning_app.services.card_payments import Link
from tests.api.conftest import visit
from tests.factories import Office
from tests.providers.stripe import KEY, WEBHOOK_SECRET
from tests.services.money.books import a_booking, a_client


@pytest.fixture
async def deposit(office: Office) -> UUID:
    """A deposit of $50 for a visit."""
    async with office.unit() as ctx:
        await organisations.change_settings(ctx, etransfer_email="pay@northlight.test")
        booking = await a_booking(ctx, await a_client(ctx, "Ueda Dental"), status="confirmed")
        return await deposits.ask(ctx, booking, amount_cents=5000)


@pytest.fixture
def link(office: Office, deposit: UUID) -> Link:
    return Link("deposit", office.identity.org.id, deposit)


async def test_it_says_what_is_asked_for_and_how_to_pay_it(door, link: Link, configure):
    answer = await visit(door, link.page)
    assert answer.status_code == 200
    for shown in ("$50.00", "B-00001", "pay@northlight.test", "taken off your invoice"):
        assert shown in answer.text
    assert "Ueda" not in answer.text
    assert "Pay by card" not in answer.text
    configure(stripe_secret_key=KEY, stripe_webhook_secret=WEBHOOK_SECRET)
    assert f'href="{link.path}"' in (await visit(door, link.page)).text


async def test_it_is_kept_nowhere_and_runs_nothing(door, link: Link):
    answer = await visit(door, link.page)
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("how", "words"),
    [("paid", "Received, thank you."), ("waived", "Nothing is asked for any more.")],
)
async def test_it_says_when_there_is_nothing_to_pay(
    door, office: Office, link: Link, how, words, configure
):
    configure(stripe_secret_key=KEY, stripe_webhook_secret=WEBHOOK_SECRET)
    async with office.unit() as ctx:
        if how == "paid":
            await deposits.record(ctx, link.id, method="cash")
        else:
            await deposits.waive(ctx, link.id, "A regular")
    answer = await visit(door, link.page)
    assert words in answer.text
    assert "Pay by card" not in answer.text
    assert "pay@northlight.test" not in answer.text


async def test_other_links_lead_nowhere(door, office: Office, link: Link, new_office):
    elsewhere = (await new_office("Elsewhere")).identity.org.id
    wrong = [
        Link("invoice", link.org_id, link.id).token,
        Link("deposit", elsewhere, link.id).token,
        link.token[:-9] + "xxxxxxxxx",
    ]
    for token in wrong:
        answer = await visit(door, f"/deposit/{token}")
        assert answer.status_code == 404
        assert "$50.00" not in answer.text
