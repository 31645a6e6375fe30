"""A picture takes long to decode and to store: meanwhile its sender holds nothing of the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from sqlalchemy import event

from cleaning_app import db
from cleaning_app.services import company_logo, expenses, photos
from cleaning_app.services.expenses import receipts
from cleaning_app.settings import get_settings
from tests.factories import Office, Town
from tests.full_house import a_photo
from tests.services.money.test_receipts import lunch
from tests.services.test_company_logo import picture

Sending = Callable[[], Awaitable[object]]


async def _a_receipt(office: Office, town: Town) -> Sending:
    async with office.unit() as ctx:
        made = await expenses.create(ctx, await lunch(ctx))
    return lambda: receipts.take(
        office.identity, a_photo(), "x.jpg", expense_id=made, clock=office.clock
    )


async def _a_logo(office: Office, town: Town) -> Sending:
    return lambda: company_logo.put(office.identity, picture(), clock=office.clock)


async def _a_photo_of_a_visit(office: Office, town: Town) -> Sending:
    async with office.unit() as ctx:
        visit = await town.book(ctx, 1, town.chloe, confirmed=True, consent_photos=True)
    worker = office.as_("worker", town.chloe)
    return lambda: photos.add(
        worker, visit.id, upload_id=uuid4(), kind="after", data=a_photo(), clock=office.clock
    )


@pytest.mark.parametrize("what", [_a_receipt, _a_logo, _a_photo_of_a_visit])
async def test_no_connection_is_held_while_a_picture_is_decoded_and_stored(
    office: Office, town: Town, what: Callable[[Office, Town], Awaitable[Sending]]
):
    send = await what(office, town)
    seen: list[tuple[str, int]] = []

    def note(word: str) -> None:
        files = [one for one in get_settings().uploads_dir.rglob("*") if one.is_file()]
        seen.append((word, len(files)))

    note("before")
    engine = db.engine("app").sync_engine
    heard = {"checkout": lambda *_: note("taken"), "checkin": lambda *_: note("given back")}
    for name, hear in heard.items():
        event.listen(engine, name, hear)
    try:
        await send()
    finally:
        for name, hear in heard.items():
            event.remove(engine, name, hear)
    few, many = seen[0][1], seen[-1][1]
    assert few < many
    # The files came while nothing was taken: after it was given back, before it was taken again.
    assert seen[1:] == [("taken", few), ("given back", few), ("taken", many), ("given back", many)]
