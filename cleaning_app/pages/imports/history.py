"""What came in before, and undoing it."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import overlay, pieces, table
from cleaning_app.components.loading import shown
from cleaning_app.pages.imports.state import ImportState

_COLUMNS = [
    table.Column("When", lambda b: b.when, css="muted"),
    table.Column("File", lambda b: b.name, css="clip strong"),
    table.Column("Holds", lambda b: b.what),
    table.Column("Rows", lambda b: b.did),
    table.Column("By", lambda b: b.who, css="muted"),
    table.Column(
        "State",
        lambda b: rx.cond(
            b.undone,
            pieces.badge("Undone", "grey"),
            pieces.button(
                "Undo",
                kind="quiet",
                on_click=ImportState.ask_undo(b.id),
                disabled=ImportState.running,
                aria_label="Undo " + b.name,
            ),
        ),
        right=True,
    ),
]


def panel() -> rx.Component:
    """The last imports, newest first."""
    nothing = pieces.empty(
        "history",
        "Nothing imported yet",
        "Imported files are listed here, and each can be undone.",
    )
    rows = table.plain_table(_COLUMNS, ImportState.batches, label="Earlier imports")
    body = rx.cond(ImportState.batches.length() > 0, rows, nothing)
    return rx.fragment(
        pieces.card("Earlier imports", shown(ImportState, body)),
        _question(),
    )


def _question() -> rx.Component:
    batch = ImportState.undoing
    return overlay.dialog(
        batch.id != "",
        ImportState.keep_it,
        "Undo " + batch.name + "?",
        rx.el.p(
            "What this file brought (",
            batch.did,
            ") goes again, and what it changed becomes what it was. "
            "If later work builds on it, nothing happens and you are told what.",
        ),
        rx.el.div(
            pieces.button("Keep it", on_click=ImportState.keep_it),
            pieces.button("Undo this import", kind="primary", on_click=ImportState.undo(batch.id)),
            class_name="form-foot",
        ),
        label="Undo an import",
    )
