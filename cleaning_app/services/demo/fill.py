"""Opening the demo company: its books imported, its people signed up, its day worked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from cleaning_app import crypto, db
from cleaning_app.clock import Clock, FixedClock, SystemClock
from cleaning_app.context import Actor, Ctx
from cleaning_app.errors import NotFound
from cleaning_app.models import User
from cleaning_app.permissions import ROLES
from cleaning_app.services import identities, imports, members, organisations, workers
from cleaning_app.services.demo import books, cast, fieldwork, opinions, patrons, prices, visits
from cleaning_app.services.demo.bank import take_the_file
from cleaning_app.services.demo.day import work_the_day
from cleaning_app.services.demo.money import settle_up
from cleaning_app.services.demo.people import look_after
from cleaning_app.services.demo.returns import file_returns
from cleaning_app.services.demo.series import come_back
from cleaning_app.services.demo.spending import keep_books
from cleaning_app.services.demo.touches import touch_up
from cleaning_app.services.listing import Query

SLUG = "demo"
_SEED = 1867
_BEGAN = timedelta(hours=30)


@dataclass(frozen=True)
class SignIns:
    """Who can sign in, and the one password; None when the company was there with another."""

    owner: str
    dispatcher: str
    worker: str
    password: str | None
    created: bool


async def fill(
    password: str | None = None, *, clock: Clock | None = None, timezone: str = "America/Edmonton"
) -> SignIns:
    """Make the demo company, all of it or nothing. If it is there already, nothing changes but
    the password of its three sign-ins, when another one is given.

    Raises:
        Invalid: a password too weak for an office.
    """
    clock = clock or SystemClock()
    worker = cast.HANDS[0]
    signing = (cast.OWNER[1], cast.DISPATCHER[1], worker.phone)
    try:
        org_id = await identities.find_organisation(SLUG)
    except NotFound:
        chosen = password or secrets.token_urlsafe(12)
        await _open(chosen, clock, timezone)
        return SignIns(*signing, chosen, created=True)
    if password is not None:
        await _keep_password(org_id, password, clock)
    return SignIns(*signing, password, created=False)


async def _open(password: str, clock: Clock, timezone: str) -> None:
    now = clock.now()
    began = FixedClock(now - _BEGAN)
    draft = organisations.draft(SLUG, cast.COMPANY, timezone)
    async with db.unit(draft, clock=began) as ctx:
        await organisations.establish(ctx)
        await organisations.change_settings(
            ctx,
            gst_number="123456789 RT0001",
            buffer_minutes=10,
            email_from_name=cast.COMPANY,
            **cast.LETTERHEAD,
        )
        office = await _people(ctx, password)
        await _import_books(replace(ctx, actor=office["owner"]), now)
        worker_ids = await _worker_access(ctx, password)
        await touch_up(replace(ctx, actor=office["dispatcher"]), now)
        await fieldwork.prepare(replace(ctx, actor=office["owner"]))
        await fieldwork.clock_the_past(ctx)
        await work_the_day(ctx, office, worker_ids, now)
        await keep_books(replace(ctx, actor=office["owner"], clock=FixedClock(now)))
        later = replace(ctx, actor=office["dispatcher"], clock=FixedClock(now))
        await opinions.rate_the_past(later)
        await prices.publish(replace(ctx, actor=office["owner"]))
        await come_back(later, _SEED)
        await settle_up(replace(ctx, actor=office["owner"], clock=FixedClock(now)))
        await take_the_file(replace(ctx, actor=office["owner"], clock=FixedClock(now)))
        await prices.quote(later)
        await look_after(replace(ctx, clock=FixedClock(now)), worker_ids, office)
        await fieldwork.look_back(replace(ctx, clock=FixedClock(now)), worker_ids)
        # Last, as it closes the days before.
        await file_returns(replace(ctx, actor=office["owner"], clock=FixedClock(now)))
    await fieldwork.photograph(draft, worker_ids, clock)


async def _people(ctx: Ctx, password: str) -> dict[str, Actor]:
    """The owner and the dispatcher, as actors."""
    found: dict[str, Actor] = {}
    for role, (name, email) in (("owner", cast.OWNER), ("dispatcher", cast.DISPATCHER)):
        user_id = await members.add(
            ctx, name=name, role=role, password=password, email=email, must_change_password=False
        )
        found[role] = Actor("user", user_id, name, role, ROLES[role])
    return found


async def _import_books(ctx: Ctx, now: datetime) -> None:
    """Seven files, as a company would hand them over; refusing one of them is a mistake of ours."""
    chance = Random(_SEED)  # noqa: S311 - the same company every time
    local = now.astimezone(ctx.zone).replace(tzinfo=None)
    today = local.date()
    people = patrons.everybody(chance)
    plan = visits.planned(chance, people, today)
    states = books.statuses(chance, plan, local)
    found = books.bills(chance, plan, states, today)
    for dataset, data in (
        ("clients", books.clients(people)),
        ("workers", cast.WORKERS_CSV),
        ("bookings", books.bookings(plan, states)),
        ("invoices", books.invoices(found)),
        ("payments", books.payments(chance, found, local)),
        ("expenses", books.expenses(chance, today)),
        ("gst_instalments", books.instalments(today)),
    ):
        result = await imports.run(ctx, dataset, data, f"{dataset}.csv", skip_bad_rows=True)
        if result.counts.refused:
            first = next(p for p in result.problems if p.severity == "error")
            raise ValueError(f"{dataset}.csv row {first.row}: {first.message}")


async def _worker_access(ctx: Ctx, password: str) -> dict[UUID, Actor]:
    """Workers as actors by their ids; the first of the cast can sign in."""
    found: dict[UUID, Actor] = {}
    for row in (await workers.find(ctx, Query(limit=50))).rows:
        user_id: UUID | None = None
        if row.phone == cast.HANDS[0].phone:
            user_id = await members.add(
                ctx,
                name=row.name,
                role="worker",
                password=password,
                phone=row.phone,
                worker_id=row.id,
                must_change_password=False,
            )
        found[row.id] = Actor("user", user_id, row.name, "worker", ROLES["worker"], row.id)
    return found


async def _keep_password(org_id: UUID, password: str, clock: Clock) -> None:
    """Make the given password the one of the three demo sign-ins, if it isn't already."""
    identity = await identities.as_role(org_id, "system", "command line", "owner")
    signing = or_(
        col(User.email).in_([cast.OWNER[1], cast.DISPATCHER[1]]),
        col(User.phone) == cast.HANDS[0].phone,
    )
    async with db.unit(identity, clock=clock) as ctx:
        for user in await ctx.session.scalars(select(User).where(signing)):
            if not await crypto.verify_password(user.password_hash, password):
                await members.reset_password(ctx, user.id, password)
                user.must_change_password = False
