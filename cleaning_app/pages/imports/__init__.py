"""Import: bring the books of another system in, look before it is written, undo it."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.registry import page
from cleaning_app.pages.imports import history, look, queue
from cleaning_app.pages.imports.state import NEEDS, ImportState


@page(
    "/import",
    title="Import",
    icon="file-up",
    group="Company",
    permission=NEEDS,
    position=70,
    on_load=ImportState.load,
)
def import_books() -> rx.Component:
    """A line of files, a close look at one of them, and what came in before."""
    return rx.el.div(
        pieces.page_head(
            "Import",
            under="You see every row before anything is saved. "
            "A file comes in whole or not at all, and can be undone.",
        ),
        rx.cond(ImportState.files.length() > 0, look.panel(), queue.first_steps()),
        history.panel(),
        class_name="page",
    )
