"""The public page of an invoice: for whoever has the link, that invoice and nothing else."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from cleaning_app import rate_limits
from cleaning_app.services import card_links, invoices, organisations
from cleaning_app.services.card_payments import read_link
from cleaning_app.settings import get_settings
from tests.api.conftest import client_of, visit
from tests.factories import Office
from tests.services.money.books import a_client, a_sent_invoice, at, line, pay
from tests.services.papers.reading import says


async def link_of(office: Office, invoice_id) -> str:
    async with office.unit() as ctx:
        return "/pay/" + (await invoices.link_of(ctx, invoice_id)).rpartition("/")[2]


@pytest.fixture
async def sent(office: Office):
    """An invoice of $105 that was sent, and another client's beside it."""
    async with office.unit() as ctx:
        await organisations.change_settings(
            ctx, etransfer_email="pay@northlight.test", payment_instructions="Cheques are fine."
        )
        await a_sent_invoice(ctx, await a_client(ctx, "Somebody Else"), line(77700))
        return await a_sent_invoice(
            ctx, await a_client(ctx, "<b>Ueda</b>"), line(10000, description="Deep <i>clean</i>")
        )


async def test_it_shows_that_invoice_and_how_to_pay_it(door, office: Office, sent):
    answer = await visit(door, await link_of(office, sent))
    assert answer.status_code == 200
    for shown in ("$105.00", "INV-2026-00002", "pay@northlight.test", "Cheques are fine."):
        assert shown in answer.text
    assert "&lt;b&gt;Ueda&lt;/b&gt;" in answer.text
    assert "Deep &lt;i&gt;clean&lt;/i&gt;" in answer.text
    for other in ("Somebody Else", "777", "a@example.com"):
        assert other not in answer.text
    assert "Pay by card" not in answer.text


async def test_it_is_kept_nowhere_and_runs_nothing(door, office: Office, sent):
    answer = await visit(door, await link_of(office, sent))
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_the_pdf_is_the_same_invoice(door, office: Office, sent):
    answer = await visit(door, f"{await link_of(office, sent)}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert 'filename="INV-2026-00002.pdf"' in answer.headers["content-disposition"]
    assert says(answer.content, "INV-2026-00002", "Balance due $105.00")


async def test_unknown_ended_and_malformed_links_get_one_answer(door, office: Office, sent):
    old = await link_of(office, sent)
    async with office.unit() as ctx:
        new = "/pay/" + (await invoices.new_link(ctx, sent)).rpartition("/")[2]
    ended, unknown = await visit(door, old), await visit(door, f"/pay/{'x' * 43}")
    assert (ended.status_code, unknown.status_code) == (404, 404)
    assert ended.text == unknown.text
    assert (await visit(door, new)).status_code == 200
    assert (await visit(door, f"{old}/pdf")).status_code == 404
    assert (await visit(door, "/pay/short")).status_code == 404


async def test_another_secret_ends_every_link(door, office: Office, sent, monkeypatch):
    path = await link_of(office, sent)
    monkeypatch.setattr(get_settings(), "client_portal_secret", SecretStr("another " * 6))
    assert (await visit(door, path)).status_code == 404


async def test_cards_are_offered_where_they_are_taken(door, office: Office, sent, monkeypatch):
    path = await link_of(office, sent)
    monkeypatch.setattr(card_links, "is_on", lambda: True)
    answer = await visit(door, path)
    assert "Pay by card" in answer.text
    token = answer.text.partition('href="/card/')[2].partition('"')[0]
    assert read_link(token).id == sent


async def test_paid_void_and_draft_say_so(door, office: Office, sent):
    path = await link_of(office, sent)
    async with office.unit() as ctx:
        await pay(ctx, sent, 10500, at(2026, 2, 3))
    assert "Paid, thank you." in (await visit(door, path)).text
    async with office.unit() as ctx:
        await ctx.session.execute(text("UPDATE invoices SET status = 'draft'"))
    draft = await visit(door, path)
    assert "still being written" in draft.text
    assert "Deep" not in draft.text
    assert (await visit(door, f"{path}/pdf")).status_code == 404
    async with office.unit() as ctx:
        await ctx.session.execute(text("UPDATE invoices SET status = 'void'"))
    assert "There is nothing to pay." in (await visit(door, path)).text


async def test_it_is_gone_with_the_module_and_with_the_company(door, office: Office, sent):
    path = await link_of(office, sent)
    async with office.unit() as ctx:
        await ctx.session.execute(
            text(
                "INSERT INTO organisation_modules (org_id, key, enabled)"
                " VALUES (:org, 'module.invoices', false)"
            ),
            {"org": ctx.org.id},
        )
    assert (await visit(door, path)).status_code == 404


async def test_guessing_is_slowed_down(door, office: Office, sent):
    path = await link_of(office, sent)
    rate_limits.reset()
    async with client_of(door, "198.51.100.7") as client:
        answers = [(await client.get(f"/pay/{'y' * 40}{n}")).status_code for n in range(31)]
        assert answers[:30] == [404] * 30
        assert answers[30] == 429
        assert (await client.get(path)).status_code == 429
    rate_limits.reset()


async def test_a_visitor_may_do_nothing_else(office: Office, sent):
    path = await link_of(office, sent)
    identity, found = await invoices.by_token(path.removeprefix("/pay/"))
    assert found == sent
    assert identity.actor.permissions == {"invoices.view"}
    assert identity.actor.user_id is None
