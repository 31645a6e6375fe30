"""The list of audit rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, history, overlay, pieces, table
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.options import Option
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.audit import words
from cleaning_app.services import audit, audit_names, listing


@dataclass
class Row:
    """One audit row."""

    id: str
    when: str
    who: str
    role: str
    what: str
    kind: str
    name: str
    href: str
    more: str


class AuditState(ListState, rx.State):
    """The rows on the screen, the one that is open, and what the last check of the chain said."""

    _permission = "audit.view"
    _things = ("entry", "entries")
    _default_sort = "-created_at"

    rows: list[Row] = []
    people: list[Option] = []
    open_title: str = ""
    open_json: str = ""
    verdict: str = ""
    intact: bool = True

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await audit.entries(ctx, query)
        named = await audit_names.names(ctx, page.rows)
        self.rows = [_row(ctx, entry, named[entry.id]) for entry in page.rows]
        members = [Option(str(id), name) for id, name in await audit.people(ctx)]
        self.people = [*members, Option("none", "Jobs and set-up")]
        return page

    @handler("audit.view")
    async def show(self, ctx: Ctx, entry_id: UUID):
        """Everything one row says."""
        entry = await audit.entry(ctx, entry_id)
        self.open_title = f"Entry {entry.seq:,}"
        self.open_json = words.as_json(entry)

    @handler("audit.view")
    async def close(self, ctx: Ctx):
        """Close it."""
        self.open_title = self.open_json = ""

    @handler("audit.view")
    async def verify(self, ctx: Ctx):
        """Recompute every hash of the organisation's chain."""
        found = await audit.verify(ctx)
        self.intact = found.broken_at is None
        entries = format.count(found.rows, "entry", "entries")
        self.verdict = (
            f"Nothing was changed: {entries} checked."
            if self.intact
            else f"Entry {found.broken_at}, or the one before it, was changed outside the product. "
            "Keep a copy of the database and look at the backups."
        )


def _row(ctx: Ctx, e: audit.Entry, named: audit_names.Named) -> Row:
    return Row(
        id=str(e.id),
        when=format.moment(e.created_at, ctx.zone),
        who=e.actor_name,
        role=format.words(e.role),
        what=history.sentence(e.action),
        kind=words.kind(e.resource_type, e.details.get("count")),
        name="" if named.name == e.actor_name else named.name,
        href=named.href,
        more=words.summary(e.details),
    )


def _what(row: Any) -> rx.Component:
    name = rx.cond(
        (row.href != "") & (row.name != ""),
        pieces.link(row.name, href=row.href, class_name="link in-text"),
        row.name,
    )
    return rx.el.span(
        rx.el.span(row.what, class_name="strong"),
        rx.cond(row.kind != "", rx.el.span(" ", row.kind, class_name="faint")),
        " ",
        name,
    )


_COLUMNS = [
    table.Column("What", _what, phone="lead"),
    table.Column("When", lambda r: r.when, "created_at", css="muted num", phone="figure"),
    table.Column("Who", lambda r: rx.el.span(r.who, rx.el.span(" · ", r.role, class_name="faint"))),
    table.Column("More", lambda r: rx.el.span(r.more, title=r.more), css="faint clip"),
    table.Column(
        "",
        lambda r: pieces.icon_button(
            "braces", "Everything it says", on_click=AuditState.show(r.id)
        ),
        right=True,
        phone="hidden",
    ),
]


@page(
    "/audit",
    title="Audit log",
    icon="scroll-text",
    group="Company",
    permission="audit.view",
    position=80,
    on_load=AuditState.load,
)
def audit_log() -> rx.Component:
    return rx.el.div(
        pieces.page_head(
            "Audit log",
            pieces.button(
                "Check nothing was changed", icon_name="shield-check", on_click=AuditState.verify
            ),
            under="Everything anybody did, newest first. Entries can't be changed or deleted.",
        ),
        rx.cond(
            AuditState.verdict != "",
            rx.el.div(
                AuditState.verdict,
                class_name=rx.cond(AuditState.intact, "good-box", "error-box"),
                role="status",
            ),
        ),
        table.data_table(
            AuditState,
            _COLUMNS,
            label="Audit log",
            find="Find by person, action or id",
            nothing=pieces.empty("scroll-text", "Nothing yet", "Whatever is done will stand here."),
            filters=[
                table.Filter("resource_type", "Thing", words.KINDS),
                table.Filter("actor", "Anybody", AuditState.people),
            ],
        ),
        overlay.drawer(
            AuditState.open_json != "",
            AuditState.close,
            AuditState.open_title,
            rx.el.pre(AuditState.open_json, class_name="json", tab_index=0),
            label="Entry",
        ),
        class_name="page wide",
    )
