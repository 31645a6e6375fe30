"""The demo's books as CSV files, the way a small office would hand them over."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from cleaning_app.money import share, to_decimal_string
from cleaning_app.services.demo import cast
from cleaning_app.services.demo.patrons import Patron
from cleaning_app.services.demo.visits import Visit

DUE_DAYS = 14


@dataclass(frozen=True)
class Bill:
    """An invoice of the demo; `booking` is "" for contracts billed by the month."""

    number: str
    booking: str
    client: str
    issued_on: date
    net_cents: int
    status: str = "sent"

    @property
    def tax_cents(self) -> int:
        return share(self.net_cents, 5, 100)

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.tax_cents

    @property
    def due_on(self) -> date:
        return self.issued_on + timedelta(days=DUE_DAYS)


def _csv(header: str, rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return out.getvalue().encode()


def clients(patrons: list[Patron]) -> bytes:
    """clients.csv"""
    return _csv(
        "external_id name is_company email phone street area city province postal_code lat lng notes",
        (
            (p.id, p.name, str(p.is_company).lower(), p.email, p.phone, p.street, p.area,
             "Edmonton", "AB", p.postal_code, p.lat, p.lng, p.notes)
            for p in patrons
        ),
    )  # fmt: skip


def statuses(chance: Random, visits: list[Visit], now: datetime) -> list[str]:
    """A status for each visit that fits the time it is (`now` is local).

    What ended before today is over. Today's are still promises: the day is worked through services.
    """
    midnight = datetime.combine(now.date(), time())
    found: list[str] = []
    for visit in visits:
        roll = chance.random()
        if visit.end < midnight and visit.crew:
            over = "cancelled" if roll < 0.04 else "no_show" if roll < 0.055 else "completed"
            found.append(over)
        elif visit.end < midnight:
            found.append("cancelled")
        else:
            soon = visit.start < midnight + timedelta(days=2) and bool(visit.crew)
            found.append("confirmed" if soon or (visit.crew and roll < 0.8) else "pending")
    return found


def bookings(visits: list[Visit], statuses: list[str]) -> bytes:
    """bookings.csv"""
    return _csv(
        "external_id client_id worker_id service starts_at duration_minutes price status",
        (
            (f"B{n:04d}", v.patron.id, "|".join(v.crew), v.service,
             v.start.isoformat(timespec="minutes"), v.minutes, to_decimal_string(v.price_cents),
             status)
            for n, (v, status) in enumerate(zip(visits, statuses, strict=True), 1)
        ),
    )  # fmt: skip


def bills(chance: Random, visits: list[Visit], statuses: list[str], today: date) -> list[Bill]:
    """One invoice for each visit done, two days later, and half a year of office contracts."""
    drafts: list[Bill] = []
    done = zip(visits, statuses, strict=True)
    for n, (visit, status) in enumerate(done, 1):
        issued = visit.start.date() + timedelta(days=2)
        if status == "completed" and issued <= today:
            state = "draft" if issued == today else "void" if chance.random() < 0.01 else "sent"
            drafts.append(Bill("", f"B{n:04d}", visit.patron.id, issued, visit.price_cents, state))
    offices = [f"C{len(cast.HOUSEHOLDS) + n:03d}" for n in range(1, len(cast.COMPANIES) + 1)]
    month = (today - timedelta(days=70)).replace(day=1)
    for _ in range(6):
        for client in offices:
            drafts.append(Bill("", "", client, month, chance.randrange(600, 2400) * 100))
        month = (month - timedelta(days=1)).replace(day=1)
    return _numbered(sorted(drafts, key=lambda bill: (bill.issued_on, bill.client)))


def _numbered(drafts: list[Bill]) -> list[Bill]:
    counters: dict[int, int] = {}
    found: list[Bill] = []
    for bill in drafts:
        year = bill.issued_on.year
        counters[year] = counters.get(year, 0) + 1
        number = f"INV-{year}-{counters[year]:05d}"
        found.append(
            Bill(number, bill.booking, bill.client, bill.issued_on, bill.net_cents, bill.status)
        )
    return found


def invoices(found: list[Bill]) -> bytes:
    """invoices.csv"""
    return _csv(
        "invoice_number booking_id client_id issued_on due_on taxable_amount exempt_amount"
        " gst_amount total_amount status",
        (
            (b.number, b.booking, b.client, b.issued_on, b.due_on, to_decimal_string(b.net_cents),
             "0.00", to_decimal_string(b.tax_cents), to_decimal_string(b.total_cents), b.status)
            for b in found
        ),
    )  # fmt: skip


def payments(chance: Random, found: list[Bill], now: datetime) -> bytes:
    """payments.csv: most pay within a fortnight, some late, a few in part or never, cards fail."""
    rows: list[tuple[object, ...]] = []

    def pay(bill: Bill, at: datetime, cents: int, method: str, status: str = "succeeded") -> None:
        if at < now:
            rows.append(
                (f"P{len(rows) + 1:04d}", bill.number, at.isoformat(timespec="minutes"),
                 to_decimal_string(cents), "CAD", method, status)
            )  # fmt: skip

    sent = [bill for bill in found if bill.status == "sent"]
    declined = [bill for bill in sent if bill.issued_on < now.date()][-1]
    for bill in sent:
        method = chance.choice(("etransfer", "etransfer", "card", "card", "cheque", "cash"))
        at = datetime.combine(bill.issued_on, time(9)) + timedelta(
            days=chance.randrange(1, 16), minutes=chance.randrange(600)
        )
        roll = chance.random()
        if bill is declined:
            pay(bill, now - timedelta(hours=20), bill.total_cents, "card", "failed")
        elif roll < 0.05:
            pay(bill, at, bill.total_cents // 2, method)
        elif roll > 0.11:
            if method == "card" and chance.random() < 0.05:
                pay(bill, at - timedelta(hours=5), bill.total_cents, "card", "failed")
            pay(bill, at, bill.total_cents, method)
        if roll > 0.985:
            pay(bill, at + timedelta(days=3), -(bill.total_cents // 5), method)
    return _csv("external_id invoice_number received_at amount currency method status", rows)


def expenses(chance: Random, today: date) -> bytes:
    """expenses.csv: nine months of what a cleaning company buys."""
    rows: list[tuple[object, ...]] = []

    def add(day: date, category: str, vendor: str, net: int) -> None:
        tax = share(net, 5, 100)
        rows.append(
            (f"E{len(rows) + 1:04d}", day, category, vendor, to_decimal_string(net),
             to_decimal_string(tax), to_decimal_string(net + tax), "",
             cast.GST_NUMBERS.get(vendor, ""))
        )  # fmt: skip

    day = today - timedelta(days=270)
    while day < today:
        if day.weekday() in (1, 4):
            category, vendor, least, most = chance.choice(cast.VENDORS)
            add(day, category, vendor, chance.randrange(least, most))
        day += timedelta(days=1)
    return _csv(
        "external_id occurred_on category vendor net_amount gst_amount total_amount note"
        " supplier_gst_number",
        rows,
    )


def instalments(today: date) -> bytes:
    """gst_instalments.csv: one a quarter, the latest not paid yet."""
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    dues: list[date] = []
    for _ in range(4):
        dues.append((quarter + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        quarter = (quarter - timedelta(days=1)).replace(day=1)
        quarter = date(quarter.year, (quarter.month - 1) // 3 * 3 + 1, 1)
    latest, *earlier = dues
    rows: list[tuple[object, ...]] = [(latest, "850.00", "", "quarterly instalment")]
    rows += [(due, "850.00", due - timedelta(days=2), "quarterly instalment") for due in earlier]
    return _csv("due_on amount paid_on note", sorted(rows, key=str))
