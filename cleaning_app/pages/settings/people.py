"""Settings → People: who signs in, as what, and new temporary passwords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.settings.sections import sections
from cleaning_app.services import members, sessions

_ROLES = [
    ("owner", "Owner", "Everything, and who else is an owner"),
    ("admin", "Admin", "Everything but appointing owners"),
    ("dispatcher", "Dispatcher", "Schedule, bookings, clients"),
    ("accountant", "Accountant", "Invoices, payments, finance"),
    ("viewer", "Viewer", "Looks, with contacts masked"),
]
_NAMES = {key: name for key, name, _ in _ROLES} | {"worker": "Worker"}


@dataclass
class RoleChoice:
    """A role this person may give."""

    key: str
    name: str
    about: str


@dataclass
class Row:
    """One person."""

    id: str
    name: str
    initials: str
    login: str
    role: str
    role_name: str
    note: str
    colour: str
    active: bool
    is_me: bool
    is_worker: bool


class PeopleState(LoadState, forms.FormState, rx.State):
    """The members, and the form that is open."""

    rows: list[Row] = []
    roles: list[RoleChoice] = []
    drawer: str = ""
    chosen: str = ""
    chosen_name: str = ""

    @handler("users.manage", module="module.settings", fills=True)
    async def load(self, ctx: Ctx):
        """List everybody."""
        mine = ctx.actor.role == "owner"
        self.roles = [
            RoleChoice(key, name, about.lower())
            for key, name, about in _ROLES
            if mine or key != "owner"
        ]
        self.rows = [_row(ctx, member) for member in await members.everyone(ctx)]
        self.drawer, self.ready = "", True

    @handler("users.manage")
    async def open(self, ctx: Ctx, drawer: str, user_id: str, name: str):
        """Open a form ("add", "password") or close it ("")."""
        self.drawer, self.chosen, self.chosen_name = drawer[:10], user_id[:40], name[:120]
        self.problems = {}

    @handler("users.manage", module="module.settings", once=())
    async def add(self, ctx: Ctx, form: dict[str, Any]):
        """Let somebody in."""
        text = {name: str(value).strip() for name, value in form.items()}
        await members.add(
            ctx,
            name=text.get("name", ""),
            email=text.get("email", ""),
            role=text.get("role", ""),
            password=text.get("password", ""),
        )
        said = "Tell them the password; they choose their own at first sign-in."
        return [toast.done(said), PeopleState.load]

    @handler("users.manage", module="module.settings")
    async def set_role(self, ctx: Ctx, user_id: UUID, role: str):
        """Give somebody another role; they sign in again."""
        before = next((row.role for row in self.rows if row.id == str(user_id)), role)
        await members.change_role(ctx, user_id, role)
        words = f"Now {_NAMES.get(role, role).lower()}. They sign in again."
        undo = PeopleState.set_role(str(user_id), before) if before != role else None
        return [toast.done(words, undo=undo), PeopleState.load]

    @handler("users.manage", module="module.settings")
    async def reset_password(self, ctx: Ctx, form: dict[str, Any]):
        """Give somebody a temporary password."""
        await members.reset_password(ctx, known_id(self.chosen), str(form.get("password", "")))
        said = "They are signed out. Tell them the password; they choose their own next."
        return [toast.done(said), PeopleState.load]

    @handler("users.manage", module="module.settings")
    async def set_active(self, ctx: Ctx, user_id: UUID, active: bool):
        """Close somebody's access, or open it again."""
        await members.set_active(ctx, user_id, active)
        words = "They can sign in again." if active else "Signed out, and can't sign in."
        undo = PeopleState.set_active(str(user_id), not active)
        return [toast.done(words, undo=undo), PeopleState.load]

    @handler("users.manage", module="module.settings")
    async def sign_out(self, ctx: Ctx, user_id: UUID):
        """End somebody's sessions on every device."""
        await sessions.sign_out_everywhere(ctx, user_id)
        return toast.done("Signed out everywhere.")


