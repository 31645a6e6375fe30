"""A newer file of the same books: what is new comes in, what people did here stays."""

from __future__ import annotations

import pytest

from cleaning_app.services import clients, imports, invoices
from tests.services.imports.files import book, errors, rows, run, take_over


def edited(dataset: str, *changes: tuple[str, str]) -> str:
    """A sample file with some of its text replaced."""
    data = book(dataset).decode()
    for old, new in changes:
        assert data.count(old) == 1, old
        data = data.replace(old, new)
    return data


async def test_only_changed_rows_are_written(office):
    await take_over(office, "clients")
    data = edited("clients", ("Tomás Roy", "Tomás Roy-Leduc"), ("12411 Aspen Ave NW", "7 New St"))
    data += "C9000,New Client,false,new@example.com,,,,,,,,,\n"
    result = await run(office, "clients", data)
    assert (result.counts.created, result.counts.updated, result.counts.unchanged) == (1, 1, 64)
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT c.name, a.street, c.version FROM clients c JOIN addresses a"
            " ON a.client_id = c.id WHERE c.external_id = 'C0002'",
        ) == [("Tomás Roy-Leduc", "7 New St", 2)]


async def test_what_somebody_changed_here_survives_the_same_file(office):
    await take_over(office, "clients")
    async with office.unit() as ctx:
        ((id, version),) = await rows(
            ctx, "SELECT id, version FROM clients WHERE external_id = 'C0002'"
        )
        await clients.update(ctx, id, version=version, name="Called by Phone")
    again = await run(office, "clients", book("clients"))
    assert again.counts.unchanged == 65
    async with office.unit() as ctx:
        assert await rows(ctx, "SELECT name FROM clients WHERE external_id = 'C0002'") == [
            ("Called by Phone",)
        ]


async def test_columns_a_file_does_not_have_are_left_alone(office):
    await take_over(office, "clients", "workers")
    await run(office, "clients", "external_id,name\nC0002,Renamed\n")
    await run(office, "workers", "external_id,name,hourly_rate\nW01,Uma Gagnon,25.00\n")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT c.name, c.email, a.street FROM clients c JOIN addresses a ON a.client_id = c.id"
            " WHERE c.external_id = 'C0002'",
        ) == [("Renamed", "client0002@example.com", "12411 Aspen Ave NW")]
        assert await rows(
            ctx,
            "SELECT r.rate_cents, w.phone, w.weekly_hours ? 'mon', count(s.skill_id)"
            " FROM workers w JOIN worker_skills s ON s.worker_id = w.id"
            " JOIN pay_rates r ON r.worker_id = w.id"
            " WHERE w.external_id = 'W01' GROUP BY 1, 2, 3",
        ) == [(2500, "+15875550001", True, 3)]


async def test_a_workers_skills_become_those_of_the_file(office):
    await take_over(office, "workers")
    await run(office, "workers", "external_id,name,skills\nW01,Uma Gagnon,windows|deep\n")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT s.key FROM worker_skills ws JOIN skills s ON s.id = ws.skill_id"
            " JOIN workers w ON w.id = ws.worker_id WHERE w.external_id = 'W01' ORDER BY 1",
        ) == [("deep",), ("windows",)]


HEAD = "id,client,worker,service,start,minutes,status\n"


async def test_two_bookings_may_swap_their_times(office):
    await take_over(office, "clients", "workers")
    nine, noon = "2026-11-25T09:00", "2026-11-25T12:00"
    row = "{},C0001,W01,deep,{},120,confirmed\n".format
    await run(office, "bookings", HEAD + row("A", nine) + row("B", noon))
    swapped = await run(office, "bookings", HEAD + row("A", noon) + row("B", nine))
    assert swapped.counts.updated == 2
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT b.external_id, lower(t.during) = b.starts_at FROM bookings b"
            " JOIN worker_time t ON t.booking_id = b.id ORDER BY b.starts_at",
        ) == [("B", True), ("A", True)]


async def test_a_refused_move_still_blocks_where_it_stays(office):
    await take_over(office, "clients", "workers")
    row = "{},C0001,W01,deep,2026-11-25T{},120,confirmed\n".format
    await run(office, "bookings", HEAD + row("A", "09:00") + row("B", "12:00"))
    # A wants to move onto B, so it stays at nine, and C cannot have nine either.
    moved = await run(office, "bookings", HEAD + row("A", "12:30") + row("C", "09:30"))
    assert [(r, m) for r, _, m in errors(moved)] == [
        (2, "Uma Gagnon is already on booking B, 25 Nov 2026 12:00–14:00."),
        (3, "Uma Gagnon is already on booking A, 25 Nov 2026 09:00–11:00."),
    ]


