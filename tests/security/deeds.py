"""Every handler declared with `once=`: how to come to its form, what to send, and what it makes.

A new handler of that kind gets a deed here; `test_once.py` fails until it has one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cleaning_app.clock import SystemClock
from cleaning_app.context import Ctx
from cleaning_app.db import unit
from cleaning_app.domain import public_holidays
from cleaning_app.services import (
    bookings,
    clients,
    deposits,
    invoices,
    optimisation,
    payments,
    time_off,
    waitlist,
)
from cleaning_app.services.invoices import NewLine
from cleaning_app.services.waitlist import Wish
from tests.full_house import PASSWORD, House
from tests.security.tabs import Tab, declared

Payload = dict[str, Any]


@dataclass(frozen=True)
class Round:
    """One round of a deed: the fresh tab it is sent from, and a number no other round has."""

    house: House
    tab: Tab
    n: int

    @property
    def zone(self) -> ZoneInfo:
        """Where the organisation is."""
        return ZoneInfo(self.house.owner.org.timezone)

    @property
    def today(self) -> date:
        """The organisation's day, as the running product has it."""
        return datetime.now(self.zone).date()

    async def go(self, path: str, state: str) -> str:
        """Open a page; what it was filled with."""
        self.tab.path = path
        return await self.do(f"{state}.load")

    async def do(self, name: str, **payload: Any) -> str:
        """Send an event that has to go through."""
        answer = await self.tab.call(event(name), **payload)
        assert answer.result == "ok", (name, answer.result, answer.text[-600:])
        return answer.text

    async def made(self, work: Callable[[Ctx], Awaitable[Any]]) -> Any:
        """Something that has to be there first."""
        async with unit(self.house.owner) as ctx:
            return await work(ctx)


def event(name: str) -> Any:
    """A declared event by its readable name."""
    return next(one for one in declared() if one.name == name)


@dataclass(frozen=True)
class Deed:
    """`prepare` comes to the form and says what is sent; `makes` is where one row more stands."""

    makes: str
    prepare: Callable[[Round], Awaitable[Payload]]
    role: str = "owner"


def _form(**fields: Callable[[int], str] | str) -> Callable[[Round], Awaitable[Payload]]:
    """A form that can be sent as soon as the tab is open."""

    async def prepare(r: Round) -> Payload:
        return {"form": {k: v if isinstance(v, str) else v(r.n) for k, v in fields.items()}}

    return prepare


async def _expense(r: Round) -> Payload:
    category = str(r.house.ids["category"])
    return {
        "form": {
            "occurred_on": "2026-11-02",
            "category_id": category,
            "vendor": f"Mops {r.n}",
            "total": "10.50",
            "tax": "0.50",
        }
    }


async def _rule(r: Round) -> Payload:
    form = (await _expense(r))["form"] | {"every": "month", "ends_on": ""}
    return {"form": form}


async def _place(r: Round) -> Payload:
    await r.go(f"/clients/{r.house.ids['client']}", "ClientState")
    await r.do("ClientState.new_place")
    return {"form": {"street": f"{r.n} Elm Street"}}


async def _sent_invoice(r: Round) -> Any:
    async def write(ctx: Ctx) -> Any:
        lines = [NewLine("Cleaning", 10_000)]
        invoice_id = await invoices.create(ctx, client_id=r.house.ids["client"], lines=lines)
        await invoices.send(ctx, invoice_id, without_email=True)
        return invoice_id

    return await r.made(write)


async def _payment(r: Round) -> Payload:
    await r.go(f"/invoices/{await _sent_invoice(r)}", "InvoiceState")
    return {"form": {"amount": "5.00", "method": "cash"}}


async def _refund(r: Round) -> Payload:
    invoice_id = await _sent_invoice(r)

    async def pay(ctx: Ctx) -> Any:
        return await payments.record(ctx, invoice_id, amount_cents=50_00, method="cash")

    paid = await r.made(pay)
    await r.go(f"/invoices/{invoice_id}", "InvoiceState")
    await r.do("InvoiceState.start_refund", payment_id=str(paid.payment_id))
    return {"form": {"amount": "5.00"}}


async def _credit(r: Round) -> Payload:
    await r.go(f"/invoices/{await _sent_invoice(r)}", "InvoiceState")
    await r.do("InvoiceState.start_credit")
    return {"form": {"reason": "A window"}}


