"""The table every list uses: search, filters, sorting, paging, selection, CSV.

On a phone each row is a card of two lines: what it is and its figure on the first, the rest below;
filters and the order wait behind one button.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from cleaning_app.components.pieces import Content, button, empty, icon, skeleton
from cleaning_app.components.saved_views import views_menu
from cleaning_app.components.toolbar import Filter, columns_menu, narrowing, toolbar


@dataclass(frozen=True)
class Column:
    """One column: `cell` draws a row's cell; `sort` is the name the list may be ordered by.

    `when` is a Var: without it the column is not there at all, and is not offered either.
    `phone` is its place in the card a row becomes on a phone: "lead" (the first column unless told
    otherwise), "figure" (the last one at the right), "rest" or "hidden".
    """

    label: str
    cell: Callable[[Any], Content]
    sort: str = ""
    right: bool = False
    css: str = ""
    phone: str = ""
    when: Any = None

    @property
    def key(self) -> str:
        """What the address calls it: "Next visit" → next_visit."""
        return re.sub(r"[^a-z]+", "_", self.label.lower()).strip("_")


def data_table(
    state: Any,
    columns: Sequence[Column],
    *,
    label: str,
    nothing: rx.Component,
    filters: Sequence[Filter] = (),
    bulk: Sequence[rx.Component] = (),
    csv: str = "",
    find: str = "Find",
    tools: Sequence[rx.Component] = (),
    rows: Any = None,
    views: bool = True,
) -> rx.Component:
    """A ListState's rows. `nothing` teaches what to do when there is nothing at all yet.

    `bulk` are buttons shown while rows are ticked; `csv` is the route of the CSV of exactly what
    is filtered. Without `views` the page around it has saved views of its own.
    """
    shown = state.rows if rows is None else rows
    columns = _placed(columns)
    narrowed = (state.search != "") | (state.filters.length() > 0)
    none_found = empty(
        "search-x",
        "Nothing matches",
        "Try other words or fewer filters.",
        button("Clear filters", on_click=state.clear_filters),
    )
    trouble = empty(
        "triangle-alert",
        "This list can't be shown",
        state.trouble,
        rx.el.div(
            button("Show everything", on_click=state.clear_filters),
            button("Try again", on_click=state.load),
            class_name="row",
        ),
    )
    body = rx.cond(
        shown.length() > 0,
        _table(state, shown, columns, label, bool(bulk)),
        rx.cond(narrowed, none_found, nothing),
    )
    looks = [columns_menu(state, columns), *([views_menu(state)] if views else [])]
    parts = [toolbar(state, narrowing(state, columns, filters, tools), csv, find, looks)]
    if bulk:
        parts.append(_bulk_bar(state, bulk))
    parts += [
        rx.cond(state.trouble != "", trouble, rx.cond(state.ready, body, skeleton(9))),
        rx.cond(state.trouble == "", _paging(state)),
    ]
    return rx.el.section(*parts, class_name="card", aria_label=label)


def _placed(columns: Sequence[Column]) -> list[Column]:
    """The columns, each with its place on a phone."""
    taken = {column.phone for column in columns}
    figures = [column for column in columns if column.right and column.label]
    lead = columns[0] if "lead" not in taken else None
    figure = figures[-1] if figures and "figure" not in taken else None
    return [
        replace(
            column,
            phone=column.phone
            or ("lead" if column is lead else "figure" if column is figure else "rest"),
        )
        for column in columns
    ]


def plain_table(columns: Sequence[Column], rows: Any, *, label: str, foot: Content = None):
    """Rows without paging or sorting, for what belongs to a detail page."""
    columns = _placed(columns)
    head = [rx.el.th(c.label, scope="col", class_name="right" if c.right else "") for c in columns]
    body = rx.foreach(rows, lambda row: rx.el.tr(*[_cell(column, row) for column in columns]))
    parts = [rx.el.thead(rx.el.tr(*head)), rx.el.tbody(body)]
    if foot is not None:
        parts.append(rx.el.tfoot(foot))
    css = "list" if foot is not None else "list cards"
    table = rx.el.table(*parts, class_name=css, aria_label=label)
    return rx.el.div(table, class_name="table-scroll", tab_index=0, role="region", aria_label=label)


def _bulk_bar(state: Any, actions: Sequence[rx.Component]) -> rx.Component:
    """What can be done with the ticked rows, and a way to tick all that match."""
    more = (state.found > state.selected.length()) & ~state.all_matching
    words = rx.cond(
        state.all_matching,
        "All " + state.total,
        state.selected.length().to_string() + " selected",
    )
    return rx.cond(
        state.selected.length() > 0,
        rx.el.div(
            rx.el.span(words, class_name="num", role="status"),
            rx.cond(
                more,
                rx.el.button(
                    "Select all " + state.total,
                    class_name="link",
                    type="button",
                    on_click=state.select_all_matching,
                ),
            ),
            rx.el.span(class_name="push"),
            *actions,
            button("Clear", kind="quiet", on_click=state.select_page(False)),
            class_name="bulk",
        ),
    )


def _table(state: Any, rows: Any, columns: Sequence[Column], label: str, ticks: bool):
    def shown(column: Column, drawn: rx.Component) -> rx.Component:
        if column is columns[0] or not column.key:
            return drawn
        out = state.hidden.contains(column.key)
        if column.when is not None:
            out = out | ~column.when
        return rx.cond(out, rx.fragment(), drawn)

    head = [shown(column, _heading(state, column)) for column in columns]
    if ticks:
        every = rx.el.input(
            type="checkbox",
            aria_label="Select this page",
            checked=state.selected.length() >= rows.length(),
            on_change=state.select_page,
        )
        head.insert(0, rx.el.th(every, class_name="tick"))

    def line(row: Any) -> rx.Component:
        cells = [shown(column, _cell(column, row)) for column in columns]
        if ticks:
            tick = rx.el.input(
                type="checkbox",
                aria_label="Select",
                checked=state.selected.contains(row.id),
                on_change=lambda on: state.select(row.id, on),
            )
            cells.insert(0, rx.el.td(tick, class_name="tick"))
        css = rx.cond(state.selected.contains(row.id), "selected", "") if ticks else ""
        return rx.el.tr(*cells, class_name=css, custom_attrs={"data-row": row.id})

    table = rx.el.table(
        rx.el.thead(rx.el.tr(*head)), rx.el.tbody(rx.foreach(rows, line)), class_name="list cards"
    )
    return rx.el.div(table, class_name="table-scroll", tab_index=0, role="region", aria_label=label)


def _heading(state: Any, column: Column) -> rx.Component:
    css = "right" if column.right else ""
    if not column.sort:
        return rx.el.th(column.label, scope="col", class_name=css)
    up, down = state.sort == column.sort, state.sort == f"-{column.sort}"
    arrow = rx.cond(up, icon("arrow-up", 12), rx.cond(down, icon("arrow-down", 12)))
    return rx.el.th(
        rx.el.button(column.label, arrow, type="button", on_click=state.sort_by(column.sort)),
        scope="col",
        class_name=css,
        aria_sort=rx.cond(up, "ascending", rx.cond(down, "descending", "none")),
    )


def _cell(column: Column, row: Any) -> rx.Component:
    css = f"at-{column.phone} {'right' if column.right else ''} {column.css}"
    return rx.el.td(
        column.cell(row),
        class_name=" ".join(css.split()),
        custom_attrs={"data-label": column.label} if column.right and column.label else {},
    )


def _paging(state: Any) -> rx.Component:
    """Neighbouring pages; hidden while everything fits on one."""
    several = (state.next_cursor != "") | (state.previous_cursor != "")
    return rx.cond(
        several,
        rx.el.nav(
            rx.el.span(state.total, class_name="num"),
            rx.el.span(class_name="push"),
            button("Previous", on_click=state.previous_page, disabled=state.previous_cursor == ""),
            button("Next", on_click=state.next_page, disabled=state.next_cursor == ""),
            class_name="paging no-print",
            aria_label="Pages",
        ),
    )
