"""An organisation that has used everything: at least one row in every table that belongs to one."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import text

from cleaning_app import db
from cleaning_app.clock import FixedClock
from cleaning_app.context import Actor, Ctx, Identity
from cleaning_app.domain.accounting import System, Use
from cleaning_app.domain.price_list import DEFAULT_PRICE_LIST
from cleaning_app.domain.recurrence import Rule
from cleaning_app.domain.slots import Interval
from cleaning_app.models import CardDispute, CardPayment, Role, SavedCard
from cleaning_app.permissions import ROLES
from cleaning_app.services import (
    accounting,
    api_tokens,
    availability,
    banking,
    bookings,
    calendar_feeds,
    checklists,
    clients,
    credit_notes,
    deposits,
    expenses,
    gst,
    idempotency,
    imports,
    instalments,
    invoices,
    members,
    optimisation,
    organisations,
    payments,
    payroll,
    photos,
    price_lists,
    problems,
    ratings,
    saved_views,
    series,
    sessions,
    time_off,
    time_tracking,
    visit_notes,
    waitlist,
    workers,
)
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.expenses import budgets, receipts, recurring
from cleaning_app.services.invoices import remind
from tests.factories import MONDAY, Town, build_town

PASSWORD = "quiet harbour lantern 41"
CLIENTS_FILE = b"client_id,name,email\nC1,Imported Client,imported@example.test\n"


@dataclass
class Person:
    """Somebody with an account, and the token of their open session."""

    login: str
    identity: Identity
    token: str


@dataclass
class House:
    """One organisation, its people by role, and the ids of one thing of every kind."""

    owner: Identity
    town: Town
    people: dict[str, Person]
    ids: dict[str, UUID]
    marks: tuple[str, ...]
    """Words that stand in this organisation's rows and nowhere else."""

    @property
    def org_id(self) -> UUID:
        return self.owner.org.id


async def build(
    name: str, roles: Iterable[str] = ("owner",), clock: FixedClock | None = None
) -> House:
    """Open an organisation, do everything once and sign in a person of each role; committed."""
    clock = clock or FixedClock(MONDAY)
    owner = await organisations.create(
        f"{name.lower()}-{uuid4().hex[:6]}", name, timezone="America/Edmonton", clock=clock
    )
    marks = tuple(f"{word} {name}" for word in ("Gwen", "Chloé", "Mops"))
    async with db.unit(owner, clock=clock) as ctx:
        town = await build_town(ctx)
        await clients.update(ctx, town.client, name=marks[0])
        await workers.update(ctx, town.chloe, name=marks[1])
    ids = await _work(owner, town, clock, marks)
    await _visit(owner, town, clock, ids)
    people = await _people(owner, town, roles)
    async with db.unit(people["owner"].identity) as ctx:
        made = await api_tokens.create(ctx, name="sync", permissions=["core.view"], days=30)
        ids["token"] = made.id
        ids["view"] = await saved_views.save(ctx, "/bookings", "Mine", "status=pending")
        await saved_views.open_with(ctx, "/bookings", ids["view"])
    return House(owner, town, people, ids, marks)


