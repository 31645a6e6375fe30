"""What needs a hand in the office: declined payments, GST that is due, messages that failed."""

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
    SELECT 'failed' AS kind, i.id AS id, i.number AS number, c.name AS name,
           p.amount_cents AS cents, NULL::date AS day, p.received_at AS at
    FROM payments p JOIN invoices i ON i.id = p.invoice_id JOIN clients c ON c.id = i.client_id
    WHERE :invoices AND p.status = 'failed' AND p.received_at > :recently
      AND (i.status IN ('sent', 'partial', 'overdue') OR p.amount_cents < 0)
      AND NOT EXISTS (SELECT 1 FROM payments later WHERE later.org_id = p.org_id
                      AND later.invoice_id = p.invoice_id AND later.received_at > p.received_at)
    UNION ALL
    SELECT 'dispute', i.id, i.number, c.name, d.amount_cents, NULL, d.evidence_due_at
    FROM card_disputes d JOIN card_payments t ON t.id = d.card_payment_id
    JOIN invoices i ON i.id = t.invoice_id JOIN clients c ON c.id = i.client_id
    WHERE :invoices AND d.evidence_due_at IS NOT NULL
    UNION ALL
    SELECT 'instalment', id, '', '', amount_cents, due_on, NULL FROM gst_instalments
    WHERE :finance AND paid_on IS NULL AND due_on <= :soon
    UNION ALL
    SELECT 'period', NULL, gst_period, '', 0,
           (SELECT max(last_on) FROM gst_filings WHERE withdrawn_at IS NULL), NULL
    FROM organisation_settings
    WHERE :finance AND EXISTS (SELECT 1 FROM invoices WHERE status NOT IN ('draft', 'void'))
    UNION ALL
    SELECT 'dead', NULL, '', '', count(*), NULL, NULL FROM outbox_events
    WHERE :admin AND status = 'dead'
    ORDER BY 1, 6, 7
    """
)


async def of_office(ctx: Ctx) -> list[Need]:
    """Declined payments, GST that is due, messages that could not be delivered: one statement."""
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
    "gst_instalment": ("GST instalments not recorded as paid", "/finance/gst"),
}


def _failed(_ctx: Ctx, row: Any) -> Need:
    if row.cents < 0:
        return Need(
            "payment_failed",
            "red",
            f"A refund failed: {row.name}, {dollars(-row.cents)}",
            f"The money of {row.number} is still here",
            Target("Open invoice", f"/invoices/{row.id}"),
        )
    return Need(
        "payment_failed",
        "red",
        f"Payment declined: {row.name}, {dollars(row.cents)}",
        f"{row.number} is still open",
        Target("Open invoice", f"/invoices/{row.id}"),
    )


def _dispute(ctx: Ctx, row: Any) -> Need:
    days = (row.at.astimezone(ctx.zone).date() - ctx.today()).days
    return Need(
        "dispute",
        "red",
        f"{row.name}'s bank disputes {dollars(row.cents)}",
        f"{row.number}: answer in Stripe by {_day(row.at.astimezone(ctx.zone).date())}"
        if days >= 0
        else f"{row.number}: the day to answer has passed",
        Target("Open invoice", f"/invoices/{row.id}"),
    )


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
    "instalment": _instalment,
    "period": _period,
    "dead": _dead,
}


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
