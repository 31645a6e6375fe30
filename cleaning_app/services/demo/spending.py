"""What stands around the demo's expenses: what comes back each month, budgets, photographed receipts."""

from __future__ import annotations

import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from cleaning_app.context import Ctx
from cleaning_app.money import to_decimal_string
from cleaning_app.services import expenses
from cleaning_app.services.demo import cast
from cleaning_app.services.expenses import ExpenseInput, ExpenseRow, budgets, receipts, recurring
from cleaning_app.services.expenses.recurring import RecurringInput
from cleaning_app.services.listing import Query

_MONTHS = timedelta(days=240)
_PHOTOGRAPHED = 14


async def keep_books(ctx: Ctx) -> None:
    """Give the imported expenses what no file carries."""
    named = {one.key: one.id for one in await expenses.categories(ctx)}
    first = (ctx.today() - _MONTHS).replace(day=1)
    for category, vendor, total, tax, every, number in cast.MONTHLY:
        given = ExpenseInput(first, named[category], vendor, total, tax, "", number)
        await recurring.create(ctx, RecurringInput(given, every))
    for category, span, amount in cast.BUDGETS:
        await budgets.put(ctx, named[category], span, date(first.year, 1, 1), amount)
    bought = await expenses.find(ctx, Query(limit=60))
    shops = [row for row in bought.rows if row.supplier_gst_number][:_PHOTOGRAPHED]
    for n, row in enumerate(shops):
        if n % 5 != 3:  # one that somebody still has to find in the van
            stored = await receipts.store(ctx.org.id, await receipts.prepare(_drawn(row)))
            kept = await receipts.keep(ctx, stored, f"{row.vendor} {row.occurred_on}.jpg")
            await receipts.attach(ctx, row.id, kept.id)


def _drawn(row: ExpenseRow) -> bytes:
    """A slip of paper from a till, so that receipts have something to show."""
    image = Image.new("RGB", (620, 860), (236, 233, 226))
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 30, 580, 860), fill=(252, 251, 247))
    lines = [
        (row.vendor.upper(), 34), (f"GST {row.supplier_gst_number}", 22),
        (f"{row.occurred_on:%Y-%m-%d}", 22), ("", 22), (row.category, 26), ("", 14),
        (f"Subtotal          {to_decimal_string(row.net_cents):>10}", 24),
        (f"GST 5%            {to_decimal_string(row.tax_cents):>10}", 24),
        (f"TOTAL CAD         {to_decimal_string(row.total_cents):>10}", 30), ("", 30),
        ("Visa **** 4417   APPROVED", 22), ("Thank you!", 24),
    ]  # fmt: skip
    y = 70
    for text, size in lines:
        draw.text((76, y), text, fill=(52, 50, 46), font_size=size)
        y += size + 24
    for x in range(40, 580, 24):
        draw.polygon([(x, 860), (x + 12, 840), (x + 24, 860)], fill=(236, 233, 226))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