async def _work(
    owner: Identity, town: Town, clock: FixedClock, marks: tuple[str, ...]
) -> dict[str, UUID]:
    ids = {"client": town.client, "worker": town.chloe, "address": town.address}
    async with db.unit(owner, clock=clock) as ctx:
        ids["team"] = await workers.add_team(ctx, "North")
        await clients.wish(ctx, town.client, town.chloe, "preferred")
        days = date(2026, 11, 24), date(2026, 12, 4)
        wanted = waitlist.Wish(town.client, town.services["standard"], 120, *days)
        ids["waiting"] = await waitlist.add(ctx, wanted)
        await price_lists.publish(ctx, replace(DEFAULT_PRICE_LIST, hourly_rate_cents=36_00))
        done = await town.book(ctx, 0, town.chloe, add_ons={"oven": 1})
        await bookings.confirm(ctx, done.id)
        await bookings.start(ctx, done.id)
        await bookings.finish(ctx, done.id)
        ids["done"] = done.id
        await ratings.rate(ctx, done.id, 4, "Nearly perfect")
        worked = Interval.lasting(MONDAY - timedelta(hours=2), 110)
        await time_tracking.correct(ctx, done.id, town.chloe, [worked], "No phone with her")
        ids["booking"] = (await town.book(ctx, 3, town.chloe)).id
        ids["other_booking"] = (await town.book(ctx, 3, town.bilal)).id
        await bookings.unassign(ctx, ids["other_booking"], town.bilal)
        ids["service"] = town.services["standard"]
        made = await _series(ctx, town)
        ids["series"], ids["occurrence"] = made.id, made.first_booking or made.id
        ids["conflict"] = (await series.conflicts.listed(ctx))[0].id
        block = await availability.create(
            ctx, starts_at=MONDAY + timedelta(days=9), ends_at=MONDAY + timedelta(days=10),
            kind="vacation", worker_id=town.bilal,
        )  # fmt: skip
        ids["block"] = block.id
        await calendar_feeds.issue(ctx, town.bilal)
        tip = await payroll.add_item(ctx, town.bilal, "tip", 500, date(2026, 11, 2))
        ids["item"] = tip
        past = await payroll.sheet(ctx, date(2026, 11, 2))
        ids["approval"] = await payroll.approve(ctx, past.period.first, past.digest)
        await workers.pay_rates.change(ctx, town.chloe, 2750, date(2026, 12, 7))
        ids["certificate"] = await workers.certificates.add(ctx, town.chloe, "First aid")
        ids["invoice"] = await invoices.create_from_booking(ctx, done.id)
        await invoices.send(ctx, ids["invoice"])
        paid = await payments.record(ctx, ids["invoice"], amount_cents=500, method="cash")
        ids["payment"] = paid.payment_id
        await _credit(ctx, ids)
        await _card(ctx, ids)
        category = (await expenses.categories(ctx))[0]
        ids["category"] = category.id
        ids["expense"] = await expenses.create(
            ctx, expenses.ExpenseInput(date(2026, 11, 2), category.id, marks[2], 1050, 50)
        )
        ids |= await _spending(ctx, category.id, ids["expense"])
        ids["money_in"] = await _money_in(ctx, ids["payment"])
        ids["instalment"] = await instalments.create(
            ctx, due_on=date(2026, 12, 31), amount_cents=120000
        )
        quarter = date(2026, 7, 1), date(2026, 9, 30)
        ids["filing"] = (await gst.file(ctx, *quarter, confirmation="CRA-1")).id
        await imports.run(ctx, "clients", CLIENTS_FILE, "clients.csv")
        ids["run"] = await optimisation.start(ctx, optimisation.Wishes(ctx.today()))
        await optimisation.cancel(ctx, ids["run"])
        await idempotency.recall(ctx, "key-1", b"fingerprint")
        ctx.session.add(Role(org_id=ctx.org.id, key="lead", name="Lead", permissions=["core.view"]))
        await ctx.session.execute(
            text(
                "INSERT INTO organisation_modules (org_id, key, enabled) VALUES (:org, :key, true)"
            ),
            {"org": ctx.org.id, "key": "module.api"},
        )
    asking = Actor("user", None, "Bilal", "worker", ROLES["worker"], town.bilal)
    async with db.unit(replace(owner, actor=asking), clock=clock) as ctx:
        day = date(2026, 12, 21)
        ids["request"] = await time_off.ask(ctx, kind="vacation", first=day, last=day)
    return ids


async def _credit(ctx: Ctx, ids: dict[str, UUID]) -> None:
    ids["deposit"] = await deposits.ask(ctx, ids["booking"], amount_cents=50_00)
    ids["credit_note"] = await credit_notes.issue(
        ctx, ids["invoice"], Asked(amount_cents=105), reason="A window was forgotten"
    )
    await remind.remind(ctx, ids["invoice"])


async def _spending(ctx: Ctx, category: UUID, expense: UUID) -> dict[str, UUID]:
    """What stands around an expense: its receipt, a budget, a rule that comes back."""
    stored = await receipts.store(ctx.org.id, await receipts.prepare(a_photo()))
    kept = await receipts.keep(ctx, stored, "mops.jpg")
    await receipts.attach(ctx, expense, kept.id)
    budget = await budgets.put(ctx, category, "month", date(2026, 11, 1), 500_00)
    rent = expenses.ExpenseInput(date(2026, 12, 1), category, "Storage unit 14", 210_00, 10_00)
    rule = await recurring.create(ctx, recurring.RecurringInput(rent, "month"))
    fees = (
        b"Date,Description,Amount\n2026-11-02,ACCOUNT FEE,-16.95\n2026-11-03,E-TRANSFER,5.00\n"
        b"2026-11-04,TFR,1.00\n"
    )
    fee = banking.Choice(category, "Bank", has_gst=False, always=True)
    await accounting.rename(ctx, System.XERO, {(Use.ACCOUNT, "deposits"): "835"})
    await banking.apply(ctx, fees, "bank.csv", banking.Settings(), {2: fee}, (), (3, 4))
    return {"receipt": kept.id, "budget": budget.id, "rule": rule}


