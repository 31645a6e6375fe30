"""Whose transaction it is ends with the transaction, whatever ends it."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter

import pytest
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.errors import AppError, Conflict
from cleaning_app.settings import ROOT, get_settings
from tests.rls.conftest import Pair

SETTINGS = ("org_id", "user_id", "token_hash", "login", "org_slug")
_LEFT = text("SELECT " + ", ".join(f"current_setting('app.{name}', true)" for name in SETTINGS))
_WHOSE = text("SELECT DISTINCT org_id FROM clients")


@pytest.fixture
async def pool_of_two(pair: Pair, monkeypatch: pytest.MonkeyPatch):
    """Every connection is used by many, in turn."""
    await db.dispose()
    monkeypatch.setattr(get_settings(), "pool_size", 2)
    monkeypatch.setattr(get_settings(), "max_overflow", 0)
    yield
    await db.dispose()


class _Stop(Exception):
    """Something went wrong in the middle."""


async def _visit(pair: Pair, dice: random.Random, met: Counter[str]) -> None:
    """One transaction as one of the two or as nobody, ended in one of six ways."""
    mine = dice.choice([pair.ours.owner, pair.theirs.owner, None])
    ending = dice.choice(["commit", "raise", "refuse", "sql error", "cancel", "savepoint"])
    async with db.transaction() as session:
        left = (await session.execute(_LEFT)).one()
        met["crossed" if any(left) else "clean"] += 1
    opened = db.unit(mine) if mine else db.transaction()
    try:
        async with opened as inside:
            session = getattr(inside, "session", inside)
            seen = set((await session.scalars(_WHOSE)).all())
            expected = {mine.org.id} if mine else set()
            met["own rows" if seen == expected else "foreign rows"] += 1
            await _end(ending, session)
    except (_Stop, AppError, asyncio.CancelledError):
        met[f"ended by {ending}"] += 1


async def _end(ending: str, session) -> None:
    if ending == "raise":
        raise _Stop
    if ending == "refuse":
        raise Conflict("No.")
    if ending == "sql error":
        await session.execute(text("SELECT 1/0"))
    if ending == "cancel":
        raise asyncio.CancelledError
    if ending == "savepoint":
        try:
            async with session.begin_nested():
                await session.execute(text("SELECT set_config('app.org_id', :x, true)"), {"x": ""})
                raise _Stop
        except _Stop:
            pass


async def test_it_does_not_survive_into_the_next_users_transaction(
    pair: Pair, pool_of_two: None, many
):
    rounds, met, dice = many(400, 10_000), Counter[str](), random.Random(7)

    async def somebody(count: int) -> None:
        for _ in range(count):
            await _visit(pair, dice, met)

    await asyncio.gather(*(somebody(rounds // 4) for _ in range(4)))
    print(f"{rounds} alternations over a pool of two: {dict(met)}")
    assert met["clean"] == met["own rows"] == rounds
    assert met["crossed"] == met["foreign rows"] == 0
    assert sum(count for words, count in met.items() if words.startswith("ended by")) > rounds / 3


def test_settings_are_never_set_beyond_a_transaction():
    """Text the product sends: `set_config(…, true)` and `SET LOCAL`, nothing that outlives it."""
    sources = [path.read_text() for path in (ROOT / "cleaning_app").rglob("*.py")]
    calls = [call for source in sources for call in re.findall(r"set_config\([^)]*\)", source)]
    assert len(calls) >= 2
    assert [call for call in calls if not call.endswith(", true)")] == []
    assert not any(re.search(r"""["']SET (?!LOCAL|CONSTRAINTS)""", source) for source in sources)
