"""Settings → Modules: what this company uses; the rest is out of the way."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.settings.sections import sections
from cleaning_app.services import modules

_WORDS = {
    "module.dashboard": ("Dashboard", "Today in one look"),
    "module.schedule": ("Schedule", "Board, calendars, bookings"),
    "schedule.optimization": ("Optimiser", "Shorter routes for the day"),
    "module.invoices": ("Invoices", "Bills, payments, refunds"),
    "module.finance": ("Finance", "Expenses, GST, payroll"),
    "module.teams": ("Workers and teams", "Profiles, skills, hours, performance"),
    "module.quality": ("Quality", "What crews see and find on site"),
    "quality.photo_evidence": ("Photos", "Before and after, from the phone"),
    "module.api": ("API", "Access for other programs"),
    "module.settings": ("Settings", "These pages"),
}
"""What the product has by now; a switch for what is still to come would promise too much."""


@dataclass
class Row:
    """One switch."""

    key: str
    name: str
    about: str
    on: bool
    fixed: bool
    is_part: bool
    note: str


class ModulesState(LoadState, rx.State):
    """The switches."""

    rows: list[Row] = []

    @handler("settings.manage", fills=True)
    async def load(self, ctx: Ctx):
        """Show them as they are, a module's features under it."""
        found = {one.key: one for one in modules.every(ctx)}
        self.rows = [_row(found[key]) for key in _WORDS]
        self.ready = True

    @handler("settings.manage")
    async def switch(self, ctx: Ctx, key: str, on: bool):
        """Switch one on or off."""
        await modules.switch(ctx, key, on)
        words = f"{_WORDS.get(key, (key,))[0]} is {'on' if on else 'off'}, for everybody here."
        return [toast.done(words, undo=ModulesState.switch(key, not on)), rx.call_script(_ANEW)]


_ANEW = "setTimeout(() => location.reload(), 2500)"
"""The sidebar, the guard and the palette are drawn from what is on; sessions notice in two seconds."""


def _row(one: modules.Module) -> Row:
    name, about = _WORDS[one.key]
    waits = one.on and not one.works
    return Row(
        key=one.key,
        name=name,
        about=about,
        on=one.on,
        fixed=one.fixed,
        is_part=not one.key.startswith("module."),
        note="Waits for its module." if waits else "",
    )


@page(
    "/settings/modules",
    title="Modules",
    permission="settings.manage",
    module="module.settings",
    parent="/settings",
    on_load=ModulesState.load,
)
def modules_page() -> rx.Component:
    rows = rx.el.div(rx.foreach(ModulesState.rows, _line), class_name="card lines")
    return rx.fragment(
        sections("/settings/modules"),
        rx.el.div(
            pieces.page_head(
                "Modules",
                under="Off means gone for everybody: its pages, its API and its jobs.",
            ),
            shown(ModulesState, rows, 12),
            class_name="page",
            style={"maxWidth": "760px"},
        ),
    )


def _line(row: rx.Var[Row]) -> rx.Component:
    return rx.el.label(
        rx.el.span(
            rx.el.span(row.name, class_name=rx.cond(row.is_part, "", "strong")),
            rx.el.span(row.about, " ", rx.el.span(row.note, class_name="warn-text"),
                       class_name="muted"),
            class_name="two-lines grow",
            style={"paddingLeft": rx.cond(row.is_part, "20px", "0")},
        ),
        rx.el.input(
            type="checkbox",
            class_name="switch",
            role="switch",
            checked=row.on,
            disabled=row.fixed,
            aria_label=row.name,
            on_change=lambda on: ModulesState.switch(row.key, on),
        ),
        class_name="row",
    )  # fmt: skip
