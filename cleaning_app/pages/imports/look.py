"""A close look at one file: what would happen, what is wrong, which column feeds what."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms, pieces, table
from cleaning_app.pages.imports import queue
from cleaning_app.pages.imports.rows import DATASET_OPTIONS, ColumnRow
from cleaning_app.pages.imports.state import ImportState

_LOOK = ImportState.look


def panel() -> rx.Component:
    """The current file on the left, the line of files on the right."""
    return rx.el.div(
        rx.el.div(
            _head(),
            rx.cond(
                _LOOK.unreadable != "",
                rx.el.div(_LOOK.unreadable, class_name="error-box", role="alert"),
                _figures(),
            ),
            _problems(),
            _sample(),
            class_name="stack",
        ),
        rx.el.div(queue.line(), queue.add_more(), _columns(), class_name="stack"),
        class_name="side",
    )


def _head() -> rx.Component:
    return pieces.card(
        _LOOK.name,
        rx.el.div(
            rx.cond(ImportState.running, _progress(), _choices()),
            class_name="card-body stack",
        ),
        note=_LOOK.written,
        action=pieces.button(
            "Remove", kind="quiet", on_click=ImportState.leave, disabled=ImportState.running
        ),
    )


def _progress() -> rx.Component:
    return pieces.progress(ImportState.percent, ImportState.doing, cancel=ImportState.stop)


def _choices() -> rx.Component:
    what = forms.field(
        "This file holds",
        forms.select(
            "dataset", DATASET_OPTIONS, value=_LOOK.dataset, on_change=ImportState.set_dataset
        ),
    )
    skip = rx.el.label(
        rx.el.input(type="checkbox", checked=ImportState.skip, on_change=ImportState.set_skip),
        rx.el.span(_LOOK.partly),
        class_name="check",
    )
    blocked = (_LOOK.good == 0) | (_LOOK.has_refused & ~ImportState.skip)
    return rx.el.div(
        rx.el.div(what, style={"maxWidth": "260px"}),
        rx.cond(_LOOK.has_refused & (_LOOK.good > 0), skip),
        rx.cond(_LOOK.made != "", rx.el.div(_LOOK.made, class_name="muted")),
        rx.el.div(
            pieces.button(
                _LOOK.button,
                kind="primary",
                on_click=ImportState.start(False),
                disabled=blocked,
            ),
            class_name="row",
        ),
        class_name="stack",
    )


def _figures() -> rx.Component:
    return pieces.kpi_strip(
        pieces.kpi("New", _LOOK.created),
        pieces.kpi("Changed", _LOOK.updated),
        pieces.kpi("Already here", _LOOK.unchanged),
        pieces.kpi("Refused", _LOOK.refused),
        pieces.kpi("With a warning", _LOOK.warnings),
    )


_PROBLEM_COLUMNS = [
    table.Column("Row", lambda p: p.row, css="muted"),
    table.Column("Column", lambda p: rx.el.code(p.column)),
    table.Column("What", lambda p: p.message, css="wrap"),
    table.Column(
        "Outcome",
        lambda p: rx.cond(
            p.is_error, pieces.badge("Refused", "red"), pieces.badge("Taken", "amber")
        ),
    ),
]


def _problems() -> rx.Component:
    return rx.cond(
        ImportState.findings.length() > 0,
        pieces.card(
            rx.cond(_LOOK.has_refused, "Problems", "Worth knowing"),
            table.plain_table(_PROBLEM_COLUMNS, ImportState.findings, label="Problems"),
            note=_LOOK.problems,
            action=pieces.button(
                "All as CSV", icon_name="download", on_click=ImportState.problems_csv
            ),
        ),
    )


def _sample() -> rx.Component:
    """The file's own first rows."""
    head = rx.el.tr(
        rx.el.th("Row", scope="col"),
        rx.foreach(_LOOK.header, lambda name: rx.el.th(name, scope="col")),
    )
    body = rx.foreach(
        ImportState.sample,
        lambda row: rx.el.tr(
            rx.el.td(row.row, class_name="muted"),
            rx.foreach(row.cells, lambda cell: rx.el.td(cell)),
        ),
    )
    grid = rx.el.table(rx.el.thead(head), rx.el.tbody(body), class_name="list num")
    scroll = rx.el.div(
        grid, class_name="table-scroll", tab_index=0, role="region", aria_label="First rows"
    )
    return rx.cond(ImportState.sample.length() > 0, pieces.card("First rows", scroll))


def _columns() -> rx.Component:
    """Which column of the file feeds which field; open at once when one is missing."""
    return rx.cond(
        ImportState.columns.length() > 0,
        pieces.card(
            "Columns",
            rx.el.div(rx.foreach(ImportState.columns, _column), class_name="lines tight"),
            rx.cond(
                _LOOK.ignored != "", rx.el.div(_LOOK.ignored, class_name="card-body faint wrap-any")
            ),
            note=_LOOK.columns_found,
        ),
    )


def _column(column: ColumnRow) -> rx.Component:
    return rx.el.label(
        rx.el.span(
            rx.el.span(column.label, rx.cond(column.required, " *", ""), class_name="strong"),
            rx.el.span(
                rx.cond(column.example != "", column.example, column.help),
                class_name="faint truncate",
                title=column.help,
                style={"display": "block"},
            ),
            class_name="grow",
        ),
        rx.el.select(
            rx.foreach(ImportState.headers, lambda o: rx.el.option(o.label, value=o.value)),
            value=column.header,
            on_change=lambda header: ImportState.set_column(column.name, header),
            class_name="input small",
            aria_label="Column for " + column.label,
            style={"maxWidth": "150px"},
            disabled=ImportState.running,
        ),
    )
