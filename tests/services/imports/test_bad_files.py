"""What people also hand over: refused by row and column, nothing of it written."""

from __future__ import annotations

import pytest

from cleaning_app.errors import Invalid
from cleaning_app.services import imports
from tests.services.imports.files import bad, errors, rows, run, table_sizes, take_over


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("not_a_csv.csv", "This is a PNG picture, not a CSV file"),
        ("truncated.csv", "Row 3, column name: a quoted text begins here and never ends"),
    ],
)
async def test_what_is_no_table_is_refused_whole(office, name: str, words: str):
    for skip in (False, True):
        with pytest.raises(Invalid, match=words):
            await run(office, "clients", bad(name), skip_bad_rows=skip)
    assert (await table_sizes(office))["clients"] == 0


async def test_a_windows_export_simply_comes_in(office):
    result = await run(office, "clients", bad("clients_latin1_semicolon.csv"))
    assert (result.counts.created, result.problems) == (2, [])
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT c.name, c.phone, c.notes, a.lat FROM clients c"
            " JOIN addresses a ON a.client_id = c.id ORDER BY c.external_id",
        ) == [
            ("Chloé Côté", "+17805559001", "Allergie: parfum – sonnez", 53.524),
            ("O’Brien Dental", "+17805559002", "€50 parking", 53.517),
        ]


async def test_mixed_clients_are_refused_together_or_taken_in_part(office):
    refused = await run(office, "clients", bad("clients_mixed.csv"))
    assert [(row, column) for row, column, _ in errors(refused)] == [
        (3, "external_id"),
        (4, "name"),
        (5, "email"),
        (6, "phone"),
        (8, "notes"),
        (9, "lat"),
    ]
    assert refused.refused
    assert (await table_sizes(office))["clients"] == 0
    taken = await run(office, "clients", bad("clients_mixed.csv"), skip_bad_rows=True)
    assert (taken.counts.created, taken.counts.refused, taken.refused) == (2, 6, False)
    async with office.unit() as ctx:
        names = await rows(ctx, "SELECT name FROM clients ORDER BY external_id")
    assert names == [("Good Client",), ('=HYPERLINK("http://evil.example","click")',)]


async def test_conflicting_bookings_name_each_conflict(office):
    await take_over(office, "clients", "workers")
    refused = await run(office, "bookings", bad("bookings_conflicts.csv"))
    assert errors(refused) == [
        (
            3,
            "worker_id",
            "Uma Gagnon is already on X001 (row 2), 07 Dec 2026 09:00–11:00.",
        ),
        (4, "client_id", "There is no client C9999."),
        (5, "worker_id", "There is no worker W99."),
        (6, "duration_minutes", "0 is out of range; it must be between 1 and 1,440."),
        (
            7,
            "starts_at",
            "02:30 on 8 March 2026 does not exist in America/Edmonton: the clocks go forward then.",
        ),
        (
            8,
            "status",
            "“dreaming” is not a status we know. Use one of: pending, confirmed, in_progress,"
            " completed, cancelled, no_show.",
        ),
    ]
    assert (await table_sizes(office))["bookings"] == 0
    taken = await run(office, "bookings", bad("bookings_conflicts.csv"), skip_bad_rows=True)
    assert taken.counts.created == 2
    async with office.unit() as ctx:
        found = await rows(ctx, "SELECT external_id FROM bookings ORDER BY 1")
    assert found == [("X001",), ("X008",)]


async def test_wrong_payments_are_named_and_move_no_money(office):
    await take_over(office, "clients", "workers", "bookings", "invoices", "payments")
    before = await table_sizes(office)
    refused = await run(office, "payments", bad("payments_wrong.csv"))
    assert errors(refused) == [
        (2, "invoice_number", "There is no invoice INV-2026-99999."),
        (3, "currency", "“USD”: only CAD can be taken over."),
        (4, "amount", "“1.234,50” uses a comma for cents. Write 1234.50 instead."),
        (5, "received_at", "“31/04/2026”: write dates year first, as 2026-04-30T09:00."),
        (7, "external_id", "Y005 already stands in row 6, with another amount."),
    ]
    assert await table_sizes(office) == before
    taken = await run(office, "payments", bad("payments_wrong.csv"), skip_bad_rows=True)
    assert (taken.counts.created, taken.counts.refused) == (1, 5)


async def test_a_preview_of_a_bad_file_shows_the_same_problems(office):
    async with office.unit() as ctx:
        look = await imports.preview(ctx, "clients", bad("clients_mixed.csv"), "clients.csv")
    assert (look.counts.created, look.counts.refused) == (2, 6)
    assert len(errors(look)) == 6


async def test_a_refused_file_can_be_run_again_once_it_is_mended(office):
    data = bad("clients_mixed.csv")
    await run(office, "clients", data, skip_bad_rows=True)
    mended = data.replace(b"not-an-address", b"m003@example.com")
    again = await run(office, "clients", mended, skip_bad_rows=True)
    assert (again.counts.created, again.counts.unchanged, again.counts.refused) == (1, 2, 5)
