"""The demo's people beside their jobs: time off asked for and given, papers that end, tips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Actor, Ctx
from cleaning_app.models import Worker
from cleaning_app.services import payroll, time_off, workers, working_rules

_FIRST_AID, _CHEMICALS, _LADDER = "First aid", "Chemical handling", "Ladder safety"

_HELD = (
    ("W01", _FIRST_AID, 410), ("W01", _CHEMICALS, 205), ("W02", _FIRST_AID, 19),
    ("W02", _CHEMICALS, 330), ("W03", _FIRST_AID, 122), ("W04", _CHEMICALS, 88),
    ("W05", _CHEMICALS, -9), ("W06", _CHEMICALS, 240), ("W07", _FIRST_AID, 301),
    ("W07", _CHEMICALS, 301), ("W08", _LADDER, 150), ("W09", _CHEMICALS, 505),
    ("W10", _CHEMICALS, 64), ("W11", _CHEMICALS, 190), ("W12", _CHEMICALS, 277),
)  # fmt: skip
"""Worker, certificate, days until it ends."""


async def look_after(ctx: Ctx, hands: Mapping[UUID, Actor], office: Mapping[str, Actor]) -> None:
    """Certificates, the holiday the company works on, requests answered and waiting."""
    found = await ctx.session.execute(select(col(Worker.external_id), col(Worker.id)))
    ids: dict[str, UUID] = {external: id for external, id in found if external}
    owner = replace(ctx, actor=office["owner"])
    await _papers(owner, ids)
    await _beside_the_hours(owner, ids)
    await _raises(owner, ids)
    await _approve_last_pay(owner)
    await _requests(ctx, {name: hands[id] for name, id in ids.items()}, office["dispatcher"])


async def _papers(ctx: Ctx, ids: Mapping[str, UUID]) -> None:
    today = ctx.today()
    for worker, name, left in _HELD:
        if worker in ids:
            ends = today + timedelta(days=left)
            issued = date(ends.year - 2, ends.month, min(ends.day, 28))
            await workers.certificates.add(
                ctx, ids[worker], name, number=f"{worker[1:]}-{issued:%y%m}", issued_on=issued,
                expires_on=ends,
            )  # fmt: skip
    deep = next(one for one in await workers.certificates.requirements(ctx) if "Deep" in one.skill)
    await workers.certificates.require(ctx, deep.skill_id, _CHEMICALS)
    rules = await working_rules.current(ctx)
    eve = {date(today.year, 12, 24): "Christmas Eve"}
    wanted = replace(rules, open_on=frozenset({"Remembrance Day"}), own_days=eve)
    await working_rules.change(ctx, wanted)


_BESIDE = (
    ("W01", "tip", 2_000, 1, "Léa Tremblay, for the windows"), ("W03", "tip", 1_500, 2, ""),
    ("W07", "reimbursement", 3_149, 2, "Vacuum bags"), ("W02", "bonus", 5_000, 3, "Brought Zoë to us"),
    ("W05", "reimbursement", 1_220, 9, "Parking downtown"), ("W04", "tip", 1_000, 10, ""),
    ("W06", "deduction", 2_500, 12, "Lost key"),
)  # fmt: skip
"""Worker, kind, cents, days ago, note."""


async def _beside_the_hours(ctx: Ctx, ids: Mapping[str, UUID]) -> None:
    for worker, kind, cents, ago, note in _BESIDE:
        day = ctx.today() - timedelta(days=ago)
        await payroll.add_item(ctx, ids[worker], kind, cents, day, note)


async def _raises(ctx: Ctx, ids: Mapping[str, UUID]) -> None:
    """One who earns more since the autumn, one who will."""
    for worker, more, days in (("W01", 1_50, -45), ("W04", 75, 20)):
        now = (await workers.get(ctx, ids[worker])).hourly_rate_cents or 0
        day = ctx.today() + timedelta(days=days)
        await workers.pay_rates.change(ctx, ids[worker], now + more, day)


async def _approve_last_pay(ctx: Ctx) -> None:
    """Pay is approved up to the period before the one that has just ended."""
    period = (await payroll.periods(ctx, 3))[2]
    sheet = await payroll.sheet(ctx, date.fromisoformat(period.key))
    if sheet.rows:
        await payroll.approve(ctx, sheet.period.first, sheet.digest)


async def _requests(ctx: Ctx, hands: Mapping[str, Actor], dispatcher: Actor) -> None:
    today = ctx.today()
    week = today + timedelta(days=7 - today.weekday())

    async def ask(worker: str, kind: str, first: date, days: int, note: str) -> UUID:
        last = first + timedelta(days=days - 1)
        own = replace(ctx, actor=hands[worker])
        return await time_off.ask(own, kind=kind, first=first, last=last, note=note)

    given = await ask("W11", "vacation", week + timedelta(days=14), 5, "Trip to Jasper")
    refused = await ask("W06", "vacation", week + timedelta(days=25), 3, "")
    answering = replace(ctx, actor=dispatcher)
    await time_off.approve(answering, given, "Enjoy it!", take_off=True)
    await time_off.decline(answering, refused, "Three of us are off then already. The week after?")
    await ask("W01", "vacation", week + timedelta(days=9), 4, "My sister's wedding in Calgary")
    afternoon = replace(ctx, actor=hands["W04"])
    await time_off.ask(
        afternoon, kind="other", first=week + timedelta(days=2), last=week + timedelta(days=2),
        from_time=time(13), to_time=time(16, 30), note="School meeting",
    )  # fmt: skip
