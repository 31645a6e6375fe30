"""The outbox: what was sent, what waits, and the dead letters with a way to bring them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, forms, overlay, pieces, table, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.list_state import ListState
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.pages.system.sections import sections
from cleaning_app.services import dead_letters, listing


@dataclass
class Row:
    """One message."""

    id: str
    what: str
    recipient: str
    when: str
    status: str
    colour: str
    attempts: str
    note: str
    replayable: bool
    dead: bool


class OutboxState(ListState, forms.FormState, rx.State):
    """The messages on the screen."""

    _permission = "admin.manage"
    _things = ("message", "messages")
    _default_sort = "-created_at"

    rows: list[Row] = []
    mending: str = ""
    address: str = ""

    async def _fetch(self, ctx: Ctx, query: listing.Query) -> listing.Page[Any]:
        page = await dead_letters.find(ctx, query)
        self.rows = [_row(ctx, letter) for letter in page.rows]
        return page

    @handler("admin.manage")
    async def replay(self, ctx: Ctx, message_id: UUID):
        """Send one message again, with the same key."""
        await dead_letters.replay(ctx, message_id)
        return [toast.done("It will be tried again in a moment."), type(self).load]

    @handler("admin.manage")
    async def replay_selected(self, ctx: Ctx):
        """Send the ticked messages again; those on their way or sent are left alone."""
        chosen = await self._chosen(ctx, dead_letters.find)
        done = 0
        for message_id in chosen:
            try:
                async with ctx.attempt():
                    await dead_letters.replay(ctx, message_id)
                done += 1
            except Conflict:
                continue
        message = f"{format.count(done, 'message')} will be tried again."
        if left := len(chosen) - done:
            message += f" {left} left alone: sent, or on the way."
        return [toast.done(message), type(self).load]

    @handler("admin.manage")
    async def mend(self, ctx: Ctx, message_id: str, address: str):
        """Open the form for another address; an empty id closes it."""
        self.mending, self.address = message_id, address

    @handler("admin.manage")
    async def save_address(self, ctx: Ctx, form: dict[str, Any]):
        """Correct a dead message's address and send it again."""
        message_id = known_id(self.mending)
        await dead_letters.edit_address(ctx, message_id, str(form.get("to", "")))
        await dead_letters.replay(ctx, message_id)
        self.mending = ""
        return [toast.done("Sent again, to the new address."), type(self).load]


def _row(ctx: Ctx, letter: dead_letters.Letter) -> Row:
    return Row(
        id=str(letter.id),
        what=format.words(letter.template or letter.kind),
        recipient=letter.to,
        when=format.moment(letter.sent_at or letter.created_at, ctx.zone),
        status=format.words(letter.status),
        colour=format.colour(letter.status),
        attempts=str(letter.attempts),
        note=letter.last_error,
        replayable=letter.replayable,
        dead=letter.status == "dead",
    )


def _again(row: Any) -> rx.Component:
    return rx.el.span(
        rx.cond(
            row.dead & (row.recipient != ""),
            pieces.button(
                "Change address", kind="quiet", on_click=OutboxState.mend(row.id, row.recipient)
            ),
        ),
        rx.cond(row.replayable, pieces.button("Send again", on_click=OutboxState.replay(row.id))),
        class_name="row",
        style={"justifyContent": "flex-end"},
    )


_COLUMNS = [
    table.Column("Message", lambda r: rx.el.span(r.what, class_name="strong")),
    table.Column("To", lambda r: r.recipient, css="muted clip"),
    table.Column("When", lambda r: r.when, "created_at", css="muted"),
    table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
    table.Column("Tries", lambda r: r.attempts, right=True, phone="rest"),
    table.Column("Why", lambda r: rx.el.span(r.note, title=r.note), css="muted clip"),
    table.Column("", _again, right=True),
]

_STATUSES = [
    ("", "Any status"),
    ("pending", "Pending"),
    ("sending", "Sending"),
    ("sent", "Sent"),
    ("skipped", "Skipped"),
    ("uncertain", "Uncertain"),
    ("dead", "Dead"),
]


@page(
    "/system/outbox",
    title="Outbox",
    permission="admin.manage",
    parent="/system",
    on_load=OutboxState.load,
)
def outbox() -> rx.Component:
    change = forms.form(
        forms.field(
            "Address",
            forms.text_input("to", default_value=OutboxState.address, required=True),
            problem=OutboxState.problems["to"],
        ),
        on_submit=OutboxState.save_address,
        on_cancel=OutboxState.mend("", ""),
        submit="Save and send again",
    )
    return rx.fragment(
        sections("/system/outbox"),
        rx.el.div(
            pieces.page_head(
                "Outbox",
                under="E-mails and texts to clients and crews: what was sent, what is waiting, what failed.",
            ),
            table.data_table(
                OutboxState,
                _COLUMNS,
                label="Outbox",
                find="Find by address or reason",
                nothing=pieces.empty(
                    "mail", "Nothing sent yet", "Confirm a booking or send an invoice."
                ),
                filters=[table.Filter("status", "Status", _STATUSES)],
                bulk=[pieces.button("Send again", on_click=OutboxState.replay_selected)],
            ),
            overlay.dialog(
                OutboxState.mending != "",
                OutboxState.mend("", ""),
                "Another address",
                change,
                label="Another address",
            ),
            class_name="page wide",
        ),
    )
