"""The command palette (Ctrl K): actions, pages, clients, bookings, invoices, workers."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from cleaning_app.components import creating, registry
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import search

THEME = "theme:"
"""In place of an address: the browser switches between light and dark."""


@dataclass
class Hit:
    """One line of the palette."""

    label: str
    note: str
    href: str
    kind: str


class PaletteState(rx.State):
    """What fits, and the words it fits."""

    asked: str = ""
    hits: list[Hit] = []

    @handler("core.view", supersedes=True)
    async def look(self, ctx: Ctx, words: str):
        """Actions and pages whose name fits, then things found in the database."""
        words = words.strip()[:80]
        found = await search.everything(ctx, words) if len(words) >= 2 else []
        things = [Hit(hit.label, hit.note, hit.href, hit.kind) for hit in found]
        self.hits = [hit for hit in _known(ctx) if _fits(words, hit.label)] + things
        self.asked = words


def _known(ctx: Ctx) -> list[Hit]:
    """What can be done and where one can go, whatever is in the database."""
    new = [Hit(f"New {one.thing}", one.key, one.href, "Do") for one in creating.allowed(ctx)]
    theme = Hit("Switch between light and dark theme", "", THEME, "Do")
    pages = [
        Hit(page.title, f"G {page.key.upper()}" if page.key else page.group, page.route, "Page")
        for page in registry.to_jump_to()
        if ctx.can(page.permission) and (not page.module or ctx.org.has(page.module))
    ]
    return [*new, *pages, theme]


def _fits(words: str, label: str) -> bool:
    """Whether each typed word begins a word of the label."""
    parts = label.lower().split()
    return all(any(part.startswith(word) for part in parts) for word in words.lower().split())


class Palette(rx.Component):
    """The palette's dialog; see assets/ui/palette.jsx."""

    library = "$/public/ui/palette.jsx"
    tag = "Palette"

    hits: rx.Var[list[Hit]]
    asked: rx.Var[str]
    on_look: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def palette() -> rx.Component:
    """Once in the frame; `overlay.open_palette` opens it."""
    return Palette.create(
        hits=PaletteState.hits, asked=PaletteState.asked, on_look=PaletteState.look
    )