async def _money_in(ctx: Ctx, payment: UUID) -> UUID:
    """One line of the bank's file is a payment, the other waits."""
    waiting, came = await banking.money_in.lines(ctx, "open")
    await banking.matching.match(ctx, came.id, [payment])
    return waiting.id


async def _card(ctx: Ctx, ids: dict[str, UUID]) -> None:
    """A card that was tried, and what its bank disputes; otherwise only Stripe makes these."""
    card = CardPayment(
        org_id=ctx.org.id, invoice_id=ids["invoice"], purpose="page", amount_cents=500,
        currency="CAD", status="failed", failure="card_declined",
    )  # fmt: skip
    saved = SavedCard(
        org_id=ctx.org.id, client_id=ids["client"], status="saved", method_id=f"pm_{card.id}",
        brand="visa", last4="4242", exp_month=8, exp_year=2031, consent="I agree.",
        consented_by="Gwen Abbott", consented_at=ctx.now(),
    )  # fmt: skip
    ctx.session.add_all([card, saved])
    await ctx.session.flush()
    ctx.session.add(
        CardDispute(
            org_id=ctx.org.id, card_payment_id=card.id, provider_ref=f"dp_{card.id}",
            status="needs_response", reason="fraudulent", amount_cents=500, opened_at=ctx.now(),
        )
    )  # fmt: skip


async def _visit(owner: Identity, town: Town, clock: FixedClock, ids: dict[str, UUID]) -> None:
    """What a crew sends from a visit."""
    worker = replace(
        owner,
        actor=Actor("user", None, "Chloé", "worker", ROLES["worker"], town.chloe),
    )
    async with db.unit(owner, clock=clock) as ctx:
        lines = [checklists.Line("Kitchen", is_required=True)]
        await checklists.save_template(ctx, town.services["standard"], lines)
        visit = await town.book(ctx, 30, town.chloe, confirmed=True, consent_photos=True)
        await checklists.open_for(ctx, [visit.id])
        ids["checklist_line"] = (await checklists.of_booking(ctx, visit.id))[0].id
    async with db.unit(worker, clock=clock) as ctx:
        await visit_notes.add(ctx, visit.id, "The tap drips.")
        ids["problem"] = await problems.report(ctx, visit.id, "damage")
    photo = await photos.add(worker, visit.id, upload_id=uuid4(), kind="after", data=a_photo())
    ids |= {"photo": photo.id, "visit": visit.id}


def a_photo(width: int = 64, height: int = 48) -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    return out.getvalue()


async def _series(ctx: Ctx, town: Town) -> series.Made:
    """Visits that come back: one was skipped, and Bilal can't come to another."""
    await town.book(ctx, 8 * 24 + 8, town.bilal)
    made = await series.create(
        ctx, client_id=town.client, service_id=town.services["standard"], at=time(16),
        starts_on=date(2026, 11, 24), rule=Rule.weekly([1]), crew=[town.bilal],
        add_ons={"oven": 1},
    )  # fmt: skip
    await series.skip(ctx, made.id, date(2026, 12, 8))
    return made


async def _people(owner: Identity, town: Town, roles: Iterable[str]) -> dict[str, Person]:
    """A signed-in person of each role; the worker is Chloé."""
    people: dict[str, Person] = {}
    for role in roles:
        login = f"{role}@{owner.org.slug}.test"
        async with db.unit(owner) as ctx:
            await members.add(
                ctx, name=f"{role.title()} Person", role=role, password=PASSWORD, email=login,
                worker_id=town.chloe if role == "worker" else None, must_change_password=False,
            )  # fmt: skip
        opened = await sessions.sign_in(login, PASSWORD)
        people[role] = Person(login, opened.identity, opened.token)
    return people