def _row(ctx: Ctx, m: members.Member) -> Row:
    locked = m.locked_until is not None and m.locked_until > ctx.now()
    note, colour = ("Locked", "amber") if locked else ("", "")
    if not m.active:
        note, colour = "No access", "grey"
    return Row(
        id=str(m.user_id),
        name=m.name,
        initials=format.initials(m.name),
        login=m.email or format.phone(m.phone or ""),
        role=m.role,
        role_name=_NAMES.get(m.role, m.role),
        note=note,
        colour=colour,
        active=m.active,
        is_me=m.user_id == ctx.actor.user_id,
        is_worker=m.role == "worker",
    )


@page(
    "/settings/people",
    title="People",
    permission="users.manage",
    module="module.settings",
    parent="/settings",
    on_load=PeopleState.load,
)
def people() -> rx.Component:
    add = pieces.button("Add a person", kind="primary", on_click=PeopleState.open("add", "", ""))
    rows = rx.el.div(rx.foreach(PeopleState.rows, _line), class_name="card lines")
    return rx.fragment(
        sections("/settings/people"),
        rx.el.div(
            pieces.page_head("People", add, under="Workers get their access on their own page."),
            shown(PeopleState, rows, 8),
            _drawers(),
            class_name="page",
            style={"maxWidth": "860px"},
        ),
    )


def _line(row: rx.Var[Row]) -> rx.Component:
    s = PeopleState
    role = rx.el.select(
        rx.foreach(s.roles, lambda role: rx.el.option(role.name, value=role.key)),
        value=row.role,
        on_change=lambda role: s.set_role(row.id, role),
        class_name="input small",
        aria_label="Role of " + row.name,
        style={"width": "auto"},
    )
    fixed = row.is_me | row.is_worker | ~row.active
    more = pieces.menu(
        pieces.icon("ellipsis", 16),
        rx.el.button("New temporary password", type="button",
                     on_click=s.open("password", row.id, row.name)),
        rx.el.button("Sign out everywhere", type="button", on_click=s.sign_out(row.id)),
        rx.cond(
            row.active,
            rx.el.button("Close access", type="button", on_click=s.set_active(row.id, False)),
            rx.el.button("Open access again", type="button", on_click=s.set_active(row.id, True)),
        ),
        text="More for " + row.name,
    )  # fmt: skip
    return rx.el.div(
        pieces.avatar(row.initials),
        rx.el.div(
            rx.el.div(
                rx.el.span(row.name, class_name="strong"),
                rx.cond(row.is_me, rx.el.span("you", class_name="faint")),
                rx.cond(row.note != "", pieces.badge(row.note, row.colour)),
                class_name="row",
                style={"gap": "8px"},
            ),
            rx.el.div(row.login, class_name="muted num breaks"),
            class_name="grow",
        ),
        rx.cond(fixed, rx.el.span(row.role_name, class_name="muted"), role),
        rx.cond(row.is_me, rx.fragment(), more),
    )


def _drawers() -> rx.Component:
    s, wrong = PeopleState, PeopleState.problems
    close = s.open("", "", "")
    password = forms.field(
        "Temporary password",
        forms.text_input("password", required=True, auto_complete="off"),
        problem=wrong["password"],
        help="At least 12 characters; a few unusual words do well.",
    )
    add = forms.form(
        forms.field(
            "Name",
            forms.text_input("name", required=True, max_length=120),
            problem=wrong["name"],
        ),
        forms.field(
            "E-mail",
            forms.text_input("email", type="email", required=True),
            problem=wrong["email"],
            help="They sign in with it.",
        ),
        forms.field(
            "Role",
            rx.el.select(
                rx.foreach(
                    s.roles,
                    lambda role: rx.el.option(role.name, ": ", role.about, value=role.key),
                ),
                name="role",
                default_value="dispatcher",
                class_name="input",
            ),
        ),
        password,
        on_submit=s.add,
        on_cancel=close,
        submit="Add",
    )
    reset = forms.form(
        rx.el.p("They are signed out everywhere at once.", class_name="muted"),
        password,
        on_submit=s.reset_password,
        on_cancel=close,
        submit="Set password",
    )
    return rx.fragment(
        overlay.drawer(s.drawer == "add", close, "Add a person", add, label="Add a person"),
        overlay.dialog(
            s.drawer == "password", close, "New password for " + s.chosen_name, reset,
            label="New password",
        ),
    )  # fmt: skip
