"""The command palette: few hits of each kind, and only of what one may see."""

from __future__ import annotations

import pytest

from cleaning_app.errors import Forbidden
from cleaning_app.services import clients, invoices, search, workers
from cleaning_app.services.invoices import NewLine
from tests.factories import Office, Town, build_town, count_statements


async def _kinds(office: Office, role: str, words: str) -> list[tuple[str, str]]:
    async with office.unit(role) as ctx:
        return [(hit.kind, hit.label) for hit in await search.everything(ctx, words)]


async def test_people_are_found_by_name_mail_and_phone_bookings_and_invoices_by_number(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await clients.update(ctx, town.client, phone="780 555 0177")
        await town.book(ctx, 0)
        invoice_id = await invoices.create(
            ctx, client_id=town.client, lines=[NewLine("Cleaning", 100_00)]
        )
        number = (await invoices.get(ctx, invoice_id)).number
    for words, expected in (
        ("gwen", ("Client", "Gwen Abbott")),
        ("gwen@example", ("Client", "Gwen Abbott")),
        ("555-0177", ("Client", "Gwen Abbott")),
        ("chlo", ("Worker", "Chloé Roy")),
        ("780 555 0123", ("Worker", "Chloé Roy")),
        ("B-00001", ("Booking", "B-00001 Gwen Abbott")),
        (number, ("Invoice", number)),
    ):
        assert expected in await _kinds(office, "owner", words), words
    assert await _kinds(office, "owner", "100%_") == []


async def test_each_role_finds_only_what_it_may_open(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 0)
        await clients.update(ctx, town.client, phone="780 555 0177")
        await invoices.create(ctx, client_id=town.client, lines=[NewLine("Cleaning", 100_00)])
    for role, kinds in (
        ("dispatcher", {"Client", "Booking", "Worker"}),
        ("accountant", {"Booking", "Invoice", "Worker"}),
        ("viewer", {"Client", "Booking", "Invoice", "Worker"}),
    ):
        found = {
            kind
            for words in ("gwen", "chlo", "1", "INV-2026-00001")
            for kind, _ in await _kinds(office, role, words)
        }
        assert found == kinds, role
    for hidden in ("gwen@example", "5550177"):
        assert await _kinds(office, "viewer", hidden) == []
    async with office.unit("worker") as ctx:
        with pytest.raises(Forbidden):
            await search.everything(ctx, "gwen")


async def test_at_most_eight_of_a_kind_in_four_statements(office: Office):
    async with office.unit() as ctx:
        for n in range(10):
            await clients.create(ctx, name=f"Anna {n}")
            await workers.create(ctx, name=f"Anna {n}")
        with count_statements() as seen:
            hits = await search.everything(ctx, "anna 1")
            hits += await search.everything(ctx, "anna")
    assert len(seen) <= 8
    assert [hit.kind for hit in hits].count("Client") == 1 + 8


async def test_other_organisations_are_never_found(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        await theirs.book(ctx, 0)
    for words in ("gwen", "chlo", "B-00001"):
        assert await _kinds(here, "owner", words) == []
