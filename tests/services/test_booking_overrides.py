"""Going past soft rules: asked once, by who may, with a reason that stays; on every door the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from cleaning_app import db
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Forbidden
from cleaning_app.services import bookings, payments, policies, workers
from cleaning_app.services.bookings import CrewChange, ForClient, NeedsReason
from cleaning_app.services.invoices import create_from_booking, send
from cleaning_app.services.listing import Query
from tests.factories import MONDAY, Office, Town

HOUR = timedelta(hours=1)
EVENING = 11  # 19:00, after everybody's hours


async def _last(ctx: Ctx, booking_id: UUID) -> dict[str, object]:
    return (await bookings.get(ctx, booking_id)).history[0].details


async def test_a_booking_outside_hours_asks_for_a_reason_and_keeps_it(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(NeedsReason) as asked:
            await town.book(ctx, EVENING, town.chloe, override_reason="")
        assert asked.value.detail == "Outside the worker's hours."
        assert asked.value.extra["may_override"] is True
        assert [w["rule"] for w in asked.value.extra["warnings"]] == ["outside_hours"]
        assert (await bookings.find(ctx, Query())).rows == []
        made = await town.book(ctx, EVENING, town.chloe, override_reason=" She offered ")
        assert made.number == 1
        details = await _last(ctx, made.id)
        assert (details["override_reason"], details["overrode"]) == (
            "She offered",
            ["outside_hours"],
        )


async def test_a_move_that_needs_a_reason_changes_nothing_without_one(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = (await town.book(ctx, 0, town.chloe)).id
        with pytest.raises(NeedsReason):
            await bookings.reschedule(ctx, id, MONDAY + EVENING * HOUR)
        still = await bookings.get(ctx, id)
        assert (still.starts_at, still.version, len(still.history)) == (MONDAY, 1, 1)
        await bookings.reschedule(ctx, id, MONDAY + EVENING * HOUR, override_reason="Client works")
        assert (await _last(ctx, id))["override_reason"] == "Client works"


async def test_what_was_decided_before_is_not_asked_again(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = (await town.book(ctx, EVENING, town.chloe)).id
        await bookings.reschedule(ctx, id, minutes=90)
        with pytest.raises(NeedsReason) as asked:
            await bookings.reschedule(ctx, id, crew=CrewChange(add=[town.bilal]))
        assert asked.value.detail == "Bilal Kovalenko: outside the worker's hours."


async def test_undoing_a_move_asks_nobody(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = (await town.book(ctx, EVENING, town.chloe)).id
        moved = await bookings.reschedule(ctx, id, MONDAY)
        back = await bookings.reschedule(ctx, id, moved.before.starts_at, expect_reason=False)
        assert back.after == moved.before


async def test_a_taken_time_comes_before_soft_rules_and_no_reason_helps(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        await town.book(ctx, EVENING, town.chloe)
        with pytest.raises(Conflict) as refused:
            await town.book(ctx, EVENING, town.chloe, override_reason="")
        assert not isinstance(refused.value, NeedsReason)


async def test_who_only_puts_crews_together_can_not_decide_it(office: Office, town: Town):
    async with office.unit() as ctx:
        id = (await town.book(ctx, EVENING)).id
    identity = office.as_("dispatcher")
    foreman = replace(
        identity, actor=replace(identity.actor, permissions=frozenset({"bookings.assign"}))
    )
    async with db.unit(foreman, clock=office.clock) as ctx:
        with pytest.raises(NeedsReason) as asked:
            await bookings.assign(ctx, id, town.chloe)
        assert asked.value.extra["may_override"] is False
        with pytest.raises(Forbidden, match="decides this"):
            await bookings.assign(ctx, id, town.chloe, override_reason="I say so")


async def test_visits_of_a_series_are_not_asked_about(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        made = await town.book(ctx, EVENING, town.chloe, override_reason="", source="series")
        assert [w.rule for w in made.warnings] == ["outside_hours"]


async def test_short_notice_asks_once_and_not_for_moves_of_a_visit_that_close(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await policies.change(ctx, {"lead_time_hours": 24})
        with pytest.raises(NeedsReason, match="Less than 24 h ahead"):
            await town.book(ctx, 2, override_reason="")
        close = await town.book(ctx, 2)
        await bookings.reschedule(ctx, close.id, MONDAY + 4 * HOUR)
        far = await town.book(ctx, 48)
        with pytest.raises(NeedsReason, match="Less than 24 h ahead"):
            await bookings.reschedule(ctx, far.id, MONDAY + 5 * HOUR)


async def test_confirming_without_the_deposit_asks_and_with_it_does_not(office: Office, town: Town):
    async with office.unit() as ctx:
        await policies.change(ctx, {"deposit_enabled": True})
        unpaid, paid = await town.book(ctx, 96), await town.book(ctx, 99)
        with pytest.raises(NeedsReason, match=r"deposit of \$50.00 isn't paid"):
            await bookings.confirm(ctx, unpaid.id)
        await bookings.confirm(ctx, unpaid.id, override_reason="She brings it on Friday")
        assert (await _last(ctx, unpaid.id))["overrode"] == ["deposit_unpaid"]
        invoice = await create_from_booking(ctx, paid.id)
        await send(ctx, invoice)
        await payments.record(ctx, invoice, amount_cents=50_00, method="etransfer")
        await bookings.confirm(ctx, paid.id)


async def test_a_risky_booking_waits_for_somebody_to_look_at_it(office: Office, town: Town):
    async with office.unit() as ctx:
        for hour in (96, 99):
            await bookings.cancel(ctx, (await town.book(ctx, hour)).id, "Away")
        with pytest.raises(NeedsReason, match="High risk, 75 points: new client, cancelled before"):
            await town.book(ctx, 120, confirmed=True, override_reason="")


async def test_a_client_who_moves_late_pays_the_fee_and_gets_it_back_with_undo(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await policies.change(ctx, {"reschedule_fee_cents": 25_00})
        id = (await town.book(ctx, 4)).id
        moved = await bookings.reschedule(ctx, id, MONDAY + 6 * HOUR, for_client=ForClient())
        assert moved.fee_cents == 25_00
        assert (await bookings.get(ctx, id)).move_fee_cents == 25_00
        assert (await _last(ctx, id))["fee_cents"] == 25_00
        with pytest.raises(NeedsReason, match="move it once; that was used"):
            await bookings.reschedule(ctx, id, MONDAY + 7 * HOUR, for_client=ForClient())
        undone = ForClient.undone(moved)
        await bookings.reschedule(
            ctx, id, moved.before.starts_at, expect_reason=False, for_client=undone
        )
        assert (await bookings.get(ctx, id)).move_fee_cents == 0
        again = await bookings.reschedule(ctx, id, MONDAY + 6 * HOUR, for_client=ForClient())
        assert again.fee_cents == 25_00


async def test_waiving_the_fee_needs_a_reason_and_the_offices_own_moves_cost_nothing(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await policies.change(ctx, {"reschedule_fee_cents": 25_00})
        id = (await town.book(ctx, 4)).id
        assert (await bookings.reschedule(ctx, id, MONDAY + 5 * HOUR)).fee_cents is None
        with pytest.raises(NeedsReason, match=r"ask for \$25.00"):
            await bookings.reschedule(
                ctx, id, MONDAY + 6 * HOUR, for_client=ForClient(waive_fee=True)
            )
        kind = await bookings.reschedule(
            ctx, id, MONDAY + 6 * HOUR, for_client=ForClient(waive_fee=True),
            override_reason="Their child is ill",
        )  # fmt: skip
        assert kind.fee_cents == 0
        assert (await bookings.get(ctx, id)).move_fee_cents == 0


async def test_a_missing_skill_asks_too(office: Office, town: Town):
    async with office.unit() as ctx:
        novice = await workers.create(ctx, name="Aaron Novice", skill_ids=[])
        id = (await town.book(ctx, 0)).id
        with pytest.raises(NeedsReason, match="lacks"):
            await bookings.assign(ctx, id, novice)


async def test_the_nearest_times_that_break_no_rule_are_offered_and_booking_one_asks_nothing(
    office: Office, town: Town
):
    async with office.unit("dispatcher") as ctx:
        with pytest.raises(NeedsReason) as asked:
            await town.book(ctx, EVENING, town.chloe, override_reason="")
        free = await bookings.free_instead(ctx, asked.value)
        assert len(free) == 3
        starts = [slot.starts_at for slot in free]
        assert starts == sorted(starts, key=lambda at: abs(at - MONDAY - EVENING * HOUR))
        first = free[0]
        await town.book(
            ctx, (first.starts_at - MONDAY) / HOUR, *first.worker_ids, override_reason=""
        )
        refused = await bookings.with_free_times(ctx, asked.value)
        told = refused.extra["free_times"][-1]
        assert set(told) == {"starts_at", "ends_at", "worker_ids", "workers"}


async def test_a_move_is_offered_times_beside_itself(office: Office, town: Town):
    async with office.unit("dispatcher") as ctx:
        id = (await town.book(ctx, 0, town.chloe, town.bilal)).id
        with pytest.raises(NeedsReason) as asked:
            await bookings.reschedule(ctx, id, MONDAY + EVENING * HOUR)
        free = await bookings.free_instead(ctx, asked.value)
        assert {len(slot.worker_ids) for slot in free} == {2}


async def test_no_other_time_is_offered_where_only_the_terms_are_in_the_way(
    office: Office, town: Town
):
    async with office.unit() as ctx:
        await policies.change(ctx, {"deposit_enabled": True})
        id = (await town.book(ctx, 96)).id
        with pytest.raises(NeedsReason) as asked:
            await bookings.confirm(ctx, id)
        assert await bookings.free_instead(ctx, asked.value) == []
