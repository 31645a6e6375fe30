"""Uploaded files wait for their import where only their organisation finds them."""

from __future__ import annotations

import os
import time

import pytest

from cleaning_app.errors import Forbidden, NotFound
from cleaning_app.ids import new_id
from cleaning_app.services.imports import shelf
from tests.services.imports.files import bad, book


async def test_a_file_waits_until_it_is_discarded(ctx):
    kept = await shelf.keep(ctx, "Kunden.csv", book("clients"))
    assert (kept.dataset, kept.size) == ("clients", len(book("clients")))
    assert await shelf.take(ctx, kept.id) == book("clients")
    await shelf.discard(ctx, kept.id)
    await shelf.discard(ctx, kept.id)
    with pytest.raises(NotFound, match="Choose it again"):
        await shelf.take(ctx, kept.id)


async def test_what_a_file_holds_is_guessed_even_when_it_is_broken(ctx):
    guesses = {
        name: (await shelf.keep(ctx, "x.csv", bad(name))).dataset
        for name in ("truncated.csv", "payments_wrong.csv", "not_a_csv.csv")
    }
    assert guesses == {
        "truncated.csv": "clients",
        "payments_wrong.csv": "payments",
        "not_a_csv.csv": None,
    }


async def test_another_organisations_file_is_not_found(new_office):
    ours, theirs = await new_office("Ours"), await new_office("Theirs")
    async with theirs.unit() as ctx:
        kept = await shelf.keep(ctx, "clients.csv", book("clients"))
    async with ours.unit() as ctx:
        with pytest.raises(NotFound):
            await shelf.take(ctx, kept.id)


async def test_what_nobody_came_back_for_is_swept_away(ctx):
    old = await shelf.keep(ctx, "clients.csv", b"id,name\n")
    yesterday = time.time() - 25 * 3600
    os.utime(shelf._place(ctx, old.id), (yesterday, yesterday))
    await shelf.keep(ctx, "clients.csv", b"id,name\n")
    with pytest.raises(NotFound):
        await shelf.take(ctx, old.id)


async def test_only_who_may_import_reaches_the_shelf(office):
    async with office.unit("dispatcher") as ctx:
        for call in (
            shelf.keep(ctx, "x.csv", b""),
            shelf.take(ctx, new_id()),
            shelf.discard(ctx, new_id()),
        ):
            with pytest.raises(Forbidden):
                await call
