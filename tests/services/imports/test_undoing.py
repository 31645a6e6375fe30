"""A batch is taken back whole, or not at all with the reason why."""

from __future__ import annotations

import pytest

from cleaning_app.errors import Conflict, NotFound
from cleaning_app.ids import new_id
from cleaning_app.services import clients, imports
from cleaning_app.services.imports import Undone
from tests.services.imports.files import book, rows, run, table_sizes, take_over


async def undo(office, result) -> Undone:
    async with office.unit() as ctx:
        return await imports.undo(ctx, result.batch_id)


async def test_undoing_everything_backwards_leaves_the_tables_as_they_were(office):
    before = await table_sizes(office)
    done = await take_over(office)
    for result in reversed(done.values()):
        undone = await undo(office, result)
        assert undone == Undone(removed=result.counts.rows, restored=0)
    assert await table_sizes(office) == before


async def test_after_an_undo_the_file_can_come_in_again(office):
    first = await run(office, "clients", book("clients"))
    await undo(office, first)
    again = await run(office, "clients", book("clients"))
    assert again.counts.created == 65
    async with office.unit() as ctx:
        newest, oldest = await imports.list_batches(ctx)
    assert newest.undone_at is None
    assert oldest.undone_at == office.clock.now()


async def test_what_a_batch_changed_becomes_what_it_was(office):
    await take_over(office, "clients", "workers")
    head = "id,client,worker,service,start,minutes,price,status,notes\n"
    await run(
        office, "bookings", head + "A,C0001,W01|W02,deep,2026-11-25T09:00,60,10,confirmed,Key\n"
    )
    look = (
        "SELECT b.starts_at, b.ends_at, b.price_cents, b.notes, b.status, b.cancelled_at,"
        " array_agg(k.worker_id ORDER BY k.worker_id) FROM bookings b"
        " JOIN booking_crew k ON k.booking_id = b.id GROUP BY b.id"
    )
    async with office.unit() as ctx:
        before = await rows(ctx, look)
    changed = await run(
        office, "bookings", head + "A,C0001,W03,windows,2026-11-26T09:00,90,20,cancelled,\n"
    )
    assert await undo(office, changed) == Undone(removed=0, restored=1)
    async with office.unit() as ctx:
        assert await rows(ctx, look) == before
        assert await rows(ctx, "SELECT count(*) FROM worker_time") == [(2,)]
        assert await rows(ctx, "SELECT count(*) FROM service_types WHERE key = 'windows'") == [(0,)]


async def test_undoing_a_change_of_clients_brings_back_name_and_address(office):
    await take_over(office, "clients")
    look = (
        "SELECT c.name, c.notes, a.street, a.lat FROM clients c LEFT JOIN addresses a"
        " ON a.client_id = c.id WHERE c.external_id IN ('C0002', 'C0003') ORDER BY 1"
    )
    async with office.unit() as ctx:
        before = await rows(ctx, look)
    data = "external_id,name,street,notes\nC0002,A,1 New St,x\nC0003,B,2 New St,y\n"
    await undo(office, await run(office, "clients", data))
    async with office.unit() as ctx:
        assert await rows(ctx, look) == before


async def test_an_undone_change_is_a_change_when_it_comes_again(office):
    await take_over(office, "clients")
    data = "external_id,name\nC0002,Renamed\n"
    await undo(office, await run(office, "clients", data))
    assert (await run(office, "clients", data)).counts.updated == 1


async def test_invoice_numbers_go_back_with_the_invoices(office):
    done = await take_over(office, "clients", "workers", "bookings", "invoices")
    await undo(office, done["invoices"])
    async with office.unit() as ctx:
        counter = "SELECT last_number FROM number_counters WHERE kind = 'invoice'"
        assert await rows(ctx, counter) == [(0,)]


async def test_undone_payments_are_owed_again(office):
    done = await take_over(office)
    await undo(office, done["payments"])
    async with office.unit() as ctx:
        assert await rows(ctx, "SELECT count(*) FROM invoices WHERE paid_cents <> 0") == [(0,)]
        assert await rows(ctx, "SELECT count(*) FROM invoices WHERE status = 'paid'") == [(0,)]


async def refusal(office, result) -> str:
    sizes = await table_sizes(office)
    with pytest.raises(Conflict) as caught:
        await undo(office, result)
    assert await table_sizes(office) == sizes
    return caught.value.detail


async def test_what_others_build_on_cannot_be_undone(office):
    done = await take_over(office)
    assert await refusal(office, done["clients"]) == (
        "clients.csv can't be undone: 68 bookings and 64 invoices build on it."
        " Undo or remove those first."
    )
    assert "67 bookings build on it" in await refusal(office, done["workers"])
    assert "64 invoices build on it" in await refusal(office, done["bookings"])
    assert "70 payments build on it" in await refusal(office, done["invoices"])


async def test_what_was_worked_on_since_cannot_be_undone(office):
    done = await take_over(office, "clients")
    async with office.unit("dispatcher") as ctx:
        ((id, version),) = await rows(
            ctx, "SELECT id, version FROM clients WHERE external_id = 'C0002'"
        )
        await clients.update(ctx, id, version=version, name="Called by Phone")
    assert await refusal(office, done["clients"]) == (
        "clients.csv can't be undone: its clients were worked on once since,"
        " last by Dispatcher on 23 Nov 2026 08:00 (client.update)."
    )


async def test_a_later_file_is_undone_first(office):
    first = await run(office, "clients", book("clients"))
    second = await run(office, "clients", "external_id,name\nC0002,Renamed\n")
    assert "clients.csv changed some of it on" in await refusal(office, first)
    await undo(office, second)
    await undo(office, first)


async def test_a_batch_is_undone_once(office):
    result = await run(office, "clients", book("clients"))
    await undo(office, result)
    assert await refusal(office, result) == "This import was undone already."


async def test_another_organisations_batch_is_not_found(new_office):
    ours, theirs = await new_office("Ours"), await new_office("Theirs")
    result = await run(theirs, "clients", book("clients"))
    with pytest.raises(NotFound):
        await undo(ours, result)
    async with ours.unit() as ctx:
        with pytest.raises(NotFound):
            await imports.undo(ctx, new_id())
        assert await imports.list_batches(ctx) == []


async def test_undoing_leaves_an_audit_row(office):
    result = await run(office, "clients", book("clients"))
    await undo(office, result)
    async with office.unit() as ctx:
        assert await rows(
            ctx,
            "SELECT action, metadata->>'removed' FROM admin_audit_logs"
            " WHERE resource_id = :id ORDER BY seq",
            id=str(result.batch_id),
        ) == [("import.run", None), ("import.undo", "65")]
