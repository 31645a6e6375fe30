"""Dead letters: seen by those who may, mended, sent again with the same key, and only when it makes sense."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import audit, dead_letters, listing, outbox
from cleaning_app.services.messages.delivery import OFF
from cleaning_app.services.outbox_delivery import Delivery
from tests.factories import Office
from tests.jobs import probe
from tests.jobs.conftest import outbox_rows, queue_probes
from tests.providers.keyed import Keyed


async def letter(
    office: Office, kind: str = "email", status: str = "dead", error: str = "refused"
) -> UUID:
    """One message that has already come to an end."""
    async with office.unit() as ctx:
        payload = {"template": "receipt", "to": "old@example.test", "data": {}}
        key = uuid4().hex
        await outbox.queue(ctx, kind, payload, dedupe_key=key)
        return await ctx.session.scalar(
            text(
                "UPDATE outbox_events SET status = :status, last_error = :error, attempts = 5"
                " WHERE dedupe_key = :key RETURNING id"
            ),
            {"status": status, "error": error, "key": key},
        )


async def status(office: Office, id: UUID) -> tuple[str, int]:
    [row] = [row for row in await outbox_rows() if row.id == id]
    return row.status, row.attempts


async def test_dead_letters_are_listed_newest_first_with_both_counts(office: Office):
    first, second = await letter(office), await letter(office)
    exported = await letter(office, kind="export")
    await letter(office, status="sent")
    async with office.unit() as ctx:
        found = await dead_letters.dead(ctx)
        assert [item.id for item in found.items] == [exported, second, first]
        assert (found.outbox_dead_count, found.export_dead_count, found.total) == (2, 1, 3)
        only = await dead_letters.dead(ctx, "export", limit=1)
        assert [item.id for item in only.items] == [exported]
        assert (only.outbox_dead_count, only.export_dead_count, only.total) == (2, 1, 1)
        assert (only.items[0].to, only.items[0].last_error) == ("old@example.test", "refused")
        for wrong in (0, 101):
            with pytest.raises(Invalid):
                await dead_letters.dead(ctx, limit=wrong)


async def test_a_replayed_message_keeps_its_key(office: Office, keyed: Keyed):
    await queue_probes(office, 1)
    keyed.status = 422
    await Delivery(kinds={"probe": probe.kind(keyed.url)}).run(until_idle=True)
    [row] = await outbox_rows()
    keyed.status = 200
    async with db.unit(office.as_("admin")) as ctx:
        await dead_letters.replay(ctx, row.id)
    assert await status(office, row.id) == ("pending", 0)
    await Delivery(kinds={"probe": probe.kind(keyed.url)}).run(until_idle=True)
    assert dict(keyed.calls) == {str(row.id): 2}
    assert keyed.effects == {str(row.id)}
    async with office.unit() as ctx:
        entries = await audit.history(ctx, "outbox_event", row.id)
    assert [entry.action for entry in entries] == ["outbox.replay"]
    assert entries[0].details == {"kind": "probe", "was": "dead"}


@pytest.mark.parametrize("was", ["pending", "sending", "sent"])
async def test_what_is_under_way_or_sent_is_not_replayed(office: Office, was: str):
    id = await letter(office, status=was)
    async with office.unit() as ctx:
        with pytest.raises(Conflict):
            await dead_letters.replay(ctx, id)
    assert (await status(office, id))[0] == was


async def test_a_skipped_message_is_replayed_once_its_reason_is_gone(office: Office, configure):
    id = await letter(office, status="skipped", error=OFF)
    taken_back = await letter(office, status="skipped", error="Taken back before it was sent.")
    configure(email_mode="off")
    async with office.unit() as ctx:
        with pytest.raises(Conflict, match="switched off"):
            await dead_letters.replay(ctx, id)
    configure(email_mode="smtp", smtp_host="127.0.0.1", email_from="a@b.test")
    async with office.unit() as ctx:
        assert await dead_letters.replay_all(ctx, statuses=["skipped"]) == 1
        with pytest.raises(Conflict, match="Taken back"):
            await dead_letters.replay(ctx, taken_back)
    assert (await status(office, id))[0] == "pending"


async def test_replaying_all_takes_only_what_was_asked_for(office: Office):
    mail, export = await letter(office), await letter(office, kind="export")
    doubtful, sent = await letter(office, status="uncertain"), await letter(office, status="sent")
    async with office.unit() as ctx:
        assert await dead_letters.replay_all(ctx, kinds=["email"]) == 1
    states = [(await status(office, id))[0] for id in (mail, export, doubtful, sent)]
    assert states == ["pending", "dead", "uncertain", "sent"]
    async with office.unit() as ctx:
        assert await dead_letters.replay_all(ctx, statuses=["dead", "uncertain", "sent"]) == 2
        assert await dead_letters.replay_all(ctx) == 0


async def test_an_address_is_mended_and_the_audit_log_does_not_learn_it(office: Office):
    id = await letter(office)
    async with office.unit() as ctx:
        with pytest.raises(Invalid):
            await dead_letters.edit_address(ctx, id, "nonsense")
        await dead_letters.edit_address(ctx, id, "New@Example.test")
    [row] = await outbox_rows()
    assert row.payload["to"] == "new@example.test"
    async with office.unit() as ctx:
        [entry] = await audit.history(ctx, "outbox_event", id)
        assert "new@example.test" not in str(entry.details)
    sent = await letter(office, status="sent")
    async with office.unit() as ctx:
        with pytest.raises(Conflict):
            await dead_letters.edit_address(ctx, sent, "new@example.test")


@pytest.mark.parametrize("role", ["dispatcher", "accountant", "viewer", "worker"])
async def test_only_admins_see_and_replay(office: Office, role: str):
    id = await letter(office)
    async with office.unit(role) as ctx:
        for call in (
            dead_letters.dead(ctx),
            dead_letters.find(ctx, listing.Query()),
            dead_letters.replay(ctx, id),
            dead_letters.replay_all(ctx),
            dead_letters.edit_address(ctx, id, "a@b.test"),
        ):
            with pytest.raises(Forbidden):
                await call


async def test_another_organisations_letters_do_not_exist(new_office):
    ours, theirs = await new_office("Ours"), await new_office("Theirs")
    id = await letter(theirs)
    async with ours.unit() as ctx:
        assert (await dead_letters.dead(ctx)).total == 0
        assert (await dead_letters.find(ctx, listing.Query())).total == 0
        assert await dead_letters.replay_all(ctx) == 0
        with pytest.raises(NotFound):
            await dead_letters.replay(ctx, id)
        with pytest.raises(NotFound):
            await dead_letters.edit_address(ctx, id, "a@b.test")


async def test_the_outbox_is_searched_by_status_kind_and_address(office: Office):
    await letter(office)
    sent = await letter(office, kind="export", status="sent")
    async with office.unit() as ctx:
        found = await dead_letters.find(ctx, listing.Query(filters={"status": "sent"}))
        assert [(row.id, row.replayable) for row in found.rows] == [(sent, False)]
        found = await dead_letters.find(ctx, listing.Query(search="OLD@example"))
        assert found.total == 2
        found = await dead_letters.find(ctx, listing.Query(search="%"))
        assert found.total == 0
