"""What needs a hand in the office: money that went wrong, GST that is due, messages that failed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain import periods
from cleaning_app.money import dollars
from cleaning_app.services.dashboard.views import MOST_OF_A_KIND, Need, Target
from cleaning_app.services.invoices.find import RECENTLY_DECLINED

_MONEY = text(
    """
    SELECT 'failed' AS kind, coalesce(i.id, b.id) AS id, i.number AS number, b.number AS booking,
           c.name AS name, p.amount_cents AS cents, NULL::date AS day, p.received_at AS at
    FROM payments p LEFT JOIN invoices i ON i.id = p.invoice_id
    LEFT JOIN deposits d ON d.id = p.deposit_id LEFT JOIN bookings b ON b.id = d.booking_id
    JOIN clients c ON c.id = coalesce(i.client_id, d.client_id)
    WHERE :invoices AND p.status = 'failed' AND p.received_at > :recently
      AND (i.status IN ('sent', 'partial', 'overdue') OR d.status = 'asked' OR p.amount_cents < 0)
      AND NOT EXISTS (SELECT 1 FROM payments later WHERE later.org_id = p.org_id
                      AND (later.invoice_id = p.invoice_id OR later.deposit_id = p.deposit_id)
                      AND later.received_at > p.received_at)
    UNION ALL
    SELECT 'dispute', coalesce(i.id, b.id), i.number, b.number, c.name, o.amount_cents, NULL,
           o.evidence_due_at
    FROM card_disputes o JOIN card_payments t ON t.id = o.card_payment_id
    LEFT JOIN invoices i ON i.id = t.invoice_id
    LEFT JOIN deposits d ON d.id = t.deposit_id LEFT JOIN bookings b ON b.id = d.booking_id
    JOIN clients c ON c.id = coalesce(i.client_id, d.client_id)
    WHERE :invoices AND o.evidence_due_at IS NOT NULL
    UNION ALL
    SELECT 'paid_void', i.id, i.number, NULL, c.name, i.paid_cents, NULL, i.voided_at
    FROM invoices i JOIN clients c ON c.id = i.client_id
    WHERE :invoices AND i.status = 'void' AND i.paid_cents > 0
    UNION ALL
    SELECT 'instalment', id, '', NULL, '', amount_cents, due_on, NULL FROM gst_instalments
    WHERE :finance AND paid_on IS NULL AND due_on <= :soon
    UNION ALL
    SELECT 'period', NULL, gst_period, NULL, '', 0,
           (SELECT max(last_on) FROM gst_filings WHERE withdrawn_at IS NULL), NULL
    FROM organisation_settings
    WHERE :finance AND EXISTS (SELECT 1 FROM invoices WHERE status NOT IN ('draft', 'void'))
    UNION ALL
    SELECT 'dead', NULL, '', NULL, '', count(*), NULL, NULL FROM outbox_events
    WHERE :admin AND status = 'dead'
    ORDER BY 1, 7, 8
    """
)


async def of_office(ctx: Ctx) -> list[Need]:
    """Money that went wrong, GST that is due, messages that could not be delivered: one statement."""
    rows = await ctx.session.execute(
        _MONEY,
        {
            "invoices": ctx.can("invoices.view"),
            "finance": ctx.can("finance.view"),
            "admin": ctx.can("admin.manage"),
            "recently": ctx.now() - RECENTLY_DECLINED,
            "soon": ctx.today() + timedelta(days=14),
        },
    )
    needs: list[Need] = []
    for kind, alike in groupby(rows, key=lambda row: row.kind):
        told = [need for row in alike if (need := _READ[kind](ctx, row)) is not None]
        needs += told[:MOST_OF_A_KIND]
        if len(told) > MOST_OF_A_KIND:
            needs.append(_more(told))
    return needs


def _more(told: list[Need]) -> Need:
    """The line that stands for what is not named one by one."""
    words, href = _MORE[told[0].kind]
    more = told[MOST_OF_A_KIND:]
    title = f"{len(more)} more {words if len(more) > 1 else words.replace('s ', ' ', 1)}"
    target = Target(f"Show all {len(told)}", href)
    return Need(told[0].kind, more[0].tone, title, f"the next: {more[0].title}", target)


_MORE: dict[str, tuple[str, str]] = {
    "payment_failed": ("payments declined", "/invoices?status=declined"),
    "dispute": ("disputes to answer", "/invoices"),
    "paid_void": ("payments on void invoices", "/invoices?status=void"),
    "gst_instalment": ("GST instalments not recorded as paid", "/finance/gst"),
}


def _failed(_ctx: Ctx, row: Any) -> Need:
    if row.cents < 0:
        return Need(
            "payment_failed",
            "red",
            f"A refund failed: {row.name}, {dollars(-row.cents)}",
            f"The money of {_number(row)} is still here",
            _target(row),
        )
    return Need(
        "payment_failed",
        "red",
        f"Payment declined: {row.name}, {dollars(row.cents)}",
        f"The deposit of {_number(row)} is still asked for"
        if row.booking
        else f"{row.number} is still open",
        _target(row),
    )


def _dispute(ctx: Ctx, row: Any) -> Need:
    days = (row.at.astimezone(ctx.zone).date() - ctx.today()).days
    return Need(
        "dispute",
        "red",
        f"{row.name}'s bank disputes {dollars(row.cents)}",
        f"{_number(row)}: answer in Stripe by {_day(row.at.astimezone(ctx.zone).date())}"
        if days >= 0
        else f"{_number(row)}: the day to answer has passed",
        _target(row),
    )


def _paid_void(_ctx: Ctx, row: Any) -> Need:
    return Need(
        "paid_void",
        "red",
        f"Paid though void: {row.name}, {dollars(row.cents)}",
        f"Give the money of {row.number} back, or put it to another invoice",
        _target(row),
    )


def _number(row: Any) -> str:
    """The invoice, or the booking a deposit is for."""
    return f"B-{row.booking:05}" if row.booking else row.number


def _target(row: Any) -> Target:
    if row.booking:
        return Target("Open booking", f"/bookings/{row.id}")
    return Target("Open invoice", f"/invoices/{row.id}")


def _instalment(ctx: Ctx, row: Any) -> Need:
    late = (ctx.today() - row.day).days
    verb = "was due" if late > 0 else "is due"
    return Need(
        "gst_instalment",
        "amber" if late > 0 else "grey",
        f"GST instalment {verb} {_day(row.day)}",
        f"{dollars(row.cents)} isn't recorded as paid",
        Target("Open GST", "/finance/gst"),
    )


def _period(ctx: Ctx, row: Any) -> Need | None:
    """The return of the last period that ended, from a month before it is due until it is filed."""
    today = ctx.today()
    near = [
        period
        for period in periods.due_in_year(today.year, row.number)
        if period.ends_on < today
        and (periods.due_on(period) - today).days <= 30
        and (row.day is None or row.day < period.ends_on)
    ]
    if not near:
        return None
    due = periods.due_on(near[-1])
    verb = "was due" if due < today else "is due"
    late = "grey" if row.day is None else "red"  # who never filed here may have filed elsewhere
    return Need(
        "gst_return",
        late if due < today else "amber",
        f"GST for {near[-1].label} {verb} {_day(due)}",
        "Download the export, file it with the CRA, then mark it as filed",
        Target("Open return", f"/finance/gst?period={near[-1].key}"),
    )


def _dead(_ctx: Ctx, row: Any) -> Need | None:
    if not row.cents:
        return None
    messages = "1 message" if row.cents == 1 else f"{row.cents} messages"
    return Need(
        "dead_letters",
        "amber",
        f"{messages} could not be delivered",
        "Look at the reasons, mend the address, send again",
        Target("Open", "/system"),
    )


_READ: dict[str, Any] = {
    "failed": _failed,
    "dispute": _dispute,
    "paid_void": _paid_void,
    "instalment": _instalment,
    "period": _period,
    "dead": _dead,
}


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
