"""Many writers at once: one wins each slot, the others hear who did, and nobody sees a deadlock."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import LiteralString
from uuid import UUID

import psycopg
import pytest

from cleaning_app.errors import AppError, Conflict
from cleaning_app.services import bookings
from cleaning_app.services.bookings import CrewChange, holding
from tests import databases
from tests.factories import MONDAY, Office, Town

HOUR = timedelta(hours=1)


async def test_fifty_writers_race_for_one_slot_and_one_wins(office: Office, town: Town, capsys):
    async def attempt() -> Conflict | bookings.Saved:
        try:
            async with office.unit("dispatcher") as ctx:
                return await town.book(ctx, 0, town.chloe)
        except Conflict as refused:
            return refused

    began = time.perf_counter()
    outcomes = await asyncio.gather(*(attempt() for _ in range(50)))
    seconds = time.perf_counter() - began
    won = [outcome for outcome in outcomes if isinstance(outcome, bookings.Saved)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert (len(won), len(refused)) == (1, 49)
    for conflict in refused:
        assert conflict.extra["conflict"]["booking_id"] == str(won[0].id)
        assert conflict.detail == "Chloé is at Gwen Abbott until 10:00."
        assert len(conflict.extra["alternatives"]) == 3
    with capsys.disabled():
        print(f"\n50 writers, one slot: 1 won, 49 refused by name, {seconds:.2f} s")


async def test_overlapping_starts_race_and_no_two_winners_overlap(office: Office, town: Town):
    async def attempt(n: int) -> bookings.Saved | None:
        try:
            async with office.unit() as ctx:
                return await town.book(ctx, n * 0.25, town.chloe, minutes=60)
        except Conflict:
            return None

    outcomes = await asyncio.gather(*(attempt(n) for n in range(24)))
    starts = sorted(n for n, outcome in enumerate(outcomes) if outcome)
    assert all(after - before >= 4 for before, after in pairwise(starts))
    assert len(starts) >= 3


async def test_mutual_moves_and_crew_changes_surface_no_deadlock(
    office: Office, town: Town, server, database_urls, many, capsys
):
    """64 writers move, assign, unassign, confirm, cancel and undo the same bookings of the same two
    workers, and whoever loses hears it at once."""
    rounds = many(3, 500)
    async with office.unit() as ctx:
        made = [(await town.book(ctx, n * 3, town.chloe, town.bilal)).id for n in range(20)]
    everything = databases.superuser_conninfo(server, databases.name_of(database_urls))
    before = _one(everything, _DEADLOCKS)
    surfaced: Counter[str] = Counter()
    waits: list[float] = []

    async def writer(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(rounds):
            try:
                async with office.unit("dispatcher") as ctx:
                    await ctx.session.connection()  # waiting for one is the pool's affair
                    asked = time.perf_counter()
                    await _one_of_many(ctx, chance, chance.choice(made), town)
                surfaced["done"] += 1
            except AppError as refused:
                waits.append(time.perf_counter() - asked)
                surfaced[refused.detail.split(" is ")[0][:40]] += 1

    began = time.perf_counter()
    await asyncio.gather(*(writer(seed) for seed in range(64)))
    seconds = time.perf_counter() - began
    await asyncio.sleep(1.1)  # statistics reach the view within a second
    assert _one(everything, _DEADLOCKS) == before
    assert not [words for words in surfaced if "changing the same thing" in words]
    assert surfaced["done"] >= 64
    assert _one(everything, _OVERLAPS) == 0
    with capsys.disabled():
        refused = sum(surfaced.values()) - surfaced["done"]
        print(
            f"\n64 writers × {rounds}: {surfaced['done']} done, {refused} refused in words,"
            f" 0 overlaps, 0 deadlocks, {seconds:.1f} s;"
            f" a refusal took {median(waits) * 1000:.0f} ms in the middle, with everybody at once"
        )


_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
_OVERLAPS = (
    "SELECT count(*) FROM worker_time a JOIN worker_time b ON a.worker_id = b.worker_id"
    " AND a.id < b.id AND a.during && b.during"
)


def _one(conninfo: str, query: LiteralString) -> int:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else -1


async def _one_of_many(ctx, chance: random.Random, id: UUID, town: Town) -> None:
    worker = chance.choice([town.chloe, town.bilal])
    match chance.randrange(6):
        case 0:
            await bookings.reschedule(ctx, id, MONDAY + chance.randrange(12) * HOUR)
        case 1:
            await bookings.assign(ctx, id, worker)
        case 2:
            await bookings.unassign(ctx, id, worker)
        case 3:
            other = town.bilal if worker == town.chloe else town.chloe
            change = CrewChange(remove=[worker], add=[other])
            start = MONDAY + chance.randrange(12) * HOUR
            await bookings.reschedule(ctx, id, start, crew=change)
        case 4:
            await bookings.confirm(ctx, id)
        case _:
            await bookings.cancel(ctx, id, "racing")
            await bookings.undo_cancel(ctx, id)


@pytest.mark.parametrize("backwards", [False, True])
async def test_two_units_that_change_the_same_two_bookings_wait_instead_of_failing(
    office: Office, town: Town, backwards: bool
):
    """`holding.bookings` first, then any order: what a bulk action does."""
    async with office.unit() as ctx:
        ids = [(await town.book(ctx, n * 3, town.chloe)).id for n in range(2)]

    async def both(order: list[UUID], by: timedelta) -> None:
        async with office.unit() as ctx:
            await holding.bookings(ctx, order)
            for id in order:
                shown = await bookings.get(ctx, id)
                await bookings.reschedule(ctx, id, shown.starts_at + by)

    second = ids[::-1] if backwards else ids
    await asyncio.gather(both(ids, HOUR / 4), both(second, HOUR / 2))
    async with office.unit() as ctx:
        assert (await bookings.get(ctx, ids[0])).starts_at == MONDAY + HOUR * 3 / 4
