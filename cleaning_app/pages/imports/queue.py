"""Choosing files, and the line in which several of them wait."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.domain.importing.datasets import DATASETS
from cleaning_app.domain.importing.reading import MAX_BYTES
from cleaning_app.domain.importing.rows import Dataset
from cleaning_app.pages.imports.rows import FileRow
from cleaning_app.pages.imports.state import UPLOAD, ImportState

_ACCEPTED = {"text/csv": [".csv", ".tsv", ".txt"], "application/vnd.ms-excel": [".csv"]}


def first_steps() -> rx.Component:
    """Where to put files, and what they may hold."""
    return rx.el.div(
        _drop(
            pieces.icon("file-up", 24),
            rx.el.b("Drop CSV files here, or choose them"),
            rx.el.span("All at once if you like: they are put in the right order."),
            rx.el.span(
                f"From a spreadsheet: save as CSV. Up to {MAX_BYTES // 1_000_000} MB a file.",
                class_name="faint",
            ),
        ),
        pieces.card(
            "What can come in",
            rx.el.div(*[_dataset(dataset) for dataset in DATASETS], class_name="lines tight"),
            note="columns in bold are needed",
        ),
        class_name="two",
    )


def line() -> rx.Component:
    """The files that wait; the one looked at is marked."""
    return rx.cond(
        ImportState.files.length() > 1,
        pieces.card(
            "Waiting",
            rx.el.div(rx.foreach(ImportState.files, _waiting), class_name="lines tight"),
            note=ImportState.files.length().to_string() + " files",
            action=pieces.button(
                "Import all",
                on_click=ImportState.start(True),
                disabled=ImportState.running,
                title="Stops at the first file with bad rows",
            ),
        ),
    )


def add_more() -> rx.Component:
    """A small place for more files."""
    return _drop(pieces.icon("plus", 16), rx.el.span("Add files"), css="drop small")


def _drop(*content: rx.Component, css: str = "drop") -> rx.Component:
    zone = rx.upload.root(
        *content,
        id=UPLOAD,
        multiple=True,
        accept=_ACCEPTED,
        max_size=MAX_BYTES,
        on_drop=ImportState.take(rx.upload_files(upload_id=UPLOAD)),  # type: ignore[call-arg]
        class_name=css,
        disabled=ImportState.running,
        custom_attrs={"role": "button", "aria-label": "Choose CSV files"},
    )
    # The hidden input that the zone brings along has no name of its own for screen readers.
    zone.children[0].children[0].custom_attrs["aria-label"] = "CSV files"
    return zone


def _dataset(dataset: Dataset[Any]) -> rx.Component:
    needed = [f.name for f in dataset.fields if f.required]
    others = [f.name for f in dataset.fields if not f.required]
    return rx.el.div(
        rx.el.span(dataset.title, class_name="strong", style={"flex": "0 0 104px"}),
        rx.el.span(
            rx.el.b(", ".join(needed)),
            rx.el.span(", " + ", ".join(others) if others else "", class_name="faint"),
            class_name="grow wrap-any",
        ),
    )


def _waiting(file: FileRow) -> rx.Component:
    return rx.el.button(
        pieces.icon("file-text", 14),
        rx.el.span(file.name, class_name="grow truncate"),
        rx.el.span(rx.cond(file.title != "", file.title, "Unknown"), class_name="muted"),
        rx.el.span(file.size, class_name="faint num"),
        type="button",
        class_name="plain-line",
        custom_attrs={"aria-current": rx.cond(file.current, "true", "false")},
        on_click=ImportState.open(file.id),
        disabled=ImportState.running,
    )
