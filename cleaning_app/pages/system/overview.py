"""System: health and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import reflex as rx

from cleaning_app.components import format, pieces, table, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.system.sections import sections
from cleaning_app.services import dead_letters, health, job_runs


@dataclass
class JobRow:
    """One job."""

    id: str
    name: str
    purpose: str
    cadence: str
    last: str
    status: str
    colour: str
    counters: str
    error: str
    due: str
    runners: str
    alive: bool


class SystemState(LoadState, rx.State):
    """Health and jobs, as they were when the page was loaded."""

    healthy: bool = False
    fault: str = ""
    database: str = ""
    migrations: str = ""
    versions: str = ""
    runners: str = ""
    dead: str = ""
    has_dead: bool = False
    jobs: list[JobRow] = []

    @handler("admin.manage", fills=True)
    async def load(self, ctx: Ctx):
        """Look at everything now."""
        found = await health.check()
        self.healthy, self.fault = found.status == "ready", found.error or ""
        self.database = "Connected" if found.db_connected else "Away"
        self.migrations = (
            f"Current, {found.current_revision}"
            if found.migrations_current
            else f"{found.current_revision or 'none'}, should be {found.expected_revision}"
        )
        self.versions = f"Reflex {version('reflex')}, procrastinate {version('procrastinate')}"
        jobs = await job_runs.overview(ctx)
        alive = max((job.runners for job in jobs), default=0)
        self.runners = format.count(alive, "runner") if alive else "No runner is alive"
        letters = await dead_letters.dead(ctx, limit=1)
        self.has_dead = letters.total > 0
        self.dead = format.count(letters.total, "message")
        self.jobs = [_row(ctx, job) for job in jobs]
        self.ready = True

    @handler("admin.manage")
    async def run_now(self, ctx: Ctx, job: str):
        """Ask the runners for one run."""
        await job_runs.run_now(ctx, job)
        return toast.done(f"{job} will run in a moment.")


def _row(ctx: Ctx, job: job_runs.Overview) -> JobRow:
    last = job.last_finished_at or job.last_started_at
    due = "All the time"
    if job.next_due_at:
        due = format.moment(job.next_due_at, ctx.zone)
    return JobRow(
        id=job.name,
        name=job.name,
        purpose=job.purpose,
        cadence=job.cadence,
        last=format.ago(last, ctx.now()) if last else "Never yet",
        status=format.words(job.last_status) if job.last_status else "Idle",
        colour=format.colour(job.last_status),
        counters=_counted(job.last_counters),
        error=job.last_error,
        due="Wanted now" if job.wanted else due,
        runners=format.count(job.runners, "runner"),
        alive=job.runners > 0,
    )


def _counted(counters: dict[str, Any]) -> str:
    """What a run did: "2 overdue, 14 sent"."""
    shown = {name: value for name, value in counters.items() if value and name != "organisations"}
    return ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in shown.items())


@page(
    "/system",
    title="System",
    icon="activity",
    group="Company",
    permission="admin.manage",
    key="y",
    position=90,
    on_load=SystemState.load,
)
def system() -> rx.Component:
    return rx.fragment(
        sections("/system"),
        rx.el.div(
            pieces.page_head(
                "System",
                pieces.button("Look again", icon_name="rotate-cw", on_click=SystemState.load),
            ),
            shown(SystemState, _content(), 10),
            class_name="page wide",
        ),
    )


def _content() -> rx.Component:
    s = SystemState
    state = rx.cond(s.healthy, pieces.badge("Ready", "green"), pieces.badge("Unhealthy", "red"))
    letters = rx.cond(s.has_dead, pieces.badge("Look", "red"), pieces.badge("None dead", "green"))
    return rx.el.div(
        rx.cond(s.fault != "", rx.el.div(s.fault, class_name="error-box", role="alert")),
        pieces.kpi_strip(
            pieces.kpi("Dashboard", state, s.versions),
            pieces.kpi("Database", s.database, rx.fragment("Migrations: ", s.migrations)),
            pieces.kpi("Jobs process", s.runners, "seen within three minutes"),
            pieces.kpi("Dead letters", s.dead, letters, href="/system/outbox?status=dead"),
        ),
        _jobs(),
        class_name="stack",
    )


def _jobs() -> rx.Component:
    def what(row: Any) -> rx.Component:
        return rx.el.div(
            rx.el.div(rx.el.code(row.name)), rx.el.div(row.purpose, class_name="faint")
        )

    def result(row: Any) -> rx.Component:
        return rx.el.div(
            pieces.badge(row.status, row.colour),
            rx.el.div(row.counters, class_name="faint"),
            rx.cond(row.error != "", rx.el.div(row.error, class_name="bad-text")),
        )

    columns = [
        table.Column("Job", what, css="wrap"),
        table.Column("Runs", lambda r: r.cadence, css="muted wrap"),
        table.Column("Last", lambda r: r.last, css="muted"),
        table.Column("Result", result, css="wrap"),
        table.Column("Next", lambda r: r.due, css="muted"),
        table.Column(
            "", lambda r: pieces.button("Run now", on_click=SystemState.run_now(r.name)), right=True
        ),
    ]
    return pieces.card(
        "Jobs",
        rx.cond(
            SystemState.jobs.length() > 0,
            table.plain_table(columns, SystemState.jobs, label="Jobs"),
            pieces.empty(
                "activity",
                "No runner has reported yet",
                "Start the jobs process: python -m jobs.run",
            ),
        ),
    )
