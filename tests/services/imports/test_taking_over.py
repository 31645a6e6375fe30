"""A company's books come in: every file, once, whole, and recognised when it comes again."""

from __future__ import annotations

import asyncio

import pytest

from cleaning_app import db
from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.permissions import ROLES
from cleaning_app.services import imports
from cleaning_app.services.imports import tables
from cleaning_app.services.invoices.numbering import take_number
from tests.services.imports.files import book, rows, run, table_sizes, take_over


async def test_all_seven_files_come_in_whole(office):
    done = await take_over(office)
    counts = {key: (r.counts.rows, r.counts.created, r.counts.refused) for key, r in done.items()}
    assert counts == {
        "clients": (65, 65, 0),
        "workers": (18, 18, 0),
        "bookings": (68, 68, 0),
        "invoices": (64, 64, 0),
        "payments": (70, 70, 0),
        "expenses": (30, 30, 0),
        "gst_instalments": (3, 3, 0),
    }
    assert all(r.batch_id and not r.refused for r in done.values())
    assert sorted(done["workers"].made["teams"]) == ["A", "B", "C"]


async def test_a_client_arrives_with_their_address(office):
    await take_over(office, "clients")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT c.name, c.email, c.phone, a.street, a.area, a.lat FROM clients c"
            " JOIN addresses a ON a.client_id = c.id WHERE c.external_id = 'C0002'",
        ) == [
            (
                "Tomás Roy",
                "client0002@example.com",
                "+17805550002",
                "12411 Aspen Ave NW",
                "Westmount",
                53.549685,
            )
        ]


async def test_a_worker_arrives_with_team_skills_and_hours(office):
    await take_over(office, "workers")
    async with office.unit() as ctx:
        ((team, rate, hours, skills),) = await rows(
            ctx,
            "SELECT t.name, w.hourly_rate_cents, w.weekly_hours, array_agg(s.key ORDER BY s.key)"
            " FROM workers w JOIN teams t ON t.id = w.team_id"
            " JOIN worker_skills ws ON ws.worker_id = w.id JOIN skills s ON s.id = ws.skill_id"
            " WHERE w.external_id = 'W01' GROUP BY 1, 2, 3",
        )
    assert (team, rate, skills) == ("B", 2400, ["deep", "move_out", "standard"])
    assert hours == {day: ["08:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


async def test_bookings_arrive_with_crew_address_and_numbers(office):
    await take_over(office, "clients", "workers", "bookings")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT w.external_id, b.price_cents, b.status, b.source,"
            " extract(epoch FROM b.ends_at - b.starts_at)::int / 60, a.client_id = b.client_id"
            " FROM bookings b JOIN booking_crew k ON k.booking_id = b.id"
            " JOIN workers w ON w.id = k.worker_id JOIN addresses a ON a.id = b.address_id"
            " WHERE b.external_id = 'B00001'",
        ) == [("W15", 46901, "completed", "import", 300, True)]
        numbers = await rows(ctx, "SELECT number FROM bookings ORDER BY starts_at, external_id")
        assert sorted(n for (n,) in numbers) == list(range(1, 69))
        ((cancelled, reason),) = await rows(
            ctx, "SELECT cancelled_at, cancel_reason FROM bookings WHERE status = 'cancelled'"
        )
        assert (cancelled, reason) == (ctx.now(), "Cancelled before it was imported")
        assert await rows(
            ctx,
            "SELECT count(*) FROM bookings b WHERE NOT EXISTS"
            " (SELECT FROM booking_crew k WHERE k.booking_id = b.id)",
        ) == [(1,)]


async def test_live_bookings_take_the_workers_time_and_past_ones_do_not(office):
    await take_over(office, "clients", "workers", "bookings")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT count(*) FROM worker_time t JOIN bookings b ON b.id = t.booking_id"
            " WHERE b.status IN ('pending', 'confirmed')",
        ) == [(1,)]
        assert await rows(ctx, "SELECT count(*) FROM worker_time") == [(1,)]


