"""Hours and pay, on the phone: one's own, this period and those before, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import address, crew, local, pieces, reading, words
from cleaning_app.components.handler import handler
from cleaning_app.components.live import live_feed, read_notices
from cleaning_app.components.loading import LoadState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import payroll
from cleaning_app.services.payroll import OwnPay, PayRow


@dataclass
class Sum:
    """A line of the reckoning."""

    what: str
    how: str
    amount: str


@dataclass
class VisitLine:
    """A clocked visit."""

    client: str
    times: str
    took: str


@dataclass
class DayLine:
    """A day with its visits."""

    day: str
    took: str
    visits: list[VisitLine]


class PayState(words.Spoken, LoadState, rx.State):
    """A period of one's own."""

    label: str = ""
    hours: str = ""
    total: str = ""
    approved: bool = False
    before: str = ""
    after: str = ""
    sums: list[Sum] = []
    days: list[DayLine] = []
    unclocked: list[VisitLine] = []

    @handler(permissions.OWN_BOOKINGS, fills=True)
    async def load(self, ctx: Ctx):
        """Show the period of the day in the address, else today's."""
        await self._fill(ctx)
        self.ready = True

    async def _fill(self, ctx: Ctx) -> None:
        language = words.language(self, ctx)
        found = await payroll.own(ctx, reading.day_or_none(address.asked(self, "on")))
        self.label, self.approved = _period(language, found), found.is_approved
        minutes = found.row.minutes if found.row else 0
        self.hours = local.duration(language, minutes)
        self.total = local.money(language, found.row.total_cents if found.row else 0)
        self.before = f"/pay?on={found.before}" if found.before else ""
        self.after = f"/pay?on={found.after}" if found.after else ""
        self.sums = _sums(language, found.row) if found.row else []
        self.days = _days(ctx, language, found)
        self.unclocked = [
            VisitLine(
                one.client,
                local.short_day(language, one.day, ctx.today()),
                local.duration(language, one.minutes),
            )
            for one in found.unclocked[:20]
        ]

    @handler(permissions.OWN_BOOKINGS)
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """A clock was stopped or put right."""
        if read_notices(sent):
            await self._fill(ctx)


def _period(language: str, found: OwnPay) -> str:
    first, last = (local.day(language, day) for day in (found.period.first, found.period.last))
    return f"{first} – {last}"


def _sums(language: str, row: PayRow) -> list[Sum]:
    first, *later = row.rates_paid
    rate = words.say(language, "pay_rate", rate=local.money(language, first.cents))
    found = [Sum(words.say(language, "pay_regular"), local.duration(language, row.regular), rate)]
    for one in later:
        since = local.day(language, one.valid_from or row.days[0].day)
        amount = words.say(language, "pay_rate", rate=local.money(language, one.cents))
        found.append(Sum(words.say(language, "pay_rate_from", day=since), "", amount))
    for key, minutes in (("pay_overtime", row.overtime), ("pay_double", row.double)):
        if minutes:
            times = "× 1.5" if key == "pay_overtime" else "× 2"
            if language == "fr":
                times = times.replace(".", ",")
            found.append(Sum(words.say(language, key), local.duration(language, minutes), times))
    for key, cents in (
        ("pay_tips", row.tips_cents),
        ("pay_reimbursed", row.reimbursed_cents),
        ("pay_beside", row.other_cents),
        ("pay_earlier", row.adjusted_cents),
    ):
        if cents:
            found.append(Sum(words.say(language, key), "", local.money(language, cents)))
    return found


def _days(ctx: Ctx, language: str, found: OwnPay) -> list[DayLine]:
    days = found.row.days if found.row else []
    return [
        DayLine(
            local.short_day(language, one.day, ctx.today()),
            local.duration(language, one.minutes),
            [_visit(ctx, language, visit) for visit in found.visits if visit.day == one.day],
        )
        for one in reversed(days)
    ]


