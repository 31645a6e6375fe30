"""Moving bookings: what stands in the way, what would be free instead, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cleaning_app import db
from cleaning_app.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from cleaning_app.services import bookings, clients, organisations, workers
from cleaning_app.services.bookings import CrewChange
from cleaning_app.services.listing import Query
from tests.factories import MONDAY, Office, Town, count_statements

HOUR = timedelta(hours=1)


async def test_a_move_changes_time_and_crew_at_once_and_its_reverse_restores_both(
    office: Office, town: Town
):
    async with office.unit("dispatcher") as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
        moved = await bookings.reschedule(
            ctx, id, MONDAY + 3 * HOUR, minutes=90,
            crew=CrewChange(remove=[town.chloe], add=[town.bilal]),
        )  # fmt: skip
        assert (moved.joined, moved.left) == ((town.bilal,), (town.chloe,))
        assert (moved.client, moved.version) == ("Gwen Abbott", 2)
        back = await bookings.reschedule(
            ctx, id, moved.before.starts_at, minutes=moved.before.minutes,
            crew=CrewChange(remove=moved.joined, add=moved.left),
        )  # fmt: skip
        assert back.after == moved.before
        shown = await bookings.get(ctx, id)
        assert (shown.starts_at, shown.minutes) == (MONDAY, 120)
        assert [worker.name for worker in shown.crew] == ["Chloé Roy"]


async def test_a_worker_taken_is_named_with_the_job_and_three_free_alternatives(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        standing = await town.book(ctx, 0, town.chloe)
        with pytest.raises(Conflict) as refused:
            await town.book(ctx, 1, town.chloe)
    assert refused.value.detail == "Chloé is at Gwen Abbott until 10:00."
    conflict = refused.value.extra["conflict"]
    assert conflict["booking_id"] == str(standing.id)
    assert (conflict["number"], conflict["client"]) == (1, "Gwen Abbott")
    assert (conflict["starts_at"], conflict["ends_at"]) == (
        "2026-11-23T15:00:00+00:00",
        "2026-11-23T17:00:00+00:00",
    )
    free = refused.value.extra["alternatives"]
    assert [(slot["worker"], slot["starts_at"]) for slot in free] == [
        ("Bilal Kovalenko", "2026-11-23T16:00:00+00:00"),
        ("Chloé Roy", "2026-11-23T17:00:00+00:00"),
        ("Bilal Kovalenko", "2026-11-23T15:45:00+00:00"),
    ]
    async with office.unit() as ctx:
        for slot in free:
            starts_at = MONDAY.fromisoformat(slot["starts_at"])
            crew = [town.bilal if slot["worker"].startswith("Bilal") else town.chloe]
            made = await town.book(ctx, (starts_at - MONDAY) / HOUR, *crew)
            await bookings.delete(ctx, made.id)


async def test_alternatives_skip_workers_without_the_skill_and_times_off(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await workers.update(ctx, town.bilal, skill_ids=[])
        await town.book(ctx, 0, town.chloe)
        with pytest.raises(Conflict) as refused:
            await town.book(ctx, 1, town.chloe)
    free = refused.value.extra["alternatives"]
    assert {slot["worker"] for slot in free} == {"Chloé Roy"}
    assert [slot["starts_at"] for slot in free] == [
        "2026-11-23T17:00:00+00:00",
        "2026-11-23T17:15:00+00:00",
        "2026-11-23T17:30:00+00:00",
    ]


async def test_a_whole_crew_must_be_free_for_an_alternative(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 2, town.bilal)  # 10:00–12:00
        await town.book(ctx, 0, town.chloe)  # 8:00–10:00
        with pytest.raises(Conflict) as refused:
            await town.book(ctx, 0, town.chloe, town.bilal)
    starts = [slot["starts_at"] for slot in refused.value.extra["alternatives"]]
    assert starts[0] == "2026-11-23T19:00:00+00:00"


async def test_a_refused_move_leaves_the_booking_as_it_was(office: Office, town: Town):
    async with office.unit() as ctx:
        await town.book(ctx, 0, town.chloe)
        id = (await town.book(ctx, 4, town.chloe, town.bilal)).id
        with pytest.raises(Conflict):
            await bookings.reschedule(ctx, id, MONDAY, crew=CrewChange(remove=[town.bilal]))
        still = await bookings.get(ctx, id)
        assert (still.starts_at, len(still.crew), still.version) == (MONDAY + 4 * HOUR, 2, 1)


async def test_touching_bookings_fit_and_handing_over_needs_no_gap(office: Office, town: Town):
    async with office.unit() as ctx:
        first = await town.book(ctx, 0, town.chloe)
        await town.book(ctx, 2, town.chloe)
        await bookings.reschedule(ctx, first.id, crew=CrewChange([town.chloe], [town.bilal]))
        # Chloé left first, so moving onto the time she had is no clash with herself.
        await bookings.reschedule(
            ctx, first.id, MONDAY + 4 * HOUR, crew=CrewChange(add=[town.chloe])
        )
        starts = sorted(row.starts_at for row in (await bookings.find(ctx, Query())).rows)
        assert starts == [MONDAY + 2 * HOUR, MONDAY + 4 * HOUR]


async def test_nothing_changes_when_nothing_is_asked_for(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
        moved = await bookings.reschedule(ctx, id, MONDAY)
        assert (moved.version, moved.before == moved.after) == (1, True)


async def test_an_old_version_and_an_archived_worker_are_refused(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0)).id
        await bookings.assign(ctx, id, town.chloe, version=1)
        with pytest.raises(PreconditionFailed):
            await bookings.assign(ctx, id, town.bilal, version=1)
        await workers.archive(ctx, town.bilal)
        with pytest.raises(Invalid, match="no longer works here"):
            await bookings.assign(ctx, id, town.bilal)


async def test_who_may_only_assign_cannot_move(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0)).id
    identity = office.as_("dispatcher")
    foreman = replace(
        identity, actor=replace(identity.actor, permissions=frozenset({"bookings.assign"}))
    )
    async with db.unit(foreman, clock=office.clock) as ctx:
        await bookings.assign(ctx, id, town.chloe)
        with pytest.raises(Forbidden):
            await bookings.reschedule(ctx, id, MONDAY + HOUR)
        with pytest.raises(Forbidden):
            await bookings.reschedule(ctx, id, minutes=60, crew=CrewChange(add=[town.bilal]))


async def test_a_begun_booking_can_grow_but_not_move(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe, confirmed=True)).id
        await bookings.start(ctx, id)
        await bookings.reschedule(ctx, id, minutes=180)
        with pytest.raises(Conflict, match="has begun"):
            await bookings.reschedule(ctx, id, MONDAY + HOUR)


async def test_soft_rules_come_back_as_warnings_and_do_not_refuse(office: Office, town: Town):
    async with office.unit() as ctx:
        await organisations.change_settings(ctx, buffer_minutes=15)
        await workers.update(ctx, town.bilal, skill_ids=[])
        await town.book(ctx, 2, town.bilal)
        evening = await town.book(ctx, 11, town.chloe)
        assert [w.rule for w in evening.warnings] == ["outside_hours"]
        tight = await town.book(ctx, 4, town.bilal, address_id=None)
        assert [w.rule for w in tight.warnings] == [
            "buffer_too_small",
            "missing_skill",
        ]
        christmas = await town.book(ctx, 24 * 32, town.chloe)
        assert [w.message for w in christmas.warnings] == ["Christmas Day is a holiday."]
        shown = await bookings.get(ctx, christmas.id)
        assert [w.rule for w in shown.warnings] == ["holiday"]


async def test_a_drive_too_long_for_the_gap_is_a_warning(office: Office, town: Town):
    async with office.unit() as ctx:
        far = await clients.add_address(
            ctx, town.client, street="1 Airport Rd", lat=53.31, lng=-113.58
        )
        await town.book(ctx, 0, town.chloe, address_id=town.address)
        tight = await town.book(ctx, 2.25, town.chloe, address_id=far)
        (warned,) = tight.warnings
        assert warned.rule == "tight_travel"
        assert warned.message == "15 min before this booking for a drive of about 41 min."
        assert warned.worker == "Chloé Roy"


async def test_a_reason_for_going_on_is_kept_in_the_audit_row(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
        await bookings.reschedule(ctx, id, MONDAY + 11 * HOUR, override_reason="Client insists")
    async with office.unit() as ctx:
        entry = (await bookings.get(ctx, id)).history[0]
        assert entry.action == "booking.reschedule"
        assert entry.details["override_reason"] == "Client insists"
        assert entry.details["before"]["starts_at"] == MONDAY.isoformat()


async def test_the_list_filters_by_crew_day_status_and_number(office: Office, town: Town):
    async with office.unit() as ctx:
        first = await town.book(ctx, 0, town.chloe)
        second = await town.book(ctx, 30, confirmed=True)
        for filters, expected in (
            ({}, [second, first]),
            ({"worker_id": str(town.chloe)}, [first]),
            ({"unassigned": "yes"}, [second]),
            ({"unassigned": "no"}, [first]),
            ({"status": "confirmed,completed"}, [second]),
            ({"from": "2026-11-23", "to": "2026-11-23"}, [first]),
            ({"from": "2026-11-24"}, [second]),
            ({"client_id": str(town.client)}, [second, first]),
            ({"service_id": str(town.services["deep"])}, []),
        ):
            page = await bookings.find(ctx, Query(filters=filters))
            assert [row.id for row in page.rows] == [saved.id for saved in expected], filters
        for search, expected in (("B-00002", [second]), ("1", [first]), ("gwen", [second, first])):
            page = await bookings.find(ctx, Query(search=search))
            assert [row.id for row in page.rows] == [saved.id for saved in expected], search
        assert [worker.name for worker in (await bookings.find(ctx, Query())).rows[1].crew] == [
            "Chloé Roy"
        ]
        for wrong in ({"status": "lost"}, {"from": "24/11/2026"}, {"worker_id": "x"},
                      {"from": "2026-11-24", "to": "2026-11-23"}):  # fmt: skip
            with pytest.raises(Invalid):
                await bookings.find(ctx, Query(filters=wrong))


async def test_each_call_keeps_to_its_statements(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
    for name, most, call in (
        ("list", 2, lambda ctx: bookings.find(ctx, Query())),
        ("page", 6, lambda ctx: bookings.get(ctx, id)),
        ("new", 13, lambda ctx: town.book(ctx, 4, town.chloe)),
        ("move", 9, lambda ctx: bookings.reschedule(ctx, id, MONDAY + 2 * HOUR)),
        ("assign", 10, lambda ctx: bookings.assign(ctx, id, town.bilal)),
        ("confirm", 8, lambda ctx: bookings.confirm(ctx, id)),
    ):
        with count_statements() as seen:
            async with office.unit() as ctx:
                await call(ctx)
        assert len(seen) <= most, (name, seen)


async def test_undo_leaves_alone_what_somebody_has_moved_again(office: Office, town: Town):
    """Two dispatchers: one moves a visit, the other moves it on, the first one presses Undo."""
    async with office.unit() as ctx:
        id = (await town.book(ctx, 1, town.chloe)).id
    async with office.unit() as ctx:
        first = await bookings.reschedule(ctx, id, MONDAY + timedelta(hours=3), override_reason="x")
    async with office.unit("dispatcher") as ctx:
        crew = CrewChange([town.chloe], [town.bilal])
        await bookings.reschedule(ctx, id, crew=crew, override_reason="x")

    async def undo():
        async with office.unit() as ctx:
            return await bookings.reschedule(
                ctx, id, first.before.starts_at, expect_reason=False, only_from=first.after
            )

    with pytest.raises(Conflict, match="Somebody has changed Gwen Abbott since"):
        await undo()
    async with office.unit("dispatcher") as ctx:
        stands = await bookings.placement(ctx, id)
        assert (stands.starts_at, stands.crew) == (first.after.starts_at, (town.bilal,))
        back = CrewChange([town.bilal], [town.chloe])
        await bookings.reschedule(ctx, id, crew=back, override_reason="x")
        await bookings.update(ctx, id, notes="A note is no move")
    assert (await undo()).after == first.before