async def _prepaid(r: Round) -> Payload:
    await r.go("/finance/gst", "GstState")
    return {"form": {"plain": "850.00", "due_on": f"{r.today + timedelta(days=400 + r.n)}"}}


async def _written_off(r: Round) -> Payload:
    await r.go(f"/invoices/{await _sent_invoice(r)}", "InvoiceState")
    return {"form": {"amount": "5.00", "reason": "Gone"}}


async def _overpaid(r: Round) -> Any:
    invoice_id = await _sent_invoice(r)

    async def pay(ctx: Ctx) -> Any:
        return await payments.record(ctx, invoice_id, amount_cents=125_00, method="cash")

    await r.made(pay)
    return invoice_id


async def _credit_used(r: Round) -> Payload:
    """Somebody's credit on one invoice, and another of theirs that could take it several times."""

    async def write(ctx: Ctx) -> Any:
        client = await clients.create(ctx, name=f"In credit {r.n}")
        made = [
            await invoices.create(ctx, client_id=client, lines=[NewLine("Clean", c)])
            for c in (1, 9_000)
        ]
        for invoice_id in made:
            await invoices.send(ctx, invoice_id, without_email=True)
        await payments.record(ctx, made[0], amount_cents=20_00, method="cash")
        return made[1]

    await r.go(f"/invoices/{await r.made(write)}", "InvoiceState")
    return {}


async def _credit_back(r: Round) -> Payload:
    await r.go(f"/invoices/{await _overpaid(r)}", "InvoiceState")
    return {"form": {"amount": "5.00"}}


async def _shown_deposit(r: Round, *, asked: bool = True, paid: bool = False, off: bool = False):
    """The card of a booking's deposit."""

    async def write(ctx: Ctx) -> Any:
        made = await r.house.town.book(ctx, 400 + r.n, price_cents=100_00)
        if asked:
            deposit = await deposits.ask(ctx, made.id, amount_cents=50_00)
            if paid:
                await deposits.record(ctx, deposit, method="cash")
        if off:
            await bookings.cancel(ctx, made.id, "Away")
        return made.id

    booking_id = await r.made(write)
    await r.do("DepositCard.show", booking_id=str(booking_id))


async def _deposit(r: Round) -> Payload:
    await _shown_deposit(r, asked=False)
    return {"form": {"amount": "50.00"}}


async def _deposit_paid(r: Round) -> Payload:
    await _shown_deposit(r)
    return {"form": {"amount": "5.00", "method": "cash"}}


async def _deposit_back(r: Round) -> Payload:
    await _shown_deposit(r, paid=True)
    return {"form": {"amount": "5.00"}}


async def _deposit_kept(r: Round) -> Payload:
    await _shown_deposit(r, paid=True)
    return {"form": {"amount": "5.00", "reason": "Late"}}


async def _deposit_settled(r: Round) -> Payload:
    await _shown_deposit(r, paid=True, off=True)
    return {}


async def _reminder(r: Round) -> Payload:
    await r.go(f"/invoices/{await _sent_invoice(r)}", "InvoiceState")
    await r.do("InvoiceState.start_remind")
    return {"form": {}}


async def _tax(r: Round) -> Payload:
    await r.go("/settings/taxes", "TaxesState")
    return {"form": {"name": f"PST {r.n}", "rate": "5", "valid_from": r.today.isoformat()}}


async def _invoice(r: Round) -> Payload:
    await r.go(f"/invoices/new?client={r.house.ids['client']}", "NewInvoiceState")
    line = {"description": "Deep clean", "quantity": "1", "price": f"{r.n + 1}", "tax_code": "gst"}
    return {"form": {f"{cell}-1": typed for cell, typed in line.items()}}


async def _bill(r: Round) -> Payload:
    async def book(ctx: Ctx) -> Any:
        return await r.house.town.book(ctx, 200 + r.n, price_cents=100_00)

    made = await r.made(book)
    await r.go(f"/invoices/new?client={r.house.ids['client']}", "NewInvoiceState")
    return {"booking_id": str(made.id)}


def _workday(r: Round, weeks: int) -> date:
    """A day of its own for each round, from so many weeks on: no weekend and no holiday."""
    first = r.today + timedelta(weeks=weeks)
    days = [first + timedelta(days=n) for n in range(2 * r.n + 21)]
    closed = public_holidays.between("AB", days[0], days[-1])
    return [day for day in days if day.weekday() < 5 and day not in closed][r.n]