async def test_work_outside_hours_is_taken_with_a_warning(office):
    done = await take_over(office, "clients", "workers", "bookings")
    warnings = [p for p in done["bookings"].problems if p.severity == "warning"]
    assert done["bookings"].counts.warnings == len(warnings) > 0
    assert {p.column for p in warnings} == {"starts_at"}
    assert warnings[0].message.startswith("Outside the working hours of ")


async def test_invoices_keep_their_numbers_and_the_next_one_follows(office):
    await take_over(office, "clients", "workers", "bookings", "invoices")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT i.subtotal_cents, i.taxable_cents, i.tax_cents, i.total_cents, i.due_on::text,"
            " b.external_id, i.paid_cents, i.status FROM invoices i"
            " JOIN bookings b ON b.id = i.booking_id WHERE i.number = 'INV-2026-00001'",
        ) == [(46901, 46901, 2345, 49246, "2026-01-18", "B00001", 0, "overdue")]
        assert await rows(
            ctx,
            "SELECT l.description, l.amount_cents, t.key FROM invoice_lines l"
            " JOIN invoices i ON i.id = l.invoice_id JOIN tax_codes t ON t.id = l.tax_code_id"
            " WHERE i.exempt_cents = 1500 AND i.taxable_cents > 0"
            " ORDER BY i.number, l.position LIMIT 2",
        ) == [("Office clean", 24537, "gst"), ("Office clean, exempt", 1500, "exempt")]
        ((last,),) = await rows(ctx, "SELECT max(number) FROM invoices")
        assert await take_number(ctx, ctx.today()) == f"INV-2026-{int(last[-5:]) + 1:05d}"


async def test_payments_settle_invoices_and_refunds_count_back(office):
    await take_over(office)
    async with office.unit() as ctx:
        wrong = await rows(
            ctx,
            "SELECT i.number FROM invoices i WHERE i.paid_cents <> (SELECT coalesce(sum("
            "amount_cents), 0) FROM payments p WHERE p.invoice_id = i.id AND p.status = 'succeeded')",
        )
        assert wrong == []
        states = dict(await rows(ctx, "SELECT status, count(*) FROM invoices GROUP BY 1"))
        assert states["paid"] > 40
        assert (states["draft"], states["void"]) == (1, 1)
        assert await rows(
            ctx,
            "SELECT amount_cents, provider, status FROM payments WHERE provider_ref = 'P00130'",
        ) == [(-6431, "import", "succeeded")]


async def test_running_every_file_again_changes_nothing(office):
    await take_over(office)
    before = await table_sizes(office)
    again = await take_over(office)
    for key, result in again.items():
        counts = result.counts
        assert (counts.created, counts.updated, counts.unchanged) == (0, 0, counts.rows), key
        assert result.batch_id is None
    assert await table_sizes(office) == before


async def test_a_preview_tells_the_same_and_writes_nothing(office):
    async with office.unit() as ctx:
        look = await imports.preview(ctx, "workers", book("workers"), "Staff.csv")
    assert (look.counts.created, look.counts.refused) == (18, 0)
    assert look.columns["team"] == "team"
    assert look.columns["email"] is None
    assert look.first_rows[0][0] == 2
    assert look.first_rows[0][1][1] == "Uma Gagnon"
    assert sorted(look.made["teams"]) == ["A", "B", "C"]
    async with office.unit() as ctx:
        assert await rows(ctx, "SELECT count(*) FROM workers") == [(0,)]
        assert await rows(ctx, "SELECT count(*) FROM teams") == [(0,)]


async def test_columns_may_be_mapped_by_hand(office):
    mapping = {"name": "Kunde", "external_id": "Nr", "phone": ""}
    result = await run(office, "clients", "Nr,Kunde,phone\n1,Ada,nonsense\n", mapping=mapping)
    assert result.counts.created == 1
    async with office.unit() as ctx:
        assert await rows(ctx, "SELECT name, phone FROM clients") == [("Ada", None)]


async def test_services_and_categories_nobody_knew_are_made_and_told(office):
    await take_over(office, "clients", "workers")
    result = await run(
        office,
        "bookings",
        "id,client,worker,service,start,minutes,status\n"
        "1,C0001,W01,Window wash,2026-11-25T09:00,90,confirmed\n"
        "2,C0001,W99,never made,2026-11-25T09:00,90,confirmed\n",
        skip_bad_rows=True,
    )
    assert result.made == {"service_types": ["window_wash"]}
    async with office.unit() as ctx:
        assert await rows(
            ctx, "SELECT name, default_minutes FROM service_types WHERE key = 'window_wash'"
        ) == [("Window wash", 90)]
        assert await rows(ctx, "SELECT 1 FROM service_types WHERE key = 'never_made'") == []


