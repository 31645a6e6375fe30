"""The forms and the list for what is taken off an invoice."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import overlay, pieces, table
from cleaning_app.pages.invoices.credit_forms import credit_form, give_back_form, write_off_form


def notes_card(state: Any) -> rx.Component:
    """The invoice's credit notes, when it has any."""

    def deeds(note: Any) -> rx.Component:
        href = "/v1/admin/credit-notes/" + note.id + "/pdf"
        reverse = pieces.button("Reverse", kind="quiet", on_click=state.reverse_note(note.id))
        return rx.el.span(
            pieces.download("PDF", href=href, class_name="btn quiet"),
            rx.cond(note.may_reverse & state.may_change, reverse),
        )

    columns = [
        table.Column("Number", lambda n: rx.el.span(n.number, class_name="num"), phone="lead"),
        table.Column("Issued", lambda n: n.issued, css="muted"),
        table.Column(
            "Kind",
            lambda n: rx.el.span(
                n.what, rx.cond(n.state != "", rx.el.span(" · ", n.state, class_name="faint"))
            ),
        ),
        table.Column("Reason", lambda n: n.reason, css="muted clip"),
        table.Column("Amount", lambda n: n.amount, right=True, phone="figure"),
        table.Column("", deeds, right=True),
    ]
    return rx.cond(
        state.notes.length() > 0,
        pieces.card("Credit notes", table.plain_table(columns, state.notes, label="Credit notes")),
    )


def credit_offer(state: Any) -> rx.Component:
    """What this client has to their credit, offered where it would help."""
    return rx.cond(
        state.may_record & (state.usable_credit != ""),
        rx.el.div(
            pieces.icon("wallet"),
            rx.el.span(
                state.invoice.client,
                " has ",
                rx.el.strong(state.usable_credit, class_name="num"),
                " of credit that can go to this invoice.",
                class_name="grow",
            ),
            pieces.button("Use credit", on_click=state.use_credit),
            class_name="offer",
            role="note",
        ),
    )


def credit_drawers(state: Any) -> rx.Component:
    """The forms behind the buttons; once on the page."""
    close = state.open("")
    return rx.fragment(
        overlay.drawer(
            state.drawer == "credit", close, "Credit note", credit_form(state), label="Credit note"
        ),
        overlay.drawer(
            state.drawer == "write_off",
            close,
            "Write off",
            write_off_form(state),
            label="Write off",
        ),
        overlay.drawer(
            state.drawer == "give_back",
            close,
            "Give credit back",
            give_back_form(state),
            label="Give credit back",
        ),
    )