def _visit(ctx: Ctx, language: str, one: payroll.Visit) -> VisitLine:
    if one.ended_at is None:
        began = local.time(language, one.started_at, ctx.zone)
        times = f"{began} – {words.say(language, 'pay_running')}"
    else:
        times = local.span(language, one.started_at, one.ended_at, ctx.zone)
    took = local.duration(language, one.minutes) if one.minutes or one.ended_at else ""
    return VisitLine(one.client, times, took)


@page(
    "/pay",
    title="Hours",
    permission=permissions.OWN_BOOKINGS,
    icon="clock",
    position=3,
    audience="worker",
    said="hours",
    on_load=PayState.load,
)
def pay() -> rx.Component:
    s = PayState
    content = rx.cond(
        s.ready,
        rx.fragment(
            _head(),
            rx.cond(s.sums.length() > 0, _reckoning(), _nothing()),
            rx.cond(s.unclocked.length() > 0, _unclocked()),
            rx.cond(s.days.length() > 0, _by_day()),
        ),
        pieces.skeleton(8),
    )
    return rx.fragment(
        crew.last_seen("pay", s.ready, content),
        live_feed(topics=["bookings", "payroll"], on_notice=s.hear),
    )


def _head() -> rx.Component:
    s = PayState
    return rx.el.div(
        rx.el.div(
            rx.el.div(s.label, class_name="muted num"),
            rx.el.h1(s.hours, class_name="num"),
            class_name="grow",
        ),
        _arrow("chevron-left", "pay_before", s.before),
        _arrow("chevron-right", "pay_after", s.after),
        class_name="phone-head row",
    )


def _arrow(icon: str, key: str, href: rx.Var[str]) -> rx.Component:
    link = pieces.link(
        pieces.icon(icon, 20), href=href, class_name="thumb-icon", aria_label=words.attribute(key)
    )
    return rx.cond(href != "", link)


def _reckoning() -> rx.Component:
    s = PayState

    def line(one: rx.Var[Sum]) -> rx.Component:
        return rx.el.div(
            rx.el.span(one.what, class_name="grow"),
            rx.el.span(one.how),
            rx.el.span(one.amount, class_name="muted pay-amount"),
            class_name="row",
        )

    badge = rx.cond(
        s.approved,
        pieces.badge(words.text("pay_approved"), "green", plain=True),
        pieces.badge(words.text("pay_open"), "blue", plain=True),
    )
    return rx.el.section(
        rx.foreach(s.sums, line),
        rx.el.div(
            rx.el.span(words.text("pay_total"), badge, class_name="grow pay-whole"),
            rx.el.b(s.total, class_name="pay-amount"),
            class_name="row pay-total",
        ),
        class_name="visit num pay-sums",
    )


def _nothing() -> rx.Component:
    return pieces.empty("clock", words.text("pay_nothing"), words.text("pay_nothing_hint"))


def _unclocked() -> rx.Component:
    return rx.el.section(
        rx.el.b(words.text("pay_unclocked")),
        rx.el.span(words.text("pay_unclocked_hint")),
        rx.foreach(PayState.unclocked, _visit_line),
        class_name="visit read-first num",
    )


def _visit_line(v: rx.Var[VisitLine]) -> rx.Component:
    return rx.el.div(
        rx.el.span(v.client, class_name="grow"),
        rx.el.span(v.times, class_name="quieter"),
        rx.el.span(v.took, class_name="pay-amount"),
        class_name="row",
    )


def _by_day() -> rx.Component:
    def day(d: rx.Var[DayLine]) -> rx.Component:
        return rx.el.section(
            rx.el.div(
                rx.el.h2(d.day),
                rx.el.span(d.took, class_name="faint push num"),
                class_name="row",
            ),
            rx.el.div(
                rx.foreach(d.visits, lambda v: rx.el.div(_visit_line(v))),
                class_name="week-jobs num",
            ),
            class_name="week-day",
        )

    return rx.fragment(
        rx.el.h2(words.text("pay_by_day"), class_name="sr-only"), rx.foreach(PayState.days, day)
    )
