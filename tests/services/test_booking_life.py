"""A booking from being made to being over, with every refusal on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from cleaning_app.ids import new_id
from cleaning_app.services import bookings, catalogue, clients, invoices, organisations, workers
from cleaning_app.services.bookings import CrewChange
from tests.factories import MONDAY, Office, Town, build_town


async def test_a_booking_takes_length_price_and_address_from_what_is_known(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        saved = await bookings.create(
            ctx,
            client_id=town.client,
            service_id=town.services["deep"],
            starts_at=MONDAY + timedelta(days=1),
        )
        made = await bookings.get(ctx, saved.id)
    assert (made.minutes, made.price_cents, made.status) == (240, 32000, "pending")
    assert made.address is not None
    assert made.address.area == "Strathcona"
    assert (made.number, made.version, saved.number) == (1, 1, 1)
    assert made.client.name == "Gwen Abbott"
    assert made.has_access_notes
    async with office.unit() as ctx:
        again = await bookings.get(ctx, saved.id)
        assert [entry.action for entry in again.history] == ["booking.create"]


async def test_the_price_is_that_of_the_day_of_the_visit(office: Office, town: Town):
    async with office.unit() as ctx:
        new_year = date(2027, 1, 1)
        service = town.services["standard"]
        await catalogue.set_price(ctx, service, 60_00, valid_from=new_year, model="hourly")
        before = await town.book(ctx, 24)
        after = await town.book(ctx, 24 * 40, minutes=90)
        assert (await bookings.get(ctx, before.id)).price_cents == 15000
        assert (await bookings.get(ctx, after.id)).price_cents == 9000


async def test_terms_are_frozen_when_a_booking_is_made(office: Office, town: Town):
    async with office.unit() as ctx:
        saved = await town.book(ctx, 24 * 5)
        row = await organisations.settings(ctx)
        row.policies = {"free_hours": 2, "partial_hours": 1}
        await ctx.session.flush()
        later = await town.book(ctx, 24 * 6)
        first, second = await bookings.get(ctx, saved.id), await bookings.get(ctx, later.id)
        assert first.terms is not None
        assert second.terms is not None
        assert (first.terms.free_hours, second.terms.free_hours) == (48, 2)
        assert second.deposit is not None
        assert "first_time_client" in second.deposit.reasons


async def test_every_wrong_field_is_named(office: Office, town: Town):
    async with office.unit() as ctx:
        for wrong, field in (
            ({"minutes": 0}, "minutes"),
            ({"minutes": 1441}, "minutes"),
            ({"starts_at": datetime(2026, 11, 24, 9, 0)}, "starts_at"),
            ({"starts_at": datetime(1926, 11, 24, 9, 0, tzinfo=UTC)}, "starts_at"),
            ({"price_cents": -1}, "price_cents"),
            ({"notes": "x" * 2001}, "notes"),
            ({"client_id": new_id()}, "client_id"),
            ({"service_id": new_id()}, "service_id"),
            ({"address_id": new_id()}, "address_id"),
            ({"team_id": new_id()}, "team_id"),
            ({"crew": [new_id()]}, "crew"),
            ({"source": "telepathy"}, "source"),
            ({"earliest_start": MONDAY}, "latest_start"),
        ):
            with pytest.raises(Invalid) as refused:
                await town.book(ctx, 0, **wrong)
            assert [error.field for error in refused.value.errors] == [field], wrong


async def test_blocked_and_deleted_clients_are_not_booked(office: Office, town: Town):
    async with office.unit() as ctx:
        await clients.block(ctx, town.client)
        with pytest.raises(Conflict, match="blocked"):
            await town.book(ctx, 0)
        await clients.unblock(ctx, town.client)
        await clients.delete(ctx, town.client)
        with pytest.raises(Invalid):
            await town.book(ctx, 0)


async def test_a_client_with_visits_to_come_and_a_worker_with_jobs_stay(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 2, town.chloe)
        with pytest.raises(Conflict, match="1 visit is still to come"):
            await clients.delete(ctx, town.client)
        with pytest.raises(Conflict, match="1 job is still planned with Chloé Roy"):
            await workers.archive(ctx, town.chloe)
        with pytest.raises(Conflict, match="still to come"):
            await clients.remove_address(ctx, town.address)


async def test_a_booking_goes_through_its_statuses_once(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = (await town.book(ctx, 0)).id
        for verb, status in (
            (bookings.confirm, "confirmed"),
            (bookings.start, "in_progress"),
            (bookings.finish, "completed"),
        ):
            advanced = await verb(ctx, id)
            assert advanced.after == status
            with pytest.raises(Conflict):
                await verb(ctx, id)
        for verb in (bookings.confirm, bookings.start, bookings.no_show):
            with pytest.raises(Conflict, match="stays so"):
                await verb(ctx, id)
        with pytest.raises(Conflict):
            await bookings.cancel(ctx, id, "too late")
        done = await bookings.get(ctx, id)
        assert (done.started_at, done.finished_at) == (office.clock.now(), office.clock.now())
        assert done.next_statuses == []


async def test_skipping_a_status_is_refused_in_plain_words(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0)).id
        with pytest.raises(Conflict, match="From pending it can only become"):
            await bookings.start(ctx, id)


async def test_changes_name_fields_and_respect_versions(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0)).id
        saved = await bookings.update(ctx, id, version=1, notes="Dog, friendly", price_cents=17500)
        assert saved.version == 2
        with pytest.raises(PreconditionFailed):
            await bookings.update(ctx, id, version=1, notes="Other")
        with pytest.raises(Invalid):
            await bookings.update(ctx, id, price_cents=-5)
    async with office.unit() as ctx:
        changed = await bookings.get(ctx, id)
        assert (changed.notes, changed.price_cents) == ("Dog, friendly", 17500)
        assert changed.history[0].details == {
            "fields": ["notes", "price_cents"],
            "price_cents": [15000, 17500],
        }


async def test_a_finished_booking_keeps_its_service_and_address(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, confirmed=True)).id
        await bookings.start(ctx, id)
        await bookings.finish(ctx, id)
        await bookings.update(ctx, id, notes="Keys returned")
        with pytest.raises(Conflict):
            await bookings.update(ctx, id, service_id=town.services["deep"])
        with pytest.raises(Conflict):
            await bookings.reschedule(ctx, id, MONDAY + timedelta(days=2))


async def test_an_address_of_another_client_is_refused(office: Office, town: Town):
    async with office.unit() as ctx:
        other = await clients.create(ctx, name="Rosa Singh")
        theirs = await clients.add_address(ctx, other, street="1 Elsewhere")
        with pytest.raises(Invalid, match="this client's"):
            await town.book(ctx, 0, address_id=theirs)
        id = (await town.book(ctx, 0)).id
        with pytest.raises(Invalid):
            await bookings.update(ctx, id, address_id=theirs)


async def test_deleting_frees_the_time_and_restoring_takes_it_back(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
        await bookings.delete(ctx, id)
        other = await town.book(ctx, 1, town.chloe)
        with pytest.raises(NotFound):
            await bookings.confirm(ctx, id)
        with pytest.raises(Conflict, match="Chloé is at Gwen Abbott"):
            await bookings.restore(ctx, id)
        await bookings.unassign(ctx, other.id, town.chloe)
        await bookings.restore(ctx, id)
        assert [worker.name for worker in (await bookings.get(ctx, id)).crew] == ["Chloé Roy"]
        with pytest.raises(Conflict):
            await bookings.assign(ctx, other.id, town.chloe)
        await bookings.delete(ctx, id)
    office.clock.advance(timedelta(days=31))
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="30 days"):
            await bookings.restore(ctx, id)


async def test_access_notes_of_booking_and_address_are_shown_together(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, access_notes="Alarm 99, then #")).id
        assert await bookings.show_access_notes(ctx, id) == "Alarm 99, then #\nLockbox 4711"
    async with office.unit() as ctx:
        history = (await bookings.get(ctx, id)).history
        assert history[0].action == "booking.access_notes_view"
        assert "4711" not in str(history)


@pytest.mark.parametrize("role", ["viewer", "accountant", "worker"])
async def test_roles_without_the_permission_change_nothing(office: Office, town: Town, role: str):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
    async with office.unit(role, worker_id=town.bilal) as ctx:
        for call in (
            town.book(ctx, 5),
            bookings.update(ctx, id, notes="x"),
            bookings.reschedule(ctx, id, MONDAY + timedelta(days=1)),
            bookings.assign(ctx, id, town.bilal),
            bookings.unassign(ctx, id, town.chloe),
            bookings.confirm(ctx, id),
            bookings.start(ctx, id),
            bookings.finish(ctx, id),
            bookings.no_show(ctx, id),
            bookings.cancel(ctx, id, "no"),
            bookings.cancellation_terms(ctx, id),
            bookings.undo_cancel(ctx, id),
            bookings.delete(ctx, id),
            bookings.restore(ctx, id),
            bookings.show_access_notes(ctx, id),
        ):
            with pytest.raises(Forbidden):
                await call


async def test_contact_details_follow_the_role(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
    for role, email, owed, phone in (
        ("dispatcher", "gwen@example.test", None, "+17805550123"),
        ("viewer", "g•••@example.test", 0, None),
        ("accountant", None, 0, None),
    ):
        async with office.unit(role) as ctx:
            shown = await bookings.get(ctx, id)
            assert (shown.client.email, shown.client.owed_cents) == (email, owed), role
            assert shown.crew[0].phone == phone, role


async def test_another_organisations_bookings_do_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
        foreign = (await theirs.book(ctx, 0, theirs.chloe)).id
    async with here.unit() as ctx:
        mine = await build_town(ctx)
        own = (await mine.book(ctx, 0)).id
        for call in (
            bookings.get(ctx, foreign),
            bookings.update(ctx, foreign, notes="x"),
            bookings.reschedule(ctx, foreign, MONDAY),
            bookings.assign(ctx, foreign, mine.chloe),
            bookings.confirm(ctx, foreign),
            bookings.cancel(ctx, foreign, "no"),
            bookings.cancellation_terms(ctx, foreign),
            bookings.undo_cancel(ctx, foreign),
            bookings.delete(ctx, foreign),
            bookings.restore(ctx, foreign),
            bookings.show_access_notes(ctx, foreign),
        ):
            with pytest.raises(NotFound):
                await call
        for wrong in (
            {"client_id": theirs.client},
            {"service_id": theirs.services["deep"]},
            {"address_id": theirs.address},
            {"crew": [theirs.chloe]},
        ):
            with pytest.raises(Invalid):
                await mine.book(ctx, 5, **wrong)
        with pytest.raises(Invalid):
            await bookings.reschedule(ctx, own, crew=CrewChange(add=[theirs.chloe]))


async def test_a_step_pressed_by_mistake_is_taken_back_within_half_a_minute(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe, confirmed=True)).id
        for step in (bookings.start, bookings.finish):
            await step(ctx, id)
        await bookings.undo_step(ctx, id)
        shown = await bookings.get(ctx, id)
        assert (shown.status, shown.finished_at) == ("in_progress", None)
        with pytest.raises(Conflict, match="no step to take back"):
            await bookings.undo_step(ctx, id)
        other = (await town.book(ctx, 4, town.chloe, confirmed=True)).id
        await bookings.no_show(ctx, other)
        await bookings.undo_step(ctx, other)
        assert (await bookings.get(ctx, other)).status == "confirmed"
        await bookings.start(ctx, other)
        await bookings.undo_step(ctx, other)
        assert (await bookings.get(ctx, other)).started_at is None


async def test_a_step_is_not_taken_back_late_billed_or_when_the_crew_is_elsewhere_by_now(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe, confirmed=True)).id
        await bookings.no_show(ctx, id)
        await town.book(ctx, 0, town.chloe)
        with pytest.raises(Conflict, match="Chloé is at"):
            await bookings.undo_step(ctx, id)
        done = (await town.book(ctx, 4, town.bilal, confirmed=True)).id
        await bookings.start(ctx, done)
        await bookings.finish(ctx, done)
        await invoices.create_from_booking(ctx, done)
        with pytest.raises(Conflict, match="on invoice"):
            await bookings.undo_step(ctx, done)
    office.clock.advance(timedelta(seconds=60))
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="too late"):
            await bookings.undo_step(ctx, id)
