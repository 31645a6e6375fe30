"""The frame of the workers' phone: content, and four tabs within reach of a thumb."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import crew, pieces, registry, words
from cleaning_app.components.shell import Shell


def phone(page: registry.Page) -> rx.Component:
    """A page in the phone's frame; the tabs are the worker pages that have an icon."""
    own = [p for p in registry.PAGES.values() if p.audience == "worker"]
    tabs = [p for p in own if p.icon]
    return rx.el.div(
        crew.frame([p.route for p in own]),
        rx.el.main(page.view(), id="content", class_name="phone-page"),
        rx.el.nav(
            *[_tab(tab, page) for tab in sorted(tabs, key=lambda p: p.position)],
            class_name="phone-tabs",
            aria_label=words.attribute("pages"),
            style={"gridTemplateColumns": f"repeat({len(tabs)}, 1fr)"},
        ),
        rx.el.span(Shell.person, class_name="sr-only"),
        class_name="phone",
    )


def _tab(tab: registry.Page, current: registry.Page) -> rx.Component:
    on = tab.route == current.name
    return pieces.link(
        pieces.icon(tab.icon, 20),
        words.text(tab.said),
        href=tab.route,
        class_name="on" if on else "",
        custom_attrs={"aria-current": "page"} if on else {},
    )