async def test_every_batch_leaves_an_audit_row_and_a_line_in_the_history(office):
    await take_over(office, "clients")
    async with office.unit() as ctx:
        (batch,) = await imports.list_batches(ctx)
        assert (batch.dataset, batch.counts.created, batch.undone_at) == ("clients", 65, None)
        ((action, resource, details),) = await rows(
            ctx,
            "SELECT action, resource_id, metadata FROM admin_audit_logs"
            " WHERE resource_type = 'import_batch'",
        )
        assert (action, resource) == ("import.run", str(batch.id))
        assert (details["dataset"], details["created"]) == ("clients", 65)


async def test_progress_is_told_while_it_writes(office, monkeypatch):
    monkeypatch.setattr(tables, "FIRST_CHUNK", 5)
    monkeypatch.setattr(tables, "CHUNK", 20)
    told: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> None:
        told.append((done, total))

    await run(office, "clients", book("clients"), progress=progress)
    assert told == [(5, 65), (25, 65), (45, 65), (65, 65)]


async def test_a_cancelled_import_leaves_nothing(office, monkeypatch):
    monkeypatch.setattr(tables, "FIRST_CHUNK", 5)
    monkeypatch.setattr(tables, "CHUNK", 20)
    reached = asyncio.Event()

    async def progress(done: int, total: int) -> None:
        reached.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(run(office, "clients", book("clients"), progress=progress))
    await asyncio.wait_for(reached.wait(), 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await table_sizes(office))["clients"] == 0
    assert (await run(office, "clients", book("clients"))).counts.created == 65


async def test_two_imports_at_once_are_one_too_many(office):
    async with office.unit() as first:
        await imports.run(first, "workers", book("workers"), "workers.csv")
        with pytest.raises(Conflict, match="Another import is running"):
            await run(office, "clients", book("clients"))
    assert (await run(office, "clients", book("clients"))).counts.created == 65


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"owner", "admin"}))
async def test_only_who_may_change_settings_may_import(office, role: str):
    clients = await run(office, "clients", book("clients"))
    async with office.unit(role) as ctx:
        for call in (
            imports.preview(ctx, "clients", book("clients"), "clients.csv"),
            imports.run(ctx, "clients", book("clients"), "clients.csv"),
            imports.undo(ctx, clients.batch_id),
            imports.list_batches(ctx),
        ):
            with pytest.raises(Forbidden):
                await call


async def test_two_organisations_may_use_the_same_ids(new_office):
    first, second = await new_office("First"), await new_office("Second")
    for place in (first, second):
        done = await take_over(place)
        assert all(result.counts.created == result.counts.rows for result in done.values())


async def test_an_unknown_dataset_is_refused(office):
    with pytest.raises(Invalid, match="no dataset leads"):
        await run(office, "leads", "id,name\n1,a\n")


async def test_the_books_belong_to_the_organisations_own_currency_and_zone(new_office):
    toronto = await new_office("Toronto", timezone="America/Toronto")
    await run(toronto, "clients", "id,name,email\n1,Ada,ada@example.com\n")
    await run(
        toronto,
        "bookings",
        "id,client,service,start,minutes,status\n1,1,deep,2026-11-25T09:00,60,pending\n",
    )
    async with db.unit(toronto.identity) as ctx:
        assert await rows(
            ctx, "SELECT extract(hour FROM starts_at AT TIME ZONE 'UTC')::int FROM bookings"
        ) == [(14,)]


async def test_promises_come_with_terms_and_without_a_deposit(office):
    await take_over(office, "clients", "workers", "bookings")
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT status, policy->'deposit'->>'required', policy ? 'cancellation' FROM bookings"
            " WHERE status IN ('confirmed', 'no_show') ORDER BY 1",
        ) == [("confirmed", "false", True), ("no_show", None, False)]
