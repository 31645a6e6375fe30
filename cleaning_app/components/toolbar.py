"""What stands above a list: the search, the filters, the count, the CSV, columns and saved views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import reflex as rx

from cleaning_app.components.pieces import button, icon, menu
from cleaning_app.components.pieces import csv as csv_link

if TYPE_CHECKING:
    from cleaning_app.components.table import Column


@dataclass(frozen=True)
class Filter:
    """A choice above the table; `options` are (value, words), the first one meaning "any"."""

    name: str
    label: str
    options: Any


def toolbar(
    state: Any, narrowing: Sequence[rx.Component], csv: str, find: str, looks: Any
) -> rx.Component:
    """Search first; on a phone the filters unfold below it."""
    parts: list[rx.Component] = [
        rx.el.div(
            icon("search", 14),
            rx.el.input(
                # Typing must not fight the server's answer: the field only starts from it, and
                # starts anew when the address brought other words than were typed.
                key=state.box.to_string(),
                default_value=state.search,
                on_change=state.set_search.debounce(250),
                placeholder=find,
                aria_label=find,
                class_name="input",
                type="search",
                custom_attrs={"data-find": "true"},
            ),
            rx.el.kbd("/", custom_attrs={"aria-hidden": "true"}),
            class_name="find",
        )
    ]
    if narrowing:
        many = state.filters.length()
        parts += [
            button(
                rx.fragment("Filters", rx.cond(many > 0, rx.el.span(many, class_name="bubble"))),
                kind="only-phone",
                icon_name="sliders-horizontal",
                aria_expanded="false",
                custom_attrs={"data-does": "unfold"},
            ),
            rx.el.div(*narrowing, class_name="narrowing"),
        ]
    parts.append(rx.el.span(state.total, class_name="faint num push", role="status"))
    if csv:
        query = rx.cond(state.csv_query != "", "?" + state.csv_query, "")
        rows = csv_link(csv + query)
        parts.append(rx.cond(state.may_export, rows))
    return rx.el.div(*parts, *looks, class_name="toolbar no-print")


def narrowing(
    state: Any, columns: Sequence[Column], filters: Sequence[Filter], tools: Sequence[rx.Component]
) -> list[rx.Component]:
    """What narrows the list down, and on a phone orders it: there is no heading to press there."""
    parts = [*[_filter(state, one) for one in filters], *tools]
    sortable = [column for column in columns if column.sort]
    if sortable:
        ways = [(c.sort, f"{c.label} ↑") for c in sortable]
        ways += [(f"-{c.sort}", f"{c.label} ↓") for c in sortable]
        parts.append(
            rx.el.select(
                *[rx.el.option(words, value=value) for value, words in ways],
                value=state.sort,
                on_change=state.sort_by,
                class_name="input small only-phone",
                aria_label="Order",
            )
        )
    return parts


def _filter(state: Any, one: Filter) -> rx.Component:
    if isinstance(one.options, rx.Var):
        choices: Any = [
            rx.el.option(one.label, value=""),
            rx.foreach(one.options, lambda o: rx.el.option(o.label, value=o.value)),
        ]
    else:
        choices = [rx.el.option(words, value=value) for value, words in one.options]
    return rx.el.select(
        *choices,
        value=state.filters[one.name].to(str),
        on_change=lambda value: state.set_filter(one.name, value),
        class_name="input small",
        aria_label=one.label,
    )


def columns_menu(state: Any, columns: Sequence[Column]) -> rx.Component:
    """Which columns are shown; the first one names the row and stays."""

    def choice(column: Column) -> rx.Component:
        line = rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=~state.hidden.contains(column.key),
                on_change=lambda on: state.show_column(column.key, on),
            ),
            column.label,
        )
        return line if column.when is None else rx.cond(column.when, line)

    label = rx.el.span(icon("columns-3", 14), class_name="btn icon", title="Columns")
    # Cards on a phone have no columns to choose.
    return rx.el.div(
        menu(label, *[choice(c) for c in columns[1:] if c.key], text="Columns"),
        class_name="no-phone",
    )