async def _booking(r: Round) -> Payload:
    await r.go(f"/bookings/new?client={r.house.ids['client']}", "NewBookingState")
    day = _workday(r, 4).isoformat()
    return {"form": {"day": day, "time": "10:00", "minutes": "120", "price": "99"}}


async def _wait(r: Round) -> Payload:
    await r.go(f"/bookings/new?client={r.house.ids['client']}", "NewBookingState")
    return {}


async def _put_on(r: Round) -> Payload:
    await r.go(f"/waitlist?client={r.house.ids['client']}", "WaitlistState")
    return {"form": {"minutes": "120"}}


async def _waited(r: Round) -> Payload:
    """Somebody waits for the day that is free."""
    town, day = r.house.town, _workday(r, 180)
    wish = Wish(town.client, town.services["standard"], 120, day, day)
    entry_id = await r.made(lambda ctx: waitlist.add(ctx, wish))
    start = datetime(day.year, day.month, day.day, 10, tzinfo=r.zone)
    return {
        "entry_id": str(entry_id),
        "starts_at": start.isoformat(),
        "crew": [str(town.bilal)],
    }


async def _series(r: Round) -> Payload:
    async def book(ctx: Ctx) -> Any:
        return await r.house.town.book(ctx, 24 * 28 + r.n)

    made = await r.made(book)
    await r.go(f"/bookings/{made.id}", "BookingState")
    await r.do("BookingState.ask_repeat")
    return {"form": {}}


async def _slot(r: Round) -> Payload:
    """The worker who was wanted is busy; the dialog offers another."""
    town, day = r.house.town, _workday(r, 120)

    async def occupy(ctx: Ctx) -> Any:
        start = datetime(day.year, day.month, day.day, 10, tzinfo=ctx.zone)
        return await bookings.create(
            ctx, client_id=town.client, service_id=town.services["standard"],
            starts_at=start, minutes=120, crew=(town.bilal,),
        )  # fmt: skip

    await r.made(occupy)
    asked = f"client={town.client}&worker={town.bilal}"
    await r.go(f"/bookings/new?{asked}", "NewBookingState")
    form = {"day": day.isoformat(), "time": "10:00", "minutes": "120", "price": "99"}
    await r.do("NewBookingState.create", form=form)
    start = datetime(day.year, day.month, day.day, 14, tzinfo=r.zone)
    return {"worker_id": str(town.chloe), "starts_at": start.isoformat()}


async def _absence(r: Round) -> Payload:
    """Chloé is out on a day of hers, and the plan without her is there."""
    town, day, owner = r.house.town, _workday(r, 60), r.house.owner

    async def ask(ctx: Ctx) -> Any:
        start = datetime(day.year, day.month, day.day, 10, tzinfo=ctx.zone)
        await bookings.create(
            ctx, client_id=town.client, service_id=town.services["standard"],
            starts_at=start, minutes=120, crew=(town.chloe,), confirmed=True,
        )  # fmt: skip
        return await optimisation.worker_out(ctx, town.chloe, day)

    run_id = await r.made(ask)
    claimed = await optimisation.claim(owner, "test", SystemClock())
    assert claimed is not None
    await optimisation.execute(owner, claimed, "test", SystemClock())
    await r.go(f"/schedule/optimise/{run_id}", "RunState")
    return {}


async def _service(r: Round) -> Payload:
    await r.do("PricesState.new_service")
    return {"form": {"name": f"Windows {r.n}", "default_minutes": "90", "amount": "120"}}


async def _pay_item(r: Round) -> Payload:
    await r.go("/payroll", "PayrollState")
    await r.do("PayrollState.open_worker", worker_id=str(r.house.town.chloe))
    day = r.today.isoformat()
    return {"form": {"kind": "tip", "amount": f"{r.n + 1}.00", "day": day, "description": "Tip"}}


async def _feed(r: Round) -> Payload:
    await r.do("FeedState.show", worker_id=str(r.house.town.chloe))
    return {}


async def _own_feed(r: Round) -> Payload:
    await r.go("/my-calendar", "CalendarState")
    return {}


async def _paper(r: Round) -> Payload:
    await r.do("PapersState.show", worker_id=str(r.house.town.chloe))
    await r.do("PapersState.edit", certificate_id="")
    return {"form": {"name": f"First aid {r.n}"}}


