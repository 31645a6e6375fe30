"""One worker: contact, skills, hours, jobs ahead, time off, access to the phone app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, history, overlay, pieces, table, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.history import Happening
from cleaning_app.components.loading import LoadState, named, shown
from cleaning_app.components.opinions import OpinionsState, opinions
from cleaning_app.components.registry import page
from cleaning_app.components.worker_out import WorkerOut, may_plan
from cleaning_app.context import Ctx
from cleaning_app.domain.working_hours import WEEKDAY_NAMES
from cleaning_app.pages.workers.feed import FeedState, feed
from cleaning_app.pages.workers.form import changes_of, worker_fields
from cleaning_app.pages.workers.form_state import WorkerForm
from cleaning_app.pages.workers.papers import PapersState, papers
from cleaning_app.pages.workers.rates import RatesState, rates
from cleaning_app.services import audit, bookings, listing, workers


@dataclass
class Facts:
    """What the page says about the worker."""

    id: str = ""
    name: str = ""
    initials: str = ""
    phone: str = ""
    email: str = ""
    team: str = ""
    skills: str = ""
    notes: str = ""
    ahead: str = ""
    archived: bool = False
    has_access: bool = False


@dataclass
class Hours:
    """One weekday."""

    day: str
    times: str


@dataclass
class Job:
    """A job to come."""

    id: str
    number: str
    when: str
    client: str
    service: str
    status: str
    colour: str


class WorkerState(LoadState, WorkerForm, rx.State):
    """One worker's page."""

    may_manage: bool = False
    may_report: bool = False
    worker: Facts = Facts()
    hours: list[Hours] = []
    jobs: list[Job] = []
    lines: list[Happening] = []
    giving_access: bool = False

    @handler("bookings.view", module="module.teams", fills=True)
    async def load(self, ctx: Ctx):
        """Fill the page for the worker in the address."""
        self.ready = self.editing = self.giving_access = False
        worker_id = address.path_id(self)
        await self._refresh(ctx, worker_id)
        self.ready = True
        cards = (OpinionsState, PapersState, RatesState, FeedState)
        return [one.show(str(worker_id)) for one in cards]

    async def _refresh(self, ctx: Ctx, worker_id: UUID) -> None:
        w = await workers.get(ctx, worker_id)
        self.may_manage, self.may_report = ctx.can("users.manage"), ctx.can("reports.view")
        self.worker = _facts(w)
        self.hours = [
            Hours(words, "–".join(w.weekly_hours[day]) if day in w.weekly_hours else "Off")
            for day, words in WEEKDAY_NAMES.items()
            if w.weekly_hours
        ]
        query = listing.Query(
            sort="starts_at",
            limit=15,
            filters={"worker_id": str(worker_id), "from": ctx.today().isoformat()},
        )
        self.jobs = [_job(ctx, row) for row in (await bookings.find(ctx, query)).rows]
        self.lines = history.happenings(ctx, await audit.history(ctx, "worker", worker_id))

    @handler("users.manage", module="module.teams")
    async def edit(self, ctx: Ctx):
        """Open the form."""
        await self._open_form(ctx, await workers.get(ctx, address.known_id(self.worker.id)))

    @handler("users.manage")
    async def close(self, ctx: Ctx):
        """Close whichever drawer is open."""
        self.editing = self.giving_access = False

    @handler("users.manage", module="module.teams")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the form."""
        worker_id = address.known_id(self.worker.id)
        await workers.update(ctx, worker_id, **changes_of(form))
        self.editing = False
        await self._refresh(ctx, worker_id)
        return toast.done("Saved.")

    @handler("users.manage", module="module.teams")
    async def set_archived(self, ctx: Ctx, archived: bool):
        """Take the worker off lists and boards, or bring them back."""
        worker_id = address.known_id(self.worker.id)
        await (workers.archive if archived else workers.restore)(ctx, worker_id)
        await self._refresh(ctx, worker_id)
        if not archived:
            return toast.done("Restored.")
        return toast.done("Archived and signed out.", undo=WorkerState.set_archived(False))

    @handler("users.manage", module="module.teams")
    async def ask_password(self, ctx: Ctx):
        """Open the form for a temporary password."""
        self.giving_access, self.problems = True, {}

    @handler("users.manage", module="module.teams")
    async def give_access(self, ctx: Ctx, form: dict[str, Any]):
        """Let the worker sign in, or give them a new temporary password."""
        worker_id, password = address.known_id(self.worker.id), str(form.get("password", ""))
        if self.worker.has_access:
            await workers.reset_password(ctx, worker_id, password)
        else:
            await workers.give_access(ctx, worker_id, password)
        self.giving_access = False
        await self._refresh(ctx, worker_id)
        return toast.done("Tell them the password; they choose their own at first sign-in.")


def _facts(w: workers.WorkerDetail) -> Facts:
    return Facts(
        id=str(w.id),
        name=w.name,
        initials=format.initials(w.name),
        phone=format.phone(w.phone or ""),
        email=w.email or "",
        team=w.team,
        skills=", ".join(skill.name for skill in w.skills),
        notes=w.notes,
        ahead=f"{format.count(w.upcoming, 'job')} in the next 7 days, {format.duration(w.upcoming_minutes)}",
        archived=not w.is_active,
        has_access=w.has_access,
    )


def _job(ctx: Ctx, b: bookings.BookingRow) -> Job:
    return Job(
        str(b.id),
        f"B-{b.number:05}",
        format.moment(b.starts_at, ctx.zone),
        b.client,
        b.service,
        format.words(b.status),
        format.colour(b.status),
    )


@page(
    "/workers/[worker_id]",
    title="Worker",
    named=named(WorkerState, WorkerState.worker.name),
    permission="bookings.view",
    module="module.teams",
    parent="/workers",
    on_load=WorkerState.load,
)
def worker() -> rx.Component:
    return rx.el.div(
        shown(WorkerState, _content(), 12, back=pieces.link_button("All workers", "/workers")),
        _drawers(),
        class_name="page",
    )


def _content() -> rx.Component:
    w = WorkerState.worker
    return rx.el.div(
        pieces.page_head(
            rx.el.span(w.name, rx.cond(w.archived, pieces.badge("Archived")), class_name="row"),
            rx.cond(
                WorkerState.may_report,
                pieces.link_button("Performance", "/performance/" + w.id, icon_name="gauge"),
            ),
            rx.cond(may_plan() & ~w.archived, _out()),
            rx.cond(WorkerState.may_manage, _actions()),
            under=w.ahead,
        ),
        rx.el.div(
            rx.el.div(_jobs(), opinions(), class_name="stack"),
            rx.el.div(
                _details(),
                rates(),
                papers(),
                _hours(),
                feed(),
                history.history(WorkerState.lines),
                class_name="stack",
            ),
            class_name="side",
        ),
        class_name="stack",
    )


def _out() -> rx.Component:
    return pieces.button("Out today", on_click=WorkerOut.begin(WorkerState.worker.id))


def _actions() -> rx.Component:
    w = WorkerState.worker
    archive = rx.el.button(
        rx.cond(w.archived, "Restore", "Archive"),
        class_name="danger",
        on_click=WorkerState.set_archived(~w.archived),
        custom_attrs={"data-close": "true"},
    )
    access = rx.cond(w.has_access, "New temporary password", "Give access")
    return rx.fragment(
        pieces.button(access, on_click=WorkerState.ask_password),
        pieces.button("Edit", on_click=WorkerState.edit),
        pieces.more_menu(archive),
    )


def _jobs() -> rx.Component:
    columns = [
        table.Column(
            "Booking",
            lambda r: pieces.link(r.number, href="/bookings/" + r.id, class_name="name"),
            phone="rest",
        ),
        table.Column("When", lambda r: r.when),
        table.Column("Client", lambda r: r.client, phone="lead"),
        table.Column("Service", lambda r: r.service, css="muted", phone="hidden"),
        table.Column("Status", lambda r: pieces.badge(r.status, r.colour), phone="figure"),
    ]
    return pieces.card(
        "From today",
        rx.cond(
            WorkerState.jobs.length() > 0,
            table.plain_table(columns, WorkerState.jobs, label="Jobs from today"),
            pieces.empty("calendar", "Nothing booked", "Their next jobs will be listed here."),
        ),
        action=pieces.link(
            "All jobs", href="/bookings?worker_id=" + WorkerState.worker.id, class_name="link"
        ),
    )


def _details() -> rx.Component:
    w = WorkerState.worker
    return pieces.card(
        "Details",
        rx.el.div(
            pieces.facts(
                ("Phone", rx.cond(w.phone != "", w.phone, "None")),
                ("E-mail", rx.cond(w.email != "", w.email, "None")),
                ("Team", rx.cond(w.team != "", w.team, "None")),
                ("Skills", rx.cond(w.skills != "", w.skills, "None yet")),
                (
                    "Phone app",
                    rx.cond(
                        w.has_access, pieces.badge("Signs in", "green"), pieces.badge("No access")
                    ),
                ),
            ),
            rx.cond(w.notes != "", rx.el.p(w.notes, class_name="muted")),
            class_name="card-body stack",
        ),
    )


def _hours() -> rx.Component:
    line = lambda h: rx.el.div(  # noqa: E731
        rx.el.span(h.day), rx.el.span(h.times, class_name="push muted num")
    )
    return pieces.card(
        "Weekly hours",
        rx.cond(
            WorkerState.hours.length() > 0,
            rx.el.div(rx.foreach(WorkerState.hours, line), class_name="lines tight"),
            rx.el.p("The company's hours.", class_name="card-body muted"),
        ),
    )


def _drawers() -> rx.Component:
    w = WorkerState.worker
    change = forms.form(
        *worker_fields(WorkerState, new=False),
        on_submit=WorkerState.save,
        on_cancel=WorkerState.close,
        submit="Save",
    )
    access = forms.form(
        rx.el.p(
            "They sign in with their phone number and this password, then choose their own.",
            class_name="muted",
        ),
        forms.field(
            "Temporary password",
            forms.text_input("password", required=True, min_length=8, auto_complete="off"),
            problem=WorkerState.problems["password"],
            help="At least 8 characters.",
        ),
        on_submit=WorkerState.give_access,
        on_cancel=WorkerState.close,
        submit="Give access",
    )
    title = rx.cond(w.has_access, "New temporary password", "Access to the phone app")
    return rx.fragment(
        overlay.drawer(
            WorkerState.editing, WorkerState.close, "Edit worker", change, label="Edit worker"
        ),
        overlay.drawer(WorkerState.giving_access, WorkerState.close, title, access, label="Access"),
    )