async def test_a_booking_that_is_over_stays_so(office):
    await take_over(office, "clients", "workers", "bookings")
    data = edited(
        "bookings", ("10:00:00-07:00,300,469.01,completed", "10:00:00-07:00,300,469.01,pending")
    )
    result = await run(office, "bookings", data)
    assert errors(result) == [(2, "status", "This booking is completed here and stays so.")]


async def test_a_crew_may_change_and_a_file_without_crew_keeps_it(office):
    await take_over(office, "clients", "workers")
    await run(office, "bookings", HEAD + "A,C0001,W01|W02,deep,2026-11-25T09:00,60,confirmed\n")
    await run(office, "bookings", HEAD + "A,C0001,W03,deep,2026-11-25T09:00,60,confirmed\n")
    no_crew = "id,client,service,start,minutes,status\nA,C0001,deep,2026-11-25T10:00,60,confirmed\n"
    await run(office, "bookings", no_crew)
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT w.external_id, lower(t.during) = b.starts_at FROM booking_crew k"
            " JOIN workers w ON w.id = k.worker_id JOIN bookings b ON b.id = k.booking_id"
            " JOIN worker_time t ON t.booking_id = b.id AND t.worker_id = w.id",
        ) == [("W03", True)]
    clash = "B,C0001,W03,deep,2026-11-25T10:30,60,confirmed\n"
    assert errors(await run(office, "bookings", HEAD + clash))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("469.01,0.00,23.45,492.46,sent", "400.00,0.00,20.00,420.00,sent", "cannot change"),
        ("469.01,0.00,23.45,492.46,sent", "469.01,0.00,23.45,492.46,draft", "draft again"),
    ],
)
async def test_a_sent_invoice_stays_as_it_was_sent(office, old: str, new: str, words: str):
    await take_over(office, "clients", "workers", "bookings", "invoices")
    ((row, column, message),) = errors(
        await run(office, "invoices", edited("invoices", (old, new)))
    )
    assert (row, column) == (2, "invoice_number")
    assert words in message


async def test_an_invoice_may_become_void_until_it_is_paid(office):
    await take_over(office, "clients", "workers", "bookings", "invoices")
    void = ("469.01,0.00,23.45,492.46,sent", "469.01,0.00,23.45,492.46,void")
    result = await run(office, "invoices", edited("invoices", void))
    assert (result.counts.updated, errors(result)) == (1, [])
    await take_over(office, "payments")
    paid = ("235.00,0.00,11.75,246.75,sent", "235.00,0.00,11.75,246.75,void")
    ((_, _, message),) = errors(await run(office, "invoices", edited("invoices", void, paid)))
    assert message == "INV-2026-00003 has payments on it; give them back before it is void."


async def test_a_draft_may_still_change(office):
    await take_over(office, "clients")
    head = "number,client,date,taxable,gst,total,status\n"
    await run(office, "invoices", head + "INV-2026-00001,C0001,2026-05-01,100,5,105,draft\n")
    await run(office, "invoices", head + "INV-2026-00001,C0001,2026-05-02,200,10,210,sent\n")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT i.total_cents, i.status, l.amount_cents FROM invoices i"
            " JOIN invoice_lines l ON l.invoice_id = i.id",
        ) == [(21000, "overdue", 20000)]


async def test_an_invoice_that_was_issued_here_is_not_the_files(office):
    await take_over(office, "clients")
    async with office.unit() as ctx:
        ((client,),) = await rows(ctx, "SELECT id FROM clients WHERE external_id = 'C0001'")
        line = invoices.NewLine("Deep clean", 10000)
        await invoices.create(ctx, client_id=client, lines=[line])
    head = "number,client,date,taxable,gst,total,status\n"
    result = await run(office, "invoices", head + "INV-2026-00001,C0001,2026-05-01,9,0,9,sent\n")
    ((_, _, message),) = errors(result)
    assert message == "INV-2026-00001 was issued here; the file's must be another one."


