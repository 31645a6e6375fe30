"""Every page, declared once: the route, the guard, the sidebar, the palette and shortcuts read this.

@page("/invoices", title="Invoices", icon="receipt-text", group="Money",
      permission="invoices.view", module="module.invoices", key="i", on_load=InvoicesState.load)
def invoices() -> rx.Component: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

GROUPS: Final = ("Work", "Clients", "Money", "Quality", "Company")

PAGES: dict[str, Page] = {}
"""Route → page, in the order they were declared."""


@dataclass(frozen=True)
class Page:
    """One page. `group` puts it into the sidebar; `key` is its letter after G."""

    route: str
    title: str
    view: Callable[[], rx.Component]
    permission: str
    module: str | None = None
    icon: str = ""
    group: str = ""
    key: str = ""
    position: int = 50
    on_load: Any = None
    audience: str = "office"
    parent: str = ""
    said: str = ""
    section: str = ""
    named: Any = None

    @property
    def name(self) -> str:
        """What the sidebar marks as selected on this page: its parent when it has one."""
        return self.parent or self.route

    @property
    def heading(self) -> str:
        """What the sidebar and breadcrumbs call it."""
        return self.section or self.title


def page(
    route: str,
    *,
    title: str,
    permission: str,
    module: str | None = None,
    icon: str = "",
    group: str = "",
    key: str = "",
    position: int = 50,
    on_load: Any = None,
    audience: str = "office",
    parent: str = "",
    said: str = "",
    section: str = "",
    named: Any = None,
) -> Callable[[Callable[[], rx.Component]], Callable[[], rx.Component]]:
    """Declare a page.

    `audience` is "office" (sidebar frame), "worker" (the phone's frame), "everyone" (the frame of
    whoever looks) or "public" (no frame, no sign-in; `permission` is then ""). `parent` is the
    list a detail page belongs to, and `named` a Var with what the page shows, for the window's
    title and the breadcrumb: "INV-2026-00610". `said` names the words of a worker page's tab.
    `section` is the sidebar's word for a page that stands there for its siblings too: "Finance".
    """

    def declare(view: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
        if route in PAGES:
            raise ValueError(f"{route} is declared twice")
        PAGES[route] = Page(
            route, title, view, permission, module, icon, group, key, position, on_load,
            audience, parent, said, section, named,
        )  # fmt: skip
        return view

    return declare


def in_sidebar() -> list[Page]:
    """The pages of the sidebar: by group, then position."""
    listed = [page for page in PAGES.values() if page.group]
    return sorted(listed, key=lambda p: (GROUPS.index(p.group), p.position, p.title))


def go_keys() -> dict[str, str]:
    """Letter → route, for G then a letter."""
    return {page.key: page.route for page in PAGES.values() if page.key}


def to_jump_to() -> list[Page]:
    """The office pages the palette offers: those of the sidebar, and their siblings beside them."""
    sections = {page.route for page in PAGES.values() if page.section}
    beside = [page for page in PAGES.values() if page.parent in sections]
    return [one for page in in_sidebar() for one in (page, *_of(page, beside))]


def _of(parent: Page, pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.parent == parent.route]
