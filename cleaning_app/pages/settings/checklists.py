"""Settings → Checklists: what crews tick off at a visit, for each service."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, overlay, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.domain.checklist_suggestions import suggested
from cleaning_app.pages.settings.sections import sections
from cleaning_app.services import checklists
from cleaning_app.services.checklists import Line

_PHASES = (("before", "Before"), ("during", "During"), ("after", "After"))


@dataclass
class ServiceRow:
    """A service and how long its checklist is."""

    id: str
    name: str
    colour: str
    lines: str
    has_lines: bool


@dataclass
class LineRow:
    """A line in the editor; `key` stays while lines move."""

    key: str
    label: str = ""
    phase: str = "during"
    required: bool = False


class ChecklistsState(LoadState, rx.State):
    """The services, and the checklist that is being edited."""

    services: list[ServiceRow] = []
    editing: str = ""
    title: str = ""
    lines: list[LineRow] = []
    problem: str = ""
    _version: int = 0
    _next: int = 0

    @handler("settings.manage", module="module.settings", fills=True)
    async def load(self, ctx: Ctx):
        """Show the services."""
        self.services = [_row(one) for one in await checklists.templates(ctx)]
        self.editing, self.ready = "", True

    @handler("settings.manage", module="module.settings")
    async def edit(self, ctx: Ctx, service_id: UUID):
        """Open the editor for a service."""
        found = {one.service_id: one for one in await checklists.templates(ctx)}
        template = found[address.known_id(service_id)] if service_id in found else None
        if template is None:
            return ChecklistsState.load
        self.editing, self.title = str(service_id), template.service
        self._version, self.problem = template.version, ""
        self._fill([(line.label, line.phase, line.is_required) for line in template.lines])
        return None

    def _fill(self, lines: list[tuple[str, str, bool]]) -> None:
        self.lines = [LineRow(str(n), *line) for n, line in enumerate(lines)]
        self._next = len(self.lines)

    @handler("settings.manage")
    async def close(self, ctx: Ctx):
        """Leave the editor without saving."""
        self.editing = ""

    @handler("settings.manage", module="module.settings")
    async def suggest(self, ctx: Ctx):
        """Fill the editor with our suggestion for the service."""
        keys = {str(one.service_id): one.key for one in await checklists.templates(ctx)}
        self._fill(list(suggested(keys.get(self.editing, ""))))

    @handler("settings.manage")
    async def add(self, ctx: Ctx):
        """One more line."""
        if len(self.lines) < checklists.MOST_LINES:
            phase = self.lines[-1].phase if self.lines else "during"
            self.lines.append(LineRow(str(self._next), phase=phase))
            self._next += 1

    @handler("settings.manage")
    async def remove(self, ctx: Ctx, key: str):
        """One line less."""
        self.lines = [line for line in self.lines if line.key != key]

    @handler("settings.manage")
    async def move(self, ctx: Ctx, key: str, down: bool):
        """Put a line one place up or down."""
        lines = list(self.lines)
        at = next((n for n, line in enumerate(lines) if line.key == key), None)
        to = None if at is None else at + (1 if down else -1)
        if at is not None and to is not None and 0 <= to < len(lines):
            lines[at], lines[to] = lines[to], lines[at]
            self.lines = lines

    @handler("settings.manage")
    async def set_label(self, ctx: Ctx, key: str, label: str):
        """What the line says."""
        self._change(key, label=label[: checklists.LONGEST_LABEL])

    @handler("settings.manage")
    async def set_phase(self, ctx: Ctx, key: str, phase: str):
        """When in the visit it is done."""
        if phase in checklists.PHASES:
            self._change(key, phase=phase)

    @handler("settings.manage")
    async def set_required(self, ctx: Ctx, key: str, required: bool):
        """Whether the crew is asked for it before they finish."""
        self._change(key, required=required)

    def _change(self, key: str, **values: Any) -> None:
        self.lines = [replace(one, **values) if one.key == key else one for one in self.lines]

    @handler("settings.manage", module="module.settings")
    async def save(self, ctx: Ctx):
        """Save; bookings whose crew has opened theirs keep it."""
        lines = [Line(one.label, one.phase, one.required) for one in self.lines if one.label]
        service_id = address.known_id(self.editing)
        await checklists.save_template(ctx, service_id, lines, version=self._version)
        return [toast.done(f"Checklist for {self.title} saved."), ChecklistsState.load]


def _row(one: checklists.Template) -> ServiceRow:
    required = sum(line.is_required for line in one.lines)
    words = f"{format.count(len(one.lines), 'line')}, {required} required"
    return ServiceRow(
        str(one.service_id), one.service, one.colour, words if one.lines else "", bool(one.lines)
    )


@page(
    "/settings/checklists",
    title="Checklists",
    permission="settings.manage",
    module="module.settings",
    parent="/settings",
    on_load=ChecklistsState.load,
)
def checklists_page() -> rx.Component:
    s = ChecklistsState
    none = pieces.empty("list-checks", "No services yet", "Add a service first.")
    lines = rx.cond(
        s.services.length() > 0,
        rx.el.div(rx.foreach(s.services, _service), class_name="lines"),
        none,
    )
    about = (
        "A booking gets its own copy when its crew first opens it; later changes leave it alone."
    )
    return rx.fragment(
        sections("/settings/checklists"),
        rx.el.div(
            pieces.page_head("Checklists", under=about),
            shown(s, pieces.card("By service", lines), 8),
            _editor(),
            class_name="page narrow",
        ),
    )


def _service(row: rx.Var[ServiceRow]) -> rx.Component:
    count = rx.cond(
        row.has_lines,
        rx.el.span(row.lines, class_name="muted num"),
        rx.el.span("No checklist yet", class_name="faint"),
    )
    return rx.el.div(
        rx.el.span(row.name, class_name="strong"),
        count,
        rx.el.span(class_name="push"),
        pieces.button(
            rx.cond(row.has_lines, "Edit", "Set up"),
            on_click=ChecklistsState.edit(row.id),
            aria_label=rx.cond(row.has_lines, "Edit ", "Set up ") + row.name.to(str),
        ),
    )


def _editor() -> rx.Component:
    s = ChecklistsState
    start = pieces.empty(
        "list-checks",
        "Start from our suggestion",
        "Or add your own lines. Required ones are asked for before a crew finishes.",
        pieces.button("Use the suggestion", on_click=s.suggest),
    )
    return overlay.drawer(
        s.editing != "",
        s.close,
        s.title,
        rx.cond(
            s.lines.length() > 0,
            rx.el.div(rx.foreach(s.lines, _line), class_name="check-lines"),
            start,
        ),
        rx.el.div(
            pieces.button("Add a line", icon_name="plus", on_click=s.add),
            rx.el.span(class_name="push"),
            pieces.button("Cancel", on_click=s.close),
            pieces.button("Save", kind="primary", on_click=s.save),
            class_name="row",
        ),
        label="Checklist",
    )


def _line(row: rx.Var[LineRow]) -> rx.Component:
    s = ChecklistsState
    phase = rx.el.select(
        *[rx.el.option(words, value=key) for key, words in _PHASES],
        value=row.phase,
        on_change=lambda value: s.set_phase(row.key, value),
        class_name="input",
        aria_label="When",
    )
    required = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=row.required,
            on_change=lambda on: s.set_required(row.key, on),
        ),
        rx.el.span("Required"),
        class_name="check",
    )
    return rx.el.div(
        rx.el.input(
            default_value=row.label,
            on_blur=lambda value: s.set_label(row.key, value),
            max_length=120,
            placeholder="What to do",
            aria_label="What to do",
            class_name="input",
        ),
        rx.el.div(
            phase,
            required,
            rx.el.span(class_name="push"),
            pieces.icon_button("chevron-up", "Move up", on_click=s.move(row.key, False)),
            pieces.icon_button("chevron-down", "Move down", on_click=s.move(row.key, True)),
            pieces.icon_button("trash-2", "Remove", on_click=s.remove(row.key)),
            class_name="row",
        ),
        key=row.key,
        class_name="check-line",
    )
