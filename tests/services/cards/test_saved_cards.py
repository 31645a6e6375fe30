"""A card left on file: with consent, once, charged no more when it was taken off."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from uuid import UUID

import pytest
from sqlalchemy import select

from cleaning_app.errors import Conflict, Invalid, NotFound, Unavailable
from cleaning_app.models import Client, SavedCard
from cleaning_app.pages.clients.card import CardOnFile
from cleaning_app.services import card_payments, clients, saved_cards
from cleaning_app.services.card_payments import Link
from cleaning_app.services.messages import sealing
from tests.card_desk import CLOCK, Desk, deliver
from tests.services.money.books import a_client, audited, queued


@pytest.fixture
async def client(desk: Desk) -> UUID:
    async with desk.office.unit() as ctx:
        return await a_client(ctx)


async def page(desk: Desk, client: UUID) -> str:
    """Open Stripe's page for a client; its session."""
    link = Link("client", desk.office.identity.org.id, client)
    url = await saved_cards.open_page(await card_payments.visitor(link), link, CLOCK)
    return url.rpartition("/")[2]


async def leave(desk: Desk, client: UUID, last4: str = "4242") -> str:
    """Leave a card; Stripe's id of it."""
    method = desk.stripe.save_card(await page(desk, client), last4=last4)
    await desk.catch_up()
    return method["id"]


async def on_file(desk: Desk, client: UUID) -> saved_cards.SavedCardView | None:
    async with desk.office.unit() as ctx:
        return await saved_cards.of_client(ctx, client)


async def test_a_card_is_kept_with_who_agreed_when_and_to_what(desk: Desk, client: UUID):
    before = CLOCK.now()
    session = await page(desk, client)
    shown = desk.stripe.objects[session]["custom_text"]["submit"]["message"]
    desk.stripe.save_card(session, name="Gwen Abbott")
    await desk.catch_up()
    card = await on_file(desk, client)
    assert card is not None
    assert (card.brand, card.last4, card.exp_month, card.exp_year) == ("visa", "4242", 8, 2031)
    assert card.consented_by == "Gwen Abbott"
    assert before <= card.consented_at <= CLOCK.now()
    assert card.consent == shown
    assert "charge it for each of my visits" in card.consent
    async with desk.office.unit() as ctx:
        assert (await audited(ctx)).count("card.save") == 1


async def test_who_comes_back_has_it_at_once_and_the_webhook_changes_nothing(
    desk: Desk, client: UUID
):
    link = Link("client", desk.office.identity.org.id, client)
    desk.stripe.save_card(await page(desk, client))
    visitor = await card_payments.visitor(link)
    card = await saved_cards.outcome(visitor, link, CLOCK)
    assert card is not None
    await desk.catch_up()
    assert await on_file(desk, client) == card


async def test_two_tabs_get_the_same_page_and_one_customer(desk: Desk, client: UUID):
    first, second = await asyncio.gather(page(desk, client), page(desk, client))
    assert first == second == await page(desk, client)
    desk.stripe.save_card(first)
    await desk.catch_up()
    assert await page(desk, client) != first
    customers = [o for o in desk.stripe.objects.values() if o["object"] == "customer"]
    assert len(customers) == 1
    assert set(customers[0]["metadata"]) == {"organisation", "client"}


async def test_another_card_takes_the_place_of_the_first(desk: Desk, client: UUID):
    first = await leave(desk, client)
    await leave(desk, client, "5556")
    card = await on_file(desk, client)
    assert card is not None
    assert card.last4 == "5556"
    await deliver()
    assert desk.stripe.objects[first]["customer"] is None


async def test_one_that_is_removed_is_gone_here_and_at_stripe_and_stays_as_a_record(
    desk: Desk, client: UUID
):
    method = await leave(desk, client)
    async with desk.office.unit() as ctx:
        await saved_cards.remove(ctx, client)
        with pytest.raises(NotFound):
            await saved_cards.remove(ctx, client)
    assert await on_file(desk, client) is None
    await deliver()
    assert desk.stripe.objects[method]["customer"] is None
    await desk.hear()
    await desk.follow()
    assert await on_file(desk, client) is None
    async with desk.office.unit() as ctx:
        [row] = await ctx.session.scalars(select(SavedCard))
        assert (row.status, row.last4, row.consent != "") == ("removed", "4242", True)


