"""Workers: the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, table, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.options import Option
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.workers.form import changes_of, worker_fields
from cleaning_app.pages.workers.form_state import WorkerForm
from cleaning_app.services import listing, workers


@dataclass
class Row:
    """A worker in the list."""

    id: str
    initials: str
    name: str
    phone: str
    team: str
    skills: str
    ahead: str
    access: str
    access_colour: str


class WorkersState(ListState, WorkerForm, rx.State):
    """The workers on the screen, and the form for a new one."""

    _permission = "bookings.view"
    _things = ("worker", "workers")
    _default_sort = "name"

    rows: list[Row] = []
    team_choices: list[Option] = []
    may_manage: bool = False

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await workers.find(ctx, query)
        self.rows = [_row(worker) for worker in page.rows]
        self.team_choices = [Option(str(t.id), f"Team {t.name}") for t in await workers.teams(ctx)]
        self.may_manage = ctx.can("users.manage")
        return page

    @handler("users.manage", module="module.teams")
    async def new(self, ctx: Ctx):
        """Open an empty form."""
        await self._open_form(ctx)

    @handler("users.manage")
    async def close(self, ctx: Ctx):
        """Close the form."""
        self.editing = False

    @handler("users.manage", module="module.teams", once=())
    async def create(self, ctx: Ctx, form: dict[str, Any]):
        """Add the worker and go to their page."""
        worker_id = await workers.create(ctx, **changes_of(form))
        self.editing = False
        return [toast.done("Worker added."), rx.redirect(f"/workers/{worker_id}")]


def _row(w: workers.WorkerRow) -> Row:
    jobs = format.count(w.upcoming, "job") if w.upcoming else "Free"
    return Row(
        id=str(w.id),
        initials=format.initials(w.name),
        name=w.name,
        phone=format.phone(w.phone or ""),
        team=w.team,
        skills=", ".join(skill.name for skill in w.skills),
        ahead=f"{jobs} · {format.duration(w.upcoming_minutes)}" if w.upcoming else jobs,
        access="Signs in" if w.has_access else "No access",
        access_colour="green" if w.has_access else "grey",
    )


_COLUMNS = [
    table.Column(
        "Worker",
        lambda r: rx.el.span(
            pieces.avatar(r.initials),
            pieces.link(r.name, href="/workers/" + r.id, class_name="name"),
            class_name="row",
        ),
        "name",
    ),
    table.Column("Phone", lambda r: r.phone, css="muted"),
    table.Column("Team", lambda r: r.team, css="muted", phone="hidden"),
    table.Column(
        "Skills",
        lambda r: rx.el.span(r.skills, title=r.skills),
        css="muted clip",
        phone="hidden",
    ),
    table.Column("Next 7 days", lambda r: r.ahead),
    table.Column("Phone app", lambda r: pieces.badge(r.access, r.access_colour)),
]


@page(
    "/workers",
    title="Workers",
    icon="hard-hat",
    group="Company",
    permission="bookings.view",
    module="module.teams",
    key="w",
    position=10,
    on_load=WorkersState.load,
)
def overview() -> rx.Component:
    return rx.el.div(
        pieces.page_head(
            "Workers",
            rx.cond(
                WorkersState.may_manage,
                pieces.button("New worker", kind="primary", on_click=WorkersState.new),
            ),
        ),
        table.data_table(
            WorkersState,
            _COLUMNS,
            label="Workers",
            find="Find by name or phone",
            nothing=pieces.empty(
                "hard-hat",
                "No workers yet",
                "Add the people who clean, or import them.",
                pieces.link_button("Import workers", "/import"),
            ),
            filters=[
                table.Filter("team_id", "Any team", WorkersState.team_choices),
                table.Filter("active", "Active", [("", "Active"), ("no", "Archived")]),
            ],
            csv="/v1/admin/workers.csv",
        ),
        overlay.drawer(
            WorkersState.editing,
            WorkersState.close,
            "New worker",
            forms.form(
                *worker_fields(WorkersState, new=True),
                on_submit=WorkersState.create,
                on_cancel=WorkersState.close,
                submit="Add worker",
            ),
            label="New worker",
        ),
        class_name="page wide",
    )
