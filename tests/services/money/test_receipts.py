"""Receipts: kept beside their expense, replaced and brought back, refused when they are none."""

from __future__ import annotations

import io
import os
from datetime import date, timedelta
from uuid import uuid4

import pytest
from PIL import Image

from cleaning_app.errors import Conflict, Forbidden, Invalid, NotFound
from cleaning_app.services import expenses, housekeeping, orphans
from cleaning_app.services.expenses import ExpenseInput, receipts
from cleaning_app.services.listing import Query
from cleaning_app.settings import get_settings
from tests.domain.test_papers import PDF


def a_photo(fmt: str = "JPEG", **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 1400), "white").save(out, fmt, **more)
    return out.getvalue()


async def lunch(ctx) -> ExpenseInput:
    category = {one.key: one.id for one in await expenses.categories(ctx)}["meals"]
    return ExpenseInput(date(2026, 3, 31), category, "Café Hélène", 10500, 500)


async def sent(ctx, data: bytes, name: str = "lunch.jpg") -> receipts.Receipt:
    stored = await receipts.store(ctx.org.id, await receipts.prepare(data))
    return await receipts.keep(ctx, stored, name)


async def bytes_of(ctx, receipt_id, small=False) -> bytes:
    found = await receipts.open_file(ctx, receipt_id, small=small)
    return b"".join([piece async for piece in found.pieces])


async def test_a_photo_waits_for_its_expense_and_is_then_shown_without_what_the_camera_wrote(ctx):
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    kept = await sent(ctx, a_photo(exif=exif), r"C:\fake\..\lunch.HEIC.jpeg")
    assert (kept.expense_id, kept.kind, kept.filename) == (None, "picture", "lunch.HEIC.jpg")
    made = await expenses.create(ctx, await lunch(ctx))
    assert await receipts.attach(ctx, made, kept.id) is None
    assert (await expenses.get(ctx, made)).receipt_id == kept.id
    whole, small = await bytes_of(ctx, kept.id), await bytes_of(ctx, kept.id, small=True)
    assert b"Secret" not in whole
    assert len(small) < len(whole) == kept.bytes
    assert max(Image.open(io.BytesIO(small)).size) == 400


@pytest.mark.parametrize("fmt", ["PNG", "WEBP"])
async def test_other_pictures_become_jpegs(ctx, fmt):
    kept = await sent(ctx, a_photo(fmt), f"x.{fmt.lower()}")
    assert kept.filename == "x.jpg"
    assert (await bytes_of(ctx, kept.id)).startswith(b"\xff\xd8\xff")


async def test_a_pdf_stays_as_it_is_and_has_no_small_picture(ctx):
    kept = await sent(ctx, PDF, "invoice.exe")
    assert (kept.kind, kept.filename, await bytes_of(ctx, kept.id)) == ("pdf", "invoice.pdf", PDF)
    with pytest.raises(NotFound):
        await receipts.open_file(ctx, kept.id, small=True)


async def test_a_receipt_is_replaced_removed_and_brought_back(ctx):
    made = await expenses.create(ctx, await lunch(ctx))
    first, second = await sent(ctx, a_photo()), await sent(ctx, PDF, "b.pdf")
    await receipts.attach(ctx, made, first.id)
    assert await receipts.attach(ctx, made, second.id) == first.id
    assert (await expenses.get(ctx, made)).receipt_kind == "pdf"
    with pytest.raises(NotFound):
        await receipts.open_file(ctx, first.id, small=False)
    await receipts.restore(ctx, first.id)
    assert (await receipts.of_expense(ctx, made)).id == first.id
    await receipts.remove(ctx, first.id)
    assert await receipts.of_expense(ctx, made) is None
    await receipts.restore(ctx, first.id)
    assert (await expenses.get(ctx, made)).receipt_id == first.id


async def test_a_receipt_of_one_expense_is_not_taken_by_another(ctx):
    one, other = [await expenses.create(ctx, await lunch(ctx)) for _ in range(2)]
    kept = await sent(ctx, PDF)
    await receipts.attach(ctx, one, kept.id)
    with pytest.raises(Conflict):
        await receipts.attach(ctx, other, kept.id)
    with pytest.raises(NotFound):
        await receipts.attach(ctx, uuid4(), kept.id)


@pytest.mark.parametrize(
    "data",
    [b"", b"MZ\x90", b"<svg onload=alert(1)>", a_photo()[:300], PDF[:-20], b"%PDF-1.4 no end"],
)
async def test_what_is_no_receipt_is_refused_in_words(data):
    with pytest.raises(Invalid) as refused:
        await receipts.prepare(data)
    assert refused.value.errors[0].field == "receipt"


async def test_the_list_knows_with_and_without(ctx):
    one, other = [await expenses.create(ctx, await lunch(ctx)) for _ in range(2)]
    await receipts.attach(ctx, one, (await sent(ctx, PDF)).id)

    async def found(**filters: str) -> set:
        return {row.id for row in (await expenses.find(ctx, Query(filters=filters))).rows}

    assert await found(receipt="yes") == {one}
    assert await found(receipt="no") == {other}
    assert await found(number="missing") == {one, other}


async def test_one_that_was_never_saved_goes_after_a_day(office):
    async with office.unit() as ctx:
        left, used = await sent(ctx, PDF), await sent(ctx, a_photo())
        await receipts.attach(ctx, await expenses.create(ctx, await lunch(ctx)), used.id)
        assert (await housekeeping.tidy(ctx))["receipts"] == 0
    office.clock.advance(timedelta(hours=25))
    async with office.unit() as ctx:
        assert (await housekeeping.tidy(ctx))["receipts"] == 1
        assert await bytes_of(ctx, used.id)
        with pytest.raises(NotFound):
            await receipts.get(ctx, left.id)
    shelf = get_settings().uploads_dir / "receipts" / str(office.identity.org.id)
    for file in shelf.rglob("*.*"):  # these tests live at another time than the disk
        os.utime(file, (0, 0))
    assert await orphans.sweep(office.identity, office.clock) == {"files": 1}
    async with office.unit() as ctx:
        assert await bytes_of(ctx, used.id)
        assert await bytes_of(ctx, used.id, small=True)


async def test_another_company_sees_nothing_of_it(new_office):
    mine, theirs = await new_office(), await new_office("Other")
    async with mine.unit() as ctx:
        kept = await sent(ctx, PDF)
    async with theirs.unit() as ctx:
        for deed in (
            receipts.get(ctx, kept.id),
            receipts.open_file(ctx, kept.id, small=False),
            receipts.remove(ctx, kept.id),
            receipts.restore(ctx, kept.id),
        ):
            with pytest.raises(NotFound):
                await deed


@pytest.mark.parametrize("role", ["dispatcher", "viewer", "worker"])
async def test_receipts_are_for_finance_only(office, role):
    stored = await receipts.store(office.identity.org.id, await receipts.prepare(PDF))
    async with office.unit(role) as ctx:
        for deed in (
            receipts.take(office.as_(role), PDF, "x.pdf"),
            receipts.keep(ctx, stored, "x.pdf"),
            receipts.get(ctx, uuid4()),
            receipts.of_expense(ctx, uuid4()),
            receipts.open_file(ctx, uuid4(), small=False),
            receipts.attach(ctx, uuid4(), uuid4()),
            receipts.remove(ctx, uuid4()),
            receipts.restore(ctx, uuid4()),
        ):
            with pytest.raises(Forbidden):
                await deed
