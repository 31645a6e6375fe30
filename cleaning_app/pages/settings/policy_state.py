"""The terms being changed, and what they come to for one booking."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import format, forms, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.domain.policies import BookingFacts, PolicySnapshot, snapshot
from cleaning_app.errors import Invalid
from cleaning_app.money import parse_cents
from cleaning_app.pages.settings import policy_form
from cleaning_app.services import catalogue, policies

_EXAMPLE = {"service": "standard", "price": "200", "days": "5", "new_client": "on"}


class PolicyState(forms.FormState, LoadState, rx.State):
    """The form with its worked example."""

    typed: dict[str, str] = {}
    revision: int = 0
    services: list[Option] = []
    example: dict[str, str] = _EXAMPLE
    title: str = ""
    deposit: str = ""
    deposit_why: str = ""
    cancelling: list[str] = []
    moving: str = ""
    risk: str = ""
    risk_colour: str = "grey"
    _saved: dict[str, str] = {}

    @handler("policies.manage", fills=True)
    async def load(self, ctx: Ctx):
        """Show the terms as they are, with a deep clean as the example."""
        kinds = await catalogue.services(ctx)
        self.services = [Option(kind.key, kind.name) for kind in kinds]
        keys = [kind.key for kind in kinds]
        service = "deep" if "deep" in keys else next(iter(keys), "standard")
        self.example = {**_EXAMPLE, "service": service}
        await self._fill(ctx)
        self.ready = True

    async def _fill(self, ctx: Ctx) -> None:
        self.typed = policy_form.as_text(await policies.current(ctx))
        self._saved, self.problems = dict(self.typed), {}
        self.revision += 1
        self._work_out()

    def _work_out(self) -> None:
        """What the typed terms come to; half-typed numbers leave the last example standing."""
        try:
            policy, facts = policy_form.policy_of(self.typed), self._facts()
            terms = snapshot(facts, policy)
        except Invalid:
            return
        self.title = self._sentence(facts)
        self.deposit = (
            format.money(terms.deposit.amount_cents) if terms.deposit.required else "None"
        )
        self.deposit_why = _why(terms)
        self.cancelling, self.moving = _cancelling(terms), _moving(terms)
        self.risk = f"{terms.risk.band.value.capitalize()}, {terms.risk.score} points"
        self.risk_colour = {"low": "green", "medium": "amber", "high": "red"}[terms.risk.band.value]

    def _facts(self) -> BookingFacts:
        days = self.example["days"]
        if not days.isascii() or not days.isdigit() or len(days) > 3:
            raise Invalid("A whole number of days.")
        return BookingFacts(
            service=self.example["service"],
            total_cents=parse_cents(self.example["price"]),
            hours_ahead=24.0 * int(days),
            first_time=self.example["new_client"] == "on",
        )

    def _sentence(self, facts: BookingFacts) -> str:
        """A deep clean at $200 for a new client, 5 days ahead"""
        name = next((o.label for o in self.services if o.value == facts.service), facts.service)
        article = "An" if name[:1].lower() in "aeiou" else "A"
        price = format.money(facts.total_cents or 0).removesuffix(".00")
        whom = "for a new client" if facts.first_time else "for a known client"
        days = int(facts.hours_ahead) // 24
        ahead = "today" if days == 0 else f"{format.count(days, 'day')} ahead"
        return f"{article} {name[:1].lower()}{name[1:]} at {price} {whom}, {ahead}"

    @handler("policies.manage")
    async def set_term(self, ctx: Ctx, name: str, value: str):
        """A term was typed; the example follows."""
        if name in policy_form.DEFAULTS:
            self.typed[name] = value[:2000]
            self._work_out()

    @handler("policies.manage")
    async def set_flag(self, ctx: Ctx, name: str, on: bool):
        """A yes-or-no term changed."""
        if name in policy_form.DEFAULTS:
            self.typed[name] = "on" if on else ""
            self._work_out()

    @handler("policies.manage")
    async def set_example(self, ctx: Ctx, name: str, value: str):
        """Another booking to work the example with."""
        if name in _EXAMPLE:
            self.example[name] = value[:40]
            self._work_out()

    @handler("policies.manage")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Keep the terms for bookings made from now on."""
        shown = {name: str(form.get(name, "")) for name in policy_form.DEFAULTS if name in form}
        before = dict(self._saved)
        await policies.change(ctx, policy_form.read({**self.typed, **shown}))
        await self._fill(ctx)
        return toast.done("Saved for bookings made from now on.", undo=PolicyState.put_back(before))

    @handler("policies.manage")
    async def put_back(self, ctx: Ctx, before: dict[str, str]):
        """Undo a change of terms."""
        await policies.change(ctx, policy_form.read(before))
        await self._fill(ctx)
        return toast.done("The terms are as they were.")

    @handler("policies.manage")
    async def discard(self, ctx: Ctx):
        """Throw away what was typed."""
        await self._fill(ctx)


def _why(terms: PolicySnapshot) -> str:
    """35% of the price: new client, deep clean"""
    if not terms.deposit.required:
        return "No reason asks for one."
    reasons = ", ".join(_REASONS.get(r, "a heavy service") for r in terms.deposit.reasons)
    share = f"{terms.deposit.percent}% of the price, within your limits"
    return f"{share}: {reasons}." if reasons else f"{share}."


_REASONS = {
    "first_time_client": "new client",
    "short_notice": "less than a day ahead",
    "late_booking": "less than two days ahead",
    "high_value_booking": "a large booking",
    "risk_medium": "medium risk",
    "risk_high": "high risk",
}


def _cancelling(terms: PolicySnapshot) -> list[str]:
    c = terms.cancellation
    late = (
        f"at least {format.money(c.late_fee_cents)} is kept" if c.late_fee_cents else "nothing back"
    )
    return [
        f"Free until {c.free_hours} h before",
        f"{c.refund_percent}% back until {c.partial_hours} h before",
        f"After that {late}",
    ]


def _moving(terms: PolicySnapshot) -> str:
    r = terms.reschedule
    if not r.allowed:
        return "Clients can't move it."
    times = "once" if r.most == 1 else f"{r.most} times"
    if not r.fee_cents:
        return f"The client may move it {times}, at no charge."
    fee = format.money(r.fee_cents).removesuffix(".00")
    return f"The client may move it {times}; {fee} within {r.notice_hours} h of the start."