async def _block(r: Round) -> Payload:
    await r.go("/availability", "AvailabilityState")
    await r.do("AvailabilityState.new", worker_id=str(r.house.town.bilal))
    day = _workday(r, 240).isoformat()
    who = f"worker:{r.house.town.bilal}"
    return {"form": {"who": who, "kind": "training", "first": day, "last": day}}


async def _time_off(r: Round) -> Payload:
    """Earlier requests are answered first: only so many may wait."""

    async def answer(ctx: Ctx) -> None:
        for one in await time_off.inbox(ctx):
            await time_off.decline(ctx, one.asked.id)

    await r.made(answer)
    await r.do("TimeOffState.set_asking", asking=True)
    day = (r.today + timedelta(days=60 + r.n)).isoformat()
    return {"form": {"kind": "vacation", "first": day, "last": day}}


async def _member(r: Round) -> Payload:
    email = f"new{r.n}@{r.house.owner.org.slug}.test"
    form = {"name": f"New {r.n}", "email": email, "role": "viewer", "password": PASSWORD}
    return {"form": form}


_FEEDS = "admin_audit_logs WHERE action = 'calendar_feed.issue'"

_MOVED = "payments WHERE kind = 'transfer' AND amount_cents > 0"

DEEDS: dict[str, Deed] = {
    "ClientsState.create": Deed("clients", _form(name=lambda n: f"Twice {n}")),
    "ClientState.save_place": Deed("addresses", _place),
    "WorkersState.create": Deed("workers", _form(name=lambda n: f"Twin {n}")),
    "PapersState.save": Deed("worker_certificates", _paper),
    "FeedState.issue": Deed(_FEEDS, _feed),
    "CalendarState.issue": Deed(_FEEDS, _own_feed, "worker"),
    "TimeOffState.ask": Deed("time_off_requests", _time_off, "worker"),
    "AvailabilityState.save": Deed("availability_blocks", _block),
    "TeamsState.add_team": Deed("teams", _form(team=lambda n: f"Team {n}")),
    "TeamsState.add_skill": Deed("skills", _form(skill=lambda n: f"Skill {n}")),
    "PeopleState.add": Deed("memberships", _member),
    "NewBookingState.create": Deed("bookings", _booking),
    "BookingState.make_series": Deed("booking_series", _series),
    "NewBookingState.take": Deed("bookings", _slot),
    "NewBookingState.wait": Deed("waitlist_entries", _wait),
    "WaitlistState.add": Deed("waitlist_entries", _put_on),
    "WaitlistState.book": Deed("bookings", _waited),
    "NewInvoiceState.create": Deed("invoices", _invoice),
    "NewInvoiceState.bill": Deed("invoices", _bill),
    "InvoiceState.record_payment": Deed("payments", _payment),
    "InvoiceState.refund": Deed("payments", _refund),
    "InvoiceState.issue_credit": Deed("credit_notes", _credit),
    "InvoiceState.write_off": Deed("credit_notes", _written_off),
    "InvoiceState.use_credit": Deed(_MOVED, _credit_used),
    "InvoiceState.give_credit_back": Deed("payments", _credit_back),
    "InvoiceState.send_reminder": Deed("invoice_reminders", _reminder),
    "TaxesState.add": Deed("tax_codes", _tax),
    "DepositCard.ask": Deed("deposits", _deposit),
    "DepositCard.record": Deed("payments", _deposit_paid),
    "DepositCard.refund": Deed("payments", _deposit_back),
    "DepositCard.keep": Deed("invoices", _deposit_kept),
    "DepositCard.settle": Deed("payments", _deposit_settled),
    "ExpensesState.save": Deed("expenses", _expense),
    "GstState.save_instalment": Deed("gst_instalments", _prepaid),
    "RecurringState.save": Deed("recurring_expenses", _rule),
    "RecurringState.save_category": Deed("expense_categories", _form(name=lambda n: f"Kind {n}")),
    "ExpensesState.save_category": Deed("expense_categories", _form(name=lambda n: f"Sort {n}")),
    "PricesState.save_service": Deed("service_types", _service),
    "RunState.apply": Deed("availability_blocks", _absence),
    "PayrollState.add_item": Deed("pay_items", _pay_item),
}
"""Event → its deed."""
