"""What clients thought of their visits: who may write it down, of which visits, and whose stars they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import audit, bookings, clients, ratings
from tests.factories import Office, Town, build_town


async def _done(office: Office, town: Town, hour: float, *crew: UUID) -> UUID:
    async with office.unit() as ctx:
        made = await town.book(ctx, hour, *crew)
        for verb in (bookings.confirm, bookings.start, bookings.finish):
            await verb(ctx, made.id)
    return made.id


async def test_a_rating_is_changed_taken_back_and_remembered(office: Office, town: Town):
    id = await _done(office, town, 0, town.chloe)
    async with office.unit("dispatcher") as ctx:
        assert await ratings.of_booking(ctx, id) is None
        assert await ratings.rate(ctx, id, 4, "  Forgot the bins ") is None
    async with office.unit() as ctx:
        before = await ratings.rate(ctx, id, 5)
        assert before is not None
        assert (before.stars, before.comment) == (4, "Forgot the bins")
        now = await ratings.of_booking(ctx, id)
        assert now is not None
        assert (now.stars, now.comment, now.source) == (5, "", "office")
        assert await ratings.rate(ctx, id, 5) == now
        assert await ratings.rate(ctx, id, before.stars, before.comment) == now
        assert (await ratings.forget(ctx, id)).comment == "Forgot the bins"
        assert await ratings.of_booking(ctx, id) is None
        with pytest.raises(NotFound):
            await ratings.forget(ctx, id)
        told = [entry.action for entry in await audit.history(ctx, "booking", id)][:4]
        assert told == ["booking.unrate", "booking.rate", "booking.rate", "booking.rate"]


async def test_only_completed_visits_are_rated(office: Office, town: Town):
    async with office.unit() as ctx:
        ahead = (await town.book(ctx, 3, town.chloe, confirmed=True)).id
        with pytest.raises(Conflict):
            await ratings.rate(ctx, ahead, 5)


async def test_stars_and_words_have_bounds(office: Office, town: Town):
    id = await _done(office, town, 0, town.chloe)
    async with office.unit() as ctx:
        for stars, comment in ((0, ""), (6, ""), (5, "x" * 501)):
            with pytest.raises(Invalid):
                await ratings.rate(ctx, id, stars, comment)
        await ratings.rate(ctx, id, 1, "x" * 500)


async def test_who_only_looks_cannot_rate(office: Office, town: Town):
    id = await _done(office, town, 0, town.chloe)
    async with office.unit("viewer") as ctx:
        with pytest.raises(Forbidden):
            await ratings.rate(ctx, id, 5)
        with pytest.raises(Forbidden):
            await ratings.forget(ctx, id)
        assert (await ratings.of_worker(ctx, town.chloe)).count == 0
    async with office.unit("worker", worker_id=town.chloe) as ctx:
        for call in (ratings.rate(ctx, id, 5), ratings.of_worker(ctx, town.chloe)):
            with pytest.raises(Forbidden):
                await call


async def test_everybody_of_a_crew_has_the_stars_of_the_visit(office: Office, town: Town):
    together = await _done(office, town, 0, town.chloe, town.bilal)
    alone = await _done(office, town, 3, town.chloe)
    third = await _done(office, town, 6, town.chloe)
    async with office.unit() as ctx:
        await clients.update(ctx, town.client, name="Gwen Abbott")
        for id, stars, words in ((together, 5, "Spotless"), (alone, 4, ""), (third, 4, "Late")):
            await ratings.rate(ctx, id, stars, words)
        hers, his = [await ratings.of_worker(ctx, one) for one in (town.chloe, town.bilal)]
        assert (hers.average, hers.count) == (Decimal("4.3"), 3)
        assert (his.average, his.count) == (Decimal("5.0"), 1)
        assert [one.stars for one in hers.latest] == [4, 4, 5]
        [only] = his.latest
        assert (only.client, only.day, only.comment) == ("Gwen", date(2026, 11, 23), "Spotless")


async def test_a_deleted_visit_no_longer_counts_and_five_are_shown(office: Office, town: Town):
    done = [await _done(office, town, 2.5 * n, town.chloe) for n in range(6)]
    async with office.unit() as ctx:
        for id in done:
            await ratings.rate(ctx, id, 3)
        assert len((await ratings.of_worker(ctx, town.chloe)).latest) == 5
        await bookings.delete(ctx, done[0])
        assert (await ratings.of_worker(ctx, town.chloe)).count == 5
        with pytest.raises(NotFound):
            await ratings.rate(ctx, done[0], 5)


async def test_another_organisations_visits_and_workers_do_not_exist(new_office):
    here, there = await new_office(), await new_office("Elsewhere")
    async with there.unit() as ctx:
        theirs = await build_town(ctx)
    foreign = await _done(there, theirs, 0, theirs.chloe)
    async with there.unit() as ctx:
        await ratings.rate(ctx, foreign, 5)
    async with here.unit() as ctx:
        assert await ratings.of_booking(ctx, foreign) is None
        for call in (
            ratings.rate(ctx, foreign, 1),
            ratings.forget(ctx, foreign),
            ratings.of_worker(ctx, theirs.chloe),
        ):
            with pytest.raises(NotFound):
                await call
