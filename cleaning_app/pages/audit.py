"""The audit log: who did what, and proof that nobody changed it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import format, history, pieces, table
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.services import audit, listing

_PAGES_OF = {
    "booking": "/bookings/",
    "client": "/clients/",
    "invoice": "/invoices/",
    "worker": "/workers/",
}


@dataclass
class Row:
    """One audit row."""

    id: str
    seq: str
    when: str
    who: str
    role: str
    action: str
    words: str
    resource: str
    href: str
    details: str


class AuditState(ListState, rx.State):
    """The rows on the screen, and what the last check of the chain said."""

    _permission = "audit.view"
    _things = ("entry", "entries")
    _default_sort = "-created_at"

    rows: list[Row] = []
    verdict: str = ""
    intact: bool = True

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await audit.entries(ctx, query)
        self.rows = [_row(ctx, entry) for entry in page.rows]
        return page

    @handler("audit.view")
    async def verify(self, ctx: Ctx):
        """Recompute every hash of the organisation's chain."""
        found = await audit.verify(ctx)
        self.intact = found.broken_at is None
        rows = format.count(found.rows, "row")
        self.verdict = (
            f"Intact: {rows} checked, every hash fits."
            if self.intact
            else f"Broken at row {found.broken_at}: it, or a row before it, was changed outside "
            "the product. Keep a copy of the database and look at the backups."
        )


def _row(ctx: Ctx, e: audit.Entry) -> Row:
    prefix = _PAGES_OF.get(e.resource_type, "")
    return Row(
        id=str(e.id),
        seq=f"{e.seq:,}",
        when=format.moment(e.created_at, ctx.zone),
        who=e.actor_name,
        role=format.words(e.role),
        action=e.action,
        words=f"{history.sentence(e.action)} · {format.words(e.resource_type).lower()}",
        resource=e.resource_id,
        href=prefix + e.resource_id if prefix and e.resource_id else "",
        details=json.dumps(e.details, ensure_ascii=False) if e.details else "",
    )


_COLUMNS = [
    table.Column("No.", lambda r: r.seq, css="faint"),
    table.Column("When", lambda r: r.when, "created_at", css="muted"),
    table.Column("Who", lambda r: rx.el.span(r.who, rx.el.span(" · ", r.role, class_name="faint"))),
    table.Column(
        "What",
        lambda r: rx.cond(
            r.href != "", pieces.link(r.words, href=r.href, class_name="name"), r.words
        ),
    ),
    table.Column("Action", lambda r: rx.el.code(r.action), css="faint"),
    table.Column("Details", lambda r: rx.el.span(r.details, title=r.details), css="faint clip"),
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
            pieces.button("Check the chain", icon_name="shield-check", on_click=AuditState.verify),
            under="Every write leaves a row here. Rows can't be changed, and each seals the one before.",
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
                table.Filter(
                    "resource_type",
                    "Thing",
                    [
                        ("", "Everything"),
                        ("booking", "Bookings"),
                        ("client", "Clients"),
                        ("invoice", "Invoices"),
                        ("worker", "Workers"),
                        ("user", "People"),
                        ("expense", "Expenses"),
                        ("import_batch", "Imports"),
                    ],
                )
            ],
        ),
        class_name="page wide",
    )