async def test_money_that_moved_does_not_change_but_pending_money_may_settle(office):
    await take_over(office, "clients", "workers", "bookings", "invoices")
    row = "Z1,INV-2026-00003,2026-04-02T18:00:00Z,{},CAD,card,{}\n".format
    head = "external_id,invoice_number,received_at,amount,currency,method,status\n"
    await run(office, "payments", head + row("10.00", "pending"))
    ((_, _, message),) = errors(await run(office, "payments", head + row("11.00", "pending")))
    assert message == "Z1 is recorded with other figures; add a row to correct it."
    settled = await run(office, "payments", head + row("10.00", "succeeded"))
    assert settled.counts.updated == 1
    async with office.unit() as ctx:
        assert await rows(
            ctx, "SELECT paid_cents FROM invoices WHERE number = 'INV-2026-00003'"
        ) == [(1000,)]
    ((_, column, message),) = errors(await run(office, "payments", head + row("10.00", "failed")))
    assert (column, message) == ("status", "Z1 has succeeded here and stays so.")


async def test_an_instalment_entered_by_hand_is_left_alone(office):
    async with office.unit() as ctx:
        await rows(
            ctx,
            "INSERT INTO gst_instalments (id, org_id, tax_type, due_on, amount_cents, note)"
            " VALUES (gen_random_uuid(), :org, 'GST', '2026-04-30', 160000, '') RETURNING 1",
            org=ctx.org.id,
        )
    result = await run(office, "gst_instalments", book("gst_instalments"))
    assert errors(result) == [(2, "due_on", "An instalment due that day was entered here by hand.")]


async def test_a_second_invoice_for_a_booking_is_refused(office):
    await take_over(office, "clients", "workers", "bookings", "invoices")
    head = "number,booking,client,date,taxable,gst,total,status\n"
    row = "{},B00001,C0157,2026-05-01,100,5,105,{}\n".format
    result = await run(office, "invoices", head + row("X1", "void") + row("X2", "sent"))
    assert errors(result) == [
        (3, "booking", "Booking B00001 is already on invoice INV-2026-00001.")
    ]
    other = "number,booking,client,date,taxable,gst,total,status\nX3,B00002,C0157,2026-05-01,1,0,1,void\n"
    ((_, _, message),) = errors(await run(office, "invoices", other))
    assert message == "Booking B00002 belongs to another client."


async def test_gst_that_no_rate_explains_is_taken_with_a_warning(office):
    await take_over(office, "clients")
    head = "number,client,date,taxable,gst,total,status\n"
    result = await run(office, "invoices", head + "A-7,C0001,2026-05-01,100.00,13.00,113.00,sent\n")
    assert result.counts.created == 1
    (warning,) = result.problems
    assert (warning.column, warning.message) == (
        "gst",
        "GST 5% of the taxable amount would be 5.00.",
    )


async def test_money_on_a_void_invoice_is_taken_with_a_warning(office):
    await take_over(office, "clients")
    head = "number,client,date,taxable,gst,total,status\n"
    await run(office, "invoices", head + "A-7,C0001,2026-05-01,100,5,105,void\n")
    paid = await run(office, "payments", "id,invoice,date,amount\n1,A-7,2026-05-02,5\n")
    assert [p.severity for p in paid.problems] == ["warning"]


async def test_nobody_is_booked_into_their_time_off(office):
    await take_over(office, "clients", "workers")
    async with office.unit() as ctx:
        await rows(
            ctx,
            "INSERT INTO availability_blocks (id, org_id, scope, worker_id, kind, starts_at, ends_at,"
            " reason) SELECT gen_random_uuid(), org_id, 'worker', id, 'vacation',"
            " '2026-11-20T07:00Z', '2026-12-05T07:00Z', '' FROM workers"
            " WHERE external_id = 'W01' RETURNING 1",
        )
    live = "A,C0001,W01,deep,2026-11-25T09:00,60,confirmed\n"
    past = "B,C0001,W01,deep,2026-11-21T09:00,60,completed\n"
    after = "C,C0001,W01,deep,2026-12-07T09:00,60,confirmed\n"
    result = await run(office, "bookings", HEAD + live + past + after)
    assert errors(result) == [
        (2, "worker", "Uma Gagnon is off then (vacation, until 05 Dec 2026 00:00).")
    ]


async def test_past_bookings_cannot_overlap_either(office):
    await take_over(office, "clients", "workers", "bookings")
    async with office.unit() as ctx:
        look = await imports.preview(
            ctx,
            "bookings",
            (HEAD + "N,C0001,W15,deep,2026-01-02T14:00,60,completed\n").encode(),
            "more.csv",
        )
    assert errors(look) == [
        (2, "worker", "Gwen MacNeil is already on booking B00001, 02 Jan 2026 10:00–15:00.")
    ]