async def test_one_of_a_client_who_is_deleted_is_gone_here_and_at_stripe(desk: Desk, client: UUID):
    method = await leave(desk, client)
    async with desk.office.unit() as ctx:
        await clients.delete(ctx, client)
    assert await on_file(desk, client) is None
    await deliver()
    assert desk.stripe.objects[method]["customer"] is None
    async with desk.office.unit() as ctx:
        await clients.restore(ctx, client)
    assert await on_file(desk, client) is None


async def test_one_that_is_left_after_its_client_was_deleted_is_taken_off_at_once(
    desk: Desk, client: UUID
):
    session = await page(desk, client)
    async with desk.office.unit() as ctx:
        await clients.delete(ctx, client)
    method = desk.stripe.save_card(session)
    await desk.catch_up()
    assert await on_file(desk, client) is None
    await deliver()
    assert desk.stripe.objects[method["id"]]["customer"] is None


async def test_who_may_edit_invoices_can_remove_the_card_of_a_deleted_client(
    desk: Desk, client: UUID
):
    """One who was deleted before deleting took it off."""
    await leave(desk, client)
    async with desk.office.unit() as ctx:
        row = await ctx.session.get(Client, client)
        row.deleted_at = ctx.now()
        await ctx.session.flush()
        screen = SimpleNamespace()
        await CardOnFile._load_card(screen, ctx, await clients.get(ctx, client))
    assert screen.card.name.endswith("4242")
    assert screen.may_remove_card
    assert screen.card_link == ""


async def test_a_customer_stripe_does_not_know_any_more_is_made_anew(desk: Desk, client: UUID):
    await leave(desk, client)
    [customer] = [o["id"] for o in desk.stripe.objects.values() if o["object"] == "customer"]
    del desk.stripe.objects[customer]
    first, second = await asyncio.gather(page(desk, client), page(desk, client))
    assert first == second == await page(desk, client)
    assert desk.stripe.objects[first]["customer"] not in (None, customer)
    desk.stripe.save_card(first, last4="5556")
    await desk.catch_up()
    card = await on_file(desk, client)
    assert card is not None
    assert card.last4 == "5556"
    assert await page(desk, client) != first


async def test_the_mail_carries_the_clients_link_once_a_day(desk: Desk, client: UUID):
    async with desk.office.unit() as ctx:
        await saved_cards.ask(ctx, client)
        with pytest.raises(Conflict, match="today already"):
            await saved_cards.ask(ctx, client)
        [mail] = [e for e in await queued(ctx) if e.payload.get("template") == "card_asked"]
        path = sealing.unseal("card_asked", mail.payload["data"]).path
        nobody = await a_client(ctx, "No address", None)
        with pytest.raises(Invalid, match="no e-mail"):
            await saved_cards.ask(ctx, nobody)
    assert card_payments.read_link(path.rpartition("/")[2]).id == client


async def test_nothing_opens_while_cards_are_off_or_for_strangers(
    desk: Desk, client: UUID, new_office, configure
):
    other = await new_office("Elsewhere")
    stranger = Link("client", other.identity.org.id, client)
    with pytest.raises(NotFound):
        await saved_cards.open_page(await card_payments.visitor(stranger), stranger, CLOCK)
    configure(stripe_secret_key="")
    with pytest.raises(Unavailable):
        await page(desk, client)
    async with desk.office.unit() as ctx:
        assert saved_cards.link_of(ctx, client) == ""
        with pytest.raises(Conflict):
            await saved_cards.ask(ctx, client)


async def test_a_page_that_ended_leaves_nothing(desk: Desk, client: UUID):
    session = await page(desk, client)
    desk.stripe.post_checkout_sessions_expire(session, {})
    await desk.catch_up()
    assert await on_file(desk, client) is None
    assert await page(desk, client) != session
