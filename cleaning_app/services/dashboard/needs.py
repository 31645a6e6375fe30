"""What needs a hand, most urgent first, each with the next act."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from cleaning_app.context import Ctx
from cleaning_app.domain import periods
from cleaning_app.domain.slots import Interval
from cleaning_app.money import to_decimal_string
from cleaning_app.services.bookings.candidates import Candidate, ranked
from cleaning_app.services.dashboard.views import Need, Target
from cleaning_app.services.rota import Job, Rota

_MOST_OF_A_KIND = 3
_SOON = timedelta(hours=48)
_LATE = timedelta(minutes=15)
_TONES = ("red", "amber", "grey")


def of_schedule(ctx: Ctx, plan: Rota) -> list[Need]:
    """Jobs without crew with who could take them, jobs that should have begun, unconfirmed ones."""
    now = ctx.now()
    waiting = [job for job in plan.jobs if job.status in ("pending", "confirmed")]
    loose = [job for job in waiting if not job.crew and now < job.starts_at < now + _SOON]
    late = [job for job in waiting if job.crew and job.starts_at + _LATE < now < job.ends_at]
    unsure = [job for job in waiting if job.status == "pending" and now < job.starts_at]
    taken: list[tuple[UUID, Interval]] = []
    needs = [_no_crew(ctx, plan, job, taken) for job in loose[:_MOST_OF_A_KIND]]
    if len(loose) > _MOST_OF_A_KIND:
        needs.append(_more_loose(ctx, len(loose) - _MOST_OF_A_KIND))
    needs += [_not_begun(ctx, job) for job in late[:_MOST_OF_A_KIND]]
    if unsure:
        needs.append(_unconfirmed(ctx, unsure))
    return needs


def _no_crew(ctx: Ctx, plan: Rota, job: Job, taken: list[tuple[UUID, Interval]]) -> Need:
    """A job nobody is on; nobody is suggested for two jobs at once."""
    best = next(
        (
            one
            for one in ranked(plan, job.when, job.place, job.skill, job.id)
            if one.is_free
            and not any(rule.rule in ("missing_skill", "time_off") for rule in one.warnings)
            and not any(id == one.worker_id and job.when.overlaps(when) for id, when in taken)
        ),
        None,
    )
    target = Target("Open", f"/bookings/{job.id}", booking_id=job.id)
    detail = "Nobody who could do it is free then"
    if best is not None:
        taken.append((best.worker_id, job.when))
        detail = _suggestion(ctx, plan, best, job)
        if ctx.can("bookings.assign"):
            label = f"Assign {best.worker.split()[0]}"
            target = Target(label, f"/bookings/{job.id}", job.id, best.worker_id)
    today = job.starts_at.astimezone(ctx.zone).date() == ctx.today()
    return Need(
        "no_crew",
        "red" if today else "amber",
        f"{job.client}, {_when(ctx, job.starts_at)}, has no crew",
        detail,
        target,
    )


def _suggestion(ctx: Ctx, plan: Rota, best: Candidate, job: Job) -> str:
    """ "Chloé is 11 min away and free until 13:30" """
    first_name = best.worker.split()[0]
    busy_after = [at.start for at in plan.busy(best.worker_id) if at.start >= job.ends_at]
    shift_ends = [
        shift.end
        for shift in plan.working(best.worker_id)
        if shift.start <= job.ends_at <= shift.end
    ]
    until = min([*busy_after, *shift_ends], default=None)
    same_day = (
        until and until.astimezone(ctx.zone).date() == job.ends_at.astimezone(ctx.zone).date()
    )
    free = f"free until {_clock(ctx, until)}" if until and same_day else "free then"
    if best.drive_minutes is None:
        return f"{first_name} is {free}"
    return f"{first_name} is {best.drive_minutes} min away and {free}"


def _more_loose(ctx: Ctx, more: int) -> Need:
    last = ctx.today() + timedelta(days=2)
    jobs = "1 more job has" if more == 1 else f"{more} more jobs have"
    href = f"/bookings?unassigned=yes&from={ctx.today()}&to={last}&status=pending,confirmed"
    return Need("no_crew", "amber", f"{jobs} no crew", "Within two days", Target("Show", href))


def _not_begun(ctx: Ctx, job: Job) -> Need:
    minutes = int((ctx.now() - job.starts_at).total_seconds()) // 60
    return Need(
        "late",
        "red",
        f"{job.client} should have begun at {_clock(ctx, job.starts_at)}",
        f"{minutes} min ago, nobody has started the job",
        Target("Open", f"/bookings/{job.id}", booking_id=job.id),
    )


def _unconfirmed(ctx: Ctx, unsure: list[Job]) -> Need:
    first = unsure[0]
    title = (
        f"{first.client}, {_when(ctx, first.starts_at)}, isn't confirmed"
        if len(unsure) == 1
        else f"{len(unsure)} bookings of the next days aren't confirmed"
    )
    last = unsure[-1].starts_at.astimezone(ctx.zone).date()
    href = f"/bookings?status=pending&from={ctx.today()}&to={last}"
    detail = f"{first.service}, {first.area}".rstrip(", ")
    if len(unsure) > 1:
        detail = f"the first is {first.client}, {_when(ctx, first.starts_at)}"
    return Need("unconfirmed", "grey", title, detail, Target("Show", href))


_MONEY = text(
    """
    SELECT 'failed' AS kind, i.id AS id, i.number AS number, c.name AS name,
           p.amount_cents AS cents, (p.received_at AT TIME ZONE :zone)::date AS day
    FROM payments p JOIN invoices i ON i.id = p.invoice_id JOIN clients c ON c.id = i.client_id
    WHERE :invoices AND p.status = 'failed' AND p.received_at > :recently
      AND i.status IN ('sent', 'partial', 'overdue')
      AND NOT EXISTS (SELECT 1 FROM payments later WHERE later.org_id = p.org_id
                      AND later.invoice_id = p.invoice_id AND later.received_at > p.received_at)
    UNION ALL
    SELECT 'instalment', id, '', '', amount_cents, due_on FROM gst_instalments
    WHERE :finance AND paid_on IS NULL AND due_on <= :soon
    UNION ALL
    SELECT 'period', NULL, gst_period, '', 0, NULL FROM organisation_settings
    WHERE :finance AND EXISTS (SELECT 1 FROM invoices WHERE status NOT IN ('draft', 'void'))
    UNION ALL
    SELECT 'dead', NULL, '', '', count(*), NULL FROM outbox_events
    WHERE :admin AND status = 'dead'
    ORDER BY 1, 6
    """
)


async def of_office(ctx: Ctx) -> list[Need]:
    """Declined payments, GST that is due, messages that could not be delivered: one statement."""
    rows = await ctx.session.execute(
        _MONEY,
        {
            "zone": ctx.org.timezone,
            "invoices": ctx.can("invoices.view"),
            "finance": ctx.can("finance.view"),
            "admin": ctx.can("admin.manage"),
            "recently": ctx.now() - timedelta(days=14),
            "soon": ctx.today() + timedelta(days=14),
        },
    )
    needs: list[Need] = []
    for row in rows:
        made = _READ[row.kind](ctx, row)
        if made is not None and sum(need.kind == made.kind for need in needs) < _MOST_OF_A_KIND:
            needs.append(made)
    return needs


def _failed(_ctx: Ctx, row: Any) -> Need:
    return Need(
        "payment_failed",
        "red",
        f"Payment declined: {row.name}, {_dollars(row.cents)}",
        f"{row.number} is still open",
        Target("Open invoice", f"/invoices/{row.id}"),
    )


def _instalment(ctx: Ctx, row: Any) -> Need:
    late = (ctx.today() - row.day).days
    verb = "was due" if late > 0 else "is due"
    return Need(
        "gst_instalment",
        "amber" if late > 0 else "grey",
        f"GST instalment {verb} {_day(row.day)}",
        f"{_dollars(row.cents)} isn't recorded as paid",
        Target("Open GST", "/finance/gst"),
    )


def _period(ctx: Ctx, row: Any) -> Need | None:
    """The return of the last period that ended, from a month before it is due to a month after."""
    today = ctx.today()
    near = [
        period
        for period in periods.due_in_year(today.year, row.number)
        if period.ends_on < today and abs((periods.due_on(period) - today).days) <= 30
    ]
    if not near:
        return None
    due = periods.due_on(near[-1])
    verb = "was due" if due < today else "is due"
    return Need(
        "gst_return",
        "amber" if due < today else "grey",
        f"GST for {near[-1].label} {verb} {_day(due)}",
        "Download the export and file it with the CRA",
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
    "instalment": _instalment,
    "period": _period,
    "dead": _dead,
}


def in_order(needs: list[Need]) -> list[Need]:
    """Red before amber before grey, otherwise as found."""
    return sorted(needs, key=lambda need: _TONES.index(need.tone))


def _clock(ctx: Ctx, at: datetime) -> str:
    return f"{at.astimezone(ctx.zone):%H:%M}"


def _when(ctx: Ctx, at: datetime) -> str:
    """10:00 today, "tomorrow 10:00", else "Wed 10:00"."""
    days = (at.astimezone(ctx.zone).date() - ctx.today()).days
    if days == 0:
        return _clock(ctx, at)
    return f"{'tomorrow' if days == 1 else f'{at.astimezone(ctx.zone):%a}'} {_clock(ctx, at)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _dollars(cents: int) -> str:
    whole, _, rest = to_decimal_string(cents).partition(".")
    return f"${int(whole):,}.{rest}"
