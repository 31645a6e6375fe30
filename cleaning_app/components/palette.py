"""The command palette (Ctrl K): pages, actions, clients, bookings, invoices, workers."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import overlay, pieces, registry
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import search


@dataclass
class Hit:
    """One line of the palette."""

    label: str
    note: str
    href: str
    kind: str


class Palette(rx.State):
    """What was typed and what fits it."""

    is_open: bool = False
    hits: list[Hit] = []

    @handler("core.view")
    async def show(self, ctx: Ctx):
        """Open, offering the pages one may see."""
        self.is_open, self.hits = True, _pages(ctx, "")

    @handler("core.view")
    async def hide(self, ctx: Ctx):
        """Close."""
        self.is_open = False

    @handler("core.view", supersedes=True)
    async def look(self, ctx: Ctx, words: str):
        """Pages whose title fits, then things found in the database."""
        words = words.strip()[:80]
        found = await search.everything(ctx, words) if len(words) >= 2 else []
        things = [Hit(hit.label, hit.note, hit.href, hit.kind) for hit in found]
        self.hits = _pages(ctx, words) + things


def _pages(ctx: Ctx, words: str) -> list[Hit]:
    listed = [
        Hit(page.title, page.group, page.route, "Page")
        for page in registry.in_sidebar()
        if ctx.can(page.permission)
        and (not page.module or ctx.org.has(page.module))
        and words.lower() in page.title.lower()
    ]
    if ctx.can("bookings.edit") and words.lower() in "new booking":
        listed.insert(0, Hit("New booking", "N", "/bookings/new", "Do"))
    return listed


def palette() -> rx.Component:
    """The palette's dialog; once in the frame."""
    line = lambda hit: pieces.link(  # noqa: E731
        rx.el.span(hit.kind, class_name="faint", style={"width": "56px"}),
        rx.el.span(hit.label, class_name="truncate"),
        rx.el.span(hit.note, class_name="push truncate"),
        href=hit.href,
        on_click=Palette.hide,
        custom_attrs={"data-row-link": "true"},
    )
    return overlay.Overlay.create(
        rx.el.input(
            placeholder="Search or jump to…",
            aria_label="Search or jump to",
            class_name="palette-input",
            auto_focus=True,
            on_change=Palette.look.debounce(120),
        ),
        rx.el.div(
            rx.cond(
                Palette.hits.length() > 0,
                rx.foreach(Palette.hits, line),
                pieces.empty("search-x", "Nothing found", "Try a name, a number or a page."),
            ),
            class_name="palette-list",
        ),
        open=Palette.is_open,
        on_close=Palette.hide,
        label="Search or jump to",
        class_name="palette",
    )
