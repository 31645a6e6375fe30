"""Clients: found, shown, changed, hidden from those who only look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.ids import new_id
from cleaning_app.services import audit, bookings, clients, invoices
from cleaning_app.services.invoices import NewLine
from cleaning_app.services.listing import Query
from tests.factories import Office, Town


async def test_a_client_is_created_and_found_by_name_mail_and_phone(ctx):
    await clients.create(ctx, name="Chloé Roy", email=" Chloe@Example.test ", phone="780 555 0123")
    await clients.create(ctx, name="Gwen Abbott", is_company=True)
    for search in ("chlo", "roy", "ro chl", "chloe@exam", "555-0123", "(780) 555"):
        page = await clients.find(ctx, Query(search=search))
        assert [row.name for row in page.rows] == ["Chloé Roy"], search
    found = page.rows[0]
    assert (found.email, found.phone) == ("chloe@example.test", "+17805550123")
    assert (found.bookings, found.next_visit, found.owed_cents) == (0, None, 0)


async def test_what_is_typed_begins_a_word_and_never_means_a_whole_mail_provider(ctx):
    await clients.create(ctx, name="Graham Example", email="sales.team@amber.test")
    await clients.create(ctx, name="Marie-Amélie O'Brien", email="m@home.test")
    for search, expected in (
        ("am", ["Marie-Amélie O'Brien"]),
        ("raham", []),
        ("brien", ["Marie-Amélie O'Brien"]),
        ("marie-am", ["Marie-Amélie O'Brien"]),
        ("team", ["Graham Example"]),
        ("amber", []),
        ("@amber", ["Graham Example"]),
    ):
        page = await clients.find(ctx, Query(search=search))
        assert [row.name for row in page.rows] == expected, search


async def test_a_client_is_one_since_their_first_visit_or_invoice_when_that_was_earlier(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        assert (await clients.get(ctx, town.client)).since == ctx.today()
        visit = await town.book(ctx, -24 * 40, town.chloe, confirmed=True)
        assert (await clients.get(ctx, town.client)).since == ctx.today()
        await bookings.start(ctx, visit.id)
        await bookings.finish(ctx, visit.id)
        assert (await clients.get(ctx, town.client)).since == ctx.today() - timedelta(days=40)
        issued = ctx.today() - timedelta(days=90)
        id = await invoices.create(
            ctx, client_id=town.client, lines=[NewLine("Cleaning", 100_00)], issued_on=issued
        )
        await invoices.send(ctx, id, without_email=True)
        assert (await clients.get(ctx, town.client)).since == issued


async def test_percent_signs_and_underscores_are_searched_literally(ctx):
    await clients.create(ctx, name="100% Clean")
    await clients.create(ctx, name="1000 Clean")
    page = await clients.find(ctx, Query(search="100%"))
    assert [row.name for row in page.rows] == ["100% Clean"]


async def test_pages_follow_one_another_in_both_directions(ctx):
    for n in range(7):
        await clients.create(ctx, name=f"Client {n}")
    first = await clients.find(ctx, Query(limit=3))
    second = await clients.find(ctx, Query(limit=3, after=first.next))
    back = await clients.find(ctx, Query(limit=3, before=second.previous))
    assert [row.name for row in second.rows] == ["Client 3", "Client 4", "Client 5"]
    assert back.rows == first.rows
    assert first.total == 7
    newest = await clients.find(ctx, Query(sort="-created", limit=1))
    assert newest.rows[0].name == "Client 6"


async def test_filters_narrow_and_nonsense_is_refused(ctx):
    company = await clients.create(ctx, name="Lavoie Dental", is_company=True, tags=["vip", " vip"])
    person = await clients.create(ctx, name="Léa Tremblay")
    await clients.block(ctx, person)
    for filters, expected in (
        ({"company": "yes"}, [company]),
        ({"blocked": "yes"}, [person]),
        ({"tag": "vip"}, [company]),
        ({"company": "yes", "blocked": "yes"}, []),
    ):
        page = await clients.find(ctx, Query(filters=filters))
        assert [row.id for row in page.rows] == expected, filters
    with pytest.raises(Invalid):
        await clients.find(ctx, Query(filters={"blocked": "perhaps"}))


async def test_every_wrong_field_is_named_at_once(ctx):
    with pytest.raises(Invalid) as refused:
        await clients.create(ctx, name=" ", email="nope", phone="12", notes="x" * 2001)
    assert {error.field for error in refused.value.errors} == {"name", "email", "phone", "notes"}


async def test_markup_and_formulas_in_names_are_kept_as_text_and_nul_is_dropped(ctx):
    id = await clients.create(ctx, name="<script>=1+1\x00")
    assert (await clients.get(ctx, id)).name == "<script>=1+1"


async def test_a_change_counts_a_version_and_an_old_version_is_refused(ctx):
    id = await clients.create(ctx, name="Priya MacNeil", notes="dog")
    assert await clients.update(ctx, id, version=1, email="p@example.test") == 2
    assert await clients.update(ctx, id, version=2, email="p@example.test") == 2
    with pytest.raises(PreconditionFailed):
        await clients.update(ctx, id, version=1, name="Somebody else")
    shown = await clients.get(ctx, id)
    assert (shown.name, shown.notes, shown.version) == ("Priya MacNeil", "dog", 2)


async def test_a_deleted_client_leaves_the_lists_and_comes_back_within_30_days(office: Office):
    async with office.unit() as ctx:
        id = await clients.create(ctx, name="Jia Nguyen")
        await clients.delete(ctx, id)
        assert (await clients.find(ctx, Query())).rows == []
        gone = await clients.find(ctx, Query(filters={"deleted": "yes"}))
        assert [row.id for row in gone.rows] == [id]
        await clients.restore(ctx, id)
        assert [row.id for row in (await clients.find(ctx, Query())).rows] == [id]
        await clients.delete(ctx, id)
        office.clock.advance(clients.RESTORABLE * 2)
        with pytest.raises(Conflict, match="30 days"):
            await clients.restore(ctx, id)


async def test_viewers_see_contacts_masked_and_cannot_search_them(office: Office):
    async with office.unit() as ctx:
        id = await clients.create(
            ctx, name="Zoë Lavoie", email="zoe@example.test", phone="7805550101"
        )
    async with office.unit("viewer") as ctx:
        row = (await clients.find(ctx, Query())).rows[0]
        shown = await clients.get(ctx, id)
        assert row.email == shown.email == "z•••@example.test"
        assert row.phone == shown.phone == "+1 780 ••• ••01"
        assert (await clients.find(ctx, Query(search="example"))).rows == []
        assert (await clients.find(ctx, Query(search="5550101"))).rows == []
        with pytest.raises(Forbidden):
            await clients.update(ctx, id, name="Other")


async def test_balances_are_for_those_who_may_see_invoices(office: Office):
    async with office.unit() as ctx:
        id = await clients.create(ctx, name="Rosa Singh")
    async with office.unit("dispatcher") as ctx:
        assert (await clients.get(ctx, id)).owed_cents is None
    async with office.unit("viewer") as ctx:
        assert (await clients.get(ctx, id)).owed_cents == 0


@pytest.mark.parametrize("role", ["worker", "accountant"])
async def test_roles_without_contacts_are_refused(office: Office, role: str):
    async with office.unit(role) as ctx:
        for call in (
            clients.find(ctx, Query()),
            clients.get(ctx, new_id()),
            clients.create(ctx, name="X"),
            clients.delete(ctx, new_id()),
        ):
            with pytest.raises(Forbidden):
                await call


async def test_another_organisations_clients_do_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        foreign = await clients.create(ctx, name="Foreign")
        place = await clients.add_address(ctx, foreign, street="1 Main St")
    async with here.unit() as ctx:
        assert (await clients.find(ctx, Query())).rows == []
        for call in (
            clients.get(ctx, foreign),
            clients.update(ctx, foreign, name="Mine"),
            clients.block(ctx, foreign),
            clients.delete(ctx, foreign),
            clients.restore(ctx, foreign),
            clients.add_address(ctx, foreign, street="2 Main St"),
            clients.update_address(ctx, place, street="3 Main St"),
            clients.show_access_notes(ctx, place),
        ):
            with pytest.raises(NotFound):
                await call


async def test_addresses_are_added_changed_and_removed(ctx):
    id = await clients.create(ctx, name="Quinn Cho")
    place = await clients.add_address(
        ctx, id, street="10180 Windsor Ave NW", area="Glenora", province="ab", postal_code="t5n3a1",
        lat=53.54, lng=-113.55,
    )  # fmt: skip
    await clients.update_address(ctx, place, label="Home")
    (shown,) = (await clients.get(ctx, id)).addresses
    assert (shown.label, shown.province, shown.postal_code) == ("Home", "AB", "T5N 3A1")
    with pytest.raises(Invalid):
        await clients.update_address(ctx, place, lat=95.0)
    await clients.remove_address(ctx, place)
    assert (await clients.get(ctx, id)).addresses == []
    with pytest.raises(NotFound):
        await clients.update_address(ctx, place, label="Gone")


async def test_access_notes_are_stored_encrypted_and_every_look_is_audited(office: Office):
    async with office.unit() as ctx:
        id = await clients.create(ctx, name="Uma Gagnon")
        place = await clients.add_address(ctx, id, street="1 A St", access_notes="Lockbox 4711")
        assert (await clients.get(ctx, id)).addresses[0].has_access_notes
        assert await clients.show_access_notes(ctx, place) == "Lockbox 4711"
    async with office.unit() as ctx:
        looked = await audit.history(ctx, "address", place)
        assert [entry.action for entry in looked] == ["address.access_notes_view", "address.create"]
        assert "4711" not in str([entry.details for entry in looked])


async def test_an_address_that_moves_loses_its_coordinates_and_one_that_stays_keeps_them(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await clients.update_address(ctx, town.address, label="Home", street="8315 101 St NW")
        (place,) = (await clients.get(ctx, town.client)).addresses
        assert (place.label, place.lat) == ("Home", 53.5185)
        await clients.update_address(ctx, town.address, street="12 Elm St")
        (place,) = (await clients.get(ctx, town.client)).addresses
        assert (place.street, place.lat, place.lng) == ("12 Elm St", None, None)


async def test_a_removed_address_can_be_put_back(office: Office, town: Town):
    async with office.unit() as ctx:
        await clients.remove_address(ctx, town.address)
        assert (await clients.get(ctx, town.client)).addresses == []
        await clients.restore_address(ctx, town.address)
        await clients.restore_address(ctx, town.address)
        (place,) = (await clients.get(ctx, town.client)).addresses
        assert (place.id, place.has_access_notes) == (town.address, True)
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await clients.restore_address(ctx, town.address)
