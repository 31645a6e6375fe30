"""What needs a hand on the schedule, most urgent first, each with the next act."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import NOT_BEGUN
from cleaning_app.domain.durations import hours_and_minutes
from cleaning_app.domain.slots import Interval
from cleaning_app.services import problems, waitlist
from cleaning_app.services.bookings.candidates import Candidate, ranked
from cleaning_app.services.dashboard.views import MOST_OF_A_KIND, Need, Target
from cleaning_app.services.rota import Job, Rota
from cleaning_app.services.series import conflicts

_LATE = timedelta(minutes=15)
_TONES = ("red", "amber", "grey")


def of_schedule(ctx: Ctx, plan: Rota) -> list[Need]:
    """Jobs without crew with who could take them, jobs that should have begun, unconfirmed ones.

    A job nobody is on stays until the end of its day, also when its time has passed: somebody has
    to ring the client. What "3 more" leads to lists exactly the jobs that were counted.
    """
    now, today = ctx.now(), plan.window.start
    waiting = [job for job in plan.jobs if job.status in NOT_BEGUN]
    loose = [job for job in waiting if not job.crew and today <= job.starts_at < plan.window.end]
    late = [job for job in waiting if job.crew and job.starts_at + _LATE < now < job.ends_at]
    unsure = [job for job in waiting if job.status == "pending" and now < job.starts_at]
    taken: list[tuple[UUID, Interval]] = []
    needs = [_no_crew(ctx, plan, job, taken) for job in loose[:MOST_OF_A_KIND]]
    if len(loose) > MOST_OF_A_KIND:
        needs.append(_more_loose(ctx, plan, loose))
    needs += [_not_begun(ctx, job) for job in late[:MOST_OF_A_KIND]]
    if len(late) > MOST_OF_A_KIND:
        needs.append(_more_late(ctx, late))
    if unsure:
        needs.append(_unconfirmed(ctx, unsure))
    return needs


def _no_crew(ctx: Ctx, plan: Rota, job: Job, taken: list[tuple[UUID, Interval]]) -> Need:
    """A job nobody is on; nobody is suggested for two jobs at once."""
    best = None if job.ends_at <= ctx.now() else _best(plan, job, taken)
    target = Target("Open", f"/bookings/{job.id}", booking_id=job.id)
    detail = "Nobody who could do it is free then"
    if job.ends_at <= ctx.now():
        detail = "Its time has passed: move it, or cancel it with the client"
    if best is not None:
        taken.append((best.worker_id, job.when))
        detail = _suggestion(ctx, plan, best, job)
        if ctx.can("bookings.assign"):
            label = f"Assign {best.worker.split()[0]}"
            target = Target(label, f"/bookings/{job.id}", job.id, best.worker_id)
    today = _is_today(ctx, job)
    title = f"{job.client}, {_when(ctx, job.starts_at)}, has no crew"
    if job.starts_at <= ctx.now():
        title = f"{job.client} should have begun at {_clock(ctx, job.starts_at)}, has no crew"
    return Need("no_crew", "red" if today else "amber", title, detail, target)


def _best(plan: Rota, job: Job, taken: list[tuple[UUID, Interval]]) -> Candidate | None:
    """Who is able, free, and not suggested for another job at that time."""
    return next(
        (
            one
            for one in ranked(plan, job.when, job.place, job.skill, job.id)
            if one.is_free
            and not any(rule.rule in ("missing_skill", "time_off") for rule in one.warnings)
            and not any(id == one.worker_id and job.when.overlaps(when) for id, when in taken)
        ),
        None,
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


def _more_loose(ctx: Ctx, plan: Rota, loose: list[Job]) -> Need:
    more = loose[MOST_OF_A_KIND:]
    # The window ends with the first moment of the day after the last one that is looked at.
    last = (plan.window.end - timedelta(seconds=1)).astimezone(ctx.zone).date()
    jobs = "1 more job has" if len(more) == 1 else f"{len(more)} more jobs have"
    href = (
        f"/bookings?unassigned=yes&from={ctx.today()}&to={last}"
        "&status=pending,confirmed&sort=starts_at"
    )
    return Need(
        "no_crew",
        "red" if _is_today(ctx, more[0]) else "amber",
        f"{jobs} no crew",
        f"the next is {more[0].client}, {_when(ctx, more[0].starts_at)}",
        Target(f"Show all {len(loose)}", href),
    )


def _not_begun(ctx: Ctx, job: Job) -> Need:
    since = hours_and_minutes(int((ctx.now() - job.starts_at).total_seconds()) // 60)
    return Need(
        "late",
        "red",
        f"{job.client} should have begun at {_clock(ctx, job.starts_at)}",
        f"{since} ago, nobody has started the job",
        Target("Open", f"/bookings/{job.id}", booking_id=job.id),
    )


def _more_late(ctx: Ctx, late: list[Job]) -> Need:
    more = late[MOST_OF_A_KIND:]
    jobs = "1 more job hasn't" if len(more) == 1 else f"{len(more)} more jobs haven't"
    return Need(
        "late",
        "red",
        f"{jobs} begun",
        f"the next should have at {_clock(ctx, more[0].starts_at)}: {more[0].client}",
        Target("Open schedule", "/schedule"),
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
        detail = f"The first is {first.client}, {_when(ctx, first.starts_at)}"
    return Need("unconfirmed", "grey", title, detail, Target("Show", href))


async def of_waitlist(ctx: Ctx) -> list[Need]:
    """Clients who wait for a time that is free by now."""
    ready = [chance for chance in await waitlist.chances(ctx, count=1) if chance.slots]
    if not ready:
        return []
    first, slot = ready[0].entry, ready[0].slots[0]
    who = " and ".join(name.split()[0] for name in slot.workers)
    title = (
        f"{first.client} waits for a time, and one is free"
        if len(ready) == 1
        else f"{len(ready)} clients on the waitlist could be booked"
    )
    detail = f"{first.client}, {_when(ctx, slot.starts_at)} with {who}"
    return [Need("waitlist", "grey", title, detail, Target("Open waitlist", "/waitlist"))]


async def of_series(ctx: Ctx) -> list[Need]:
    """Visits of series that did not come out as planned, in one line."""
    count = await conflicts.count(ctx)
    if not count:
        return []
    [first] = await conflicts.listed(ctx, limit=1, with_alternatives=False)
    day = f"{first.on_day.day} {first.on_day:%B}"
    title = (
        f"{first.client}'s visit on {day} needs settling"
        if count == 1
        else f"{count} visits of series need settling"
    )
    detail = first.reason if count == 1 else f"{first.client}, {day}: {first.reason}"
    return [Need("series", "amber", title, detail, Target("Settle", "/series/conflicts"))]


async def of_crews(ctx: Ctx) -> list[Need]:
    """Problems that crews reported and nobody has dealt with yet."""
    return [
        Need(
            "problem",
            "red",
            f"{one.words} at {one.client}",
            f"{one.worker.split()[0]}, {_when(ctx, one.reported_at)}"
            + (f": {one.text}" if one.text else ""),
            Target("Open", f"/bookings/{one.booking_id}#crew", booking_id=one.booking_id),
        )
        for one in await problems.open_ones(ctx, MOST_OF_A_KIND)
    ]


def in_order(needs: list[Need]) -> list[Need]:
    """Red before amber before grey, otherwise as found."""
    return sorted(needs, key=lambda need: _TONES.index(need.tone))


def _is_today(ctx: Ctx, job: Job) -> bool:
    return job.starts_at.astimezone(ctx.zone).date() == ctx.today()


def _clock(ctx: Ctx, at: datetime) -> str:
    local = at.astimezone(ctx.zone)
    return f"{local.hour}:{local:%M}"


def _when(ctx: Ctx, at: datetime) -> str:
    """10:00 today, "tomorrow 10:00", else "Wed 10:00"."""
    days = (at.astimezone(ctx.zone).date() - ctx.today()).days
    if days == 0:
        return _clock(ctx, at)
    return f"{'tomorrow' if days == 1 else f'{at.astimezone(ctx.zone):%a}'} {_clock(ctx, at)}"
