"""Finance → Exports: the books as other programs take them, and what is in each file."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces, spans
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.finance.exports.names import drawer
from cleaning_app.pages.finance.exports.rows import (
    BookRow,
    DownloadRow,
    Holding,
    ProgramRow,
    SumRow,
)
from cleaning_app.pages.finance.exports.state import ExportsState
from cleaning_app.pages.finance.sections import sections

ROUTE = "/finance/exports"


@page(
    ROUTE,
    title="Exports",
    permission="finance.view",
    module="module.finance",
    parent="/finance",
    on_load=ExportsState.load,
)
def exports() -> rx.Component:
    s = ExportsState
    return rx.fragment(
        sections(ROUTE),
        rx.el.div(
            pieces.page_head("Exports", under=rx.el.span(s.days, class_name="num")),
            spans.picker(s, compare=False),
            shown(s, _content(), 12),
            drawer(),
            class_name="page wide stack",
        ),
    )


def _content() -> rx.Component:
    s = ExportsState
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.foreach(s.programs, _program), class_name="export-programs"),
            _books(),
            _downloads(),
            class_name="stack",
        ),
        rx.el.div(_sums(), _doubts(), class_name="stack"),
        class_name="side",
    )


def _link(kind: Any, *content: Any, css: str) -> rx.Component:
    s = ExportsState
    return rx.cond(
        s.may_run,
        pieces.download(
            pieces.icon("download"),
            *content,
            href="/v1/admin/finance/exports/" + kind + "?from=" + s.first + "&to=" + s.last,
            class_name=css,
            on_click=s.refresh_downloads.debounce(2500),
        ),
    )


def _program(one: rx.Var[ProgramRow]) -> rx.Component:
    s = ExportsState
    name = rx.cond(s.may_manage, "Names…", "Names")
    missing = rx.cond(
        one.missing != "",
        rx.el.button(
            pieces.icon("circle-alert", 14),
            rx.el.span("No name yet for ", one.missing),
            type="button",
            class_name="export-missing",
            on_click=s.open_names(one.kind),
        ),
        rx.el.p("Everything has a name there.", class_name="faint export-named"),
    )
    return pieces.card(
        one.name,
        rx.el.dl(rx.foreach(one.holds, _holding), class_name="export-holds num"),
        missing,
        rx.el.div(
            _link(one.kind, "Download for ", one.name, css="btn primary"),
            pieces.button(name, kind="quiet", on_click=s.open_names(one.kind)),
            class_name="row export-foot",
        ),
        note="import files",
        css="export-program",
    )


def _holding(one: rx.Var[Holding]) -> rx.Component:
    return rx.el.div(rx.el.dt(one.what), rx.el.dd(one.count))


def _books() -> rx.Component:
    def line(one: rx.Var[BookRow]) -> rx.Component:
        return rx.el.div(
            rx.el.div(
                rx.el.span(one.name, class_name="strong"),
                rx.el.span(one.says, class_name="faint"),
                class_name="export-said",
            ),
            rx.el.span(
                rx.el.span(one.rows, class_name="faint num"),
                _link(one.kind, "CSV", css="btn"),
                class_name="push row",
            ),
        )

    return pieces.card(
        "The books",
        rx.el.div(rx.foreach(ExportsState.books, line), class_name="lines"),
        note="one file each, for any spreadsheet",
    )


def _sums() -> rx.Component:
    def line(one: rx.Var[SumRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(one.label),
            rx.el.td(one.amount, class_name="right"),
            class_name=rx.cond(one.is_balance, "strong", ""),
        )

    return pieces.card(
        "What it has to come to",
        rx.el.table(rx.el.tbody(rx.foreach(ExportsState.sums, line)), class_name="list num sums"),
        rx.el.p(
            "Each download says so in its manifest.json, cent for cent.",
            class_name="faint card-body",
        ),
    )


def _doubts() -> rx.Component:
    s = ExportsState
    none = rx.el.p("Nothing in these days that an import would stumble over.", class_name="faint")
    return pieces.card(
        "Before importing",
        rx.el.div(
            rx.cond(
                s.doubts.length() > 0,
                rx.el.ul(
                    rx.foreach(s.doubts, lambda one: rx.el.li(one)), class_name="export-doubts"
                ),
                none,
            ),
            class_name="card-body",
        ),
    )


def _downloads() -> rx.Component:
    def line(one: rx.Var[DownloadRow]) -> rx.Component:
        return rx.el.div(
            rx.el.div(
                rx.el.span(one.what, class_name="strong"),
                rx.el.span(one.days, ", ", one.rows, class_name="faint num"),
                class_name="export-said",
            ),
            rx.el.div(
                rx.el.span(one.who),
                rx.el.span(one.when, class_name="faint num"),
                class_name="export-said",
            ),
            rx.el.code(one.mark, class_name="push faint", title="SHA-256 of the file"),
            class_name="export-download",
        )

    s = ExportsState
    return rx.cond(
        s.downloads.length() > 0,
        pieces.card("Last downloads", rx.el.div(rx.foreach(s.downloads, line), class_name="lines")),
    )
