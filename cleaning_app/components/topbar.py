"""The office's top bar: where one is, search, what can be made, and oneself."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import creating, forms, pieces, registry
from cleaning_app.components.shell import Shell


def topbar(page: registry.Page) -> rx.Component:
    """The bar above a page."""
    return rx.el.header(
        rx.el.label(
            pieces.icon("menu", 18),
            html_for="nav-open",
            class_name="btn icon quiet only-phone",
            title="Pages",
        ),
        pieces.icon_button(
            "panel-left",
            "Fold or unfold the sidebar",
            kind="quiet no-phone fold",
            custom_attrs={"data-does": "fold", "aria-keyshortcuts": "["},
        ),
        _crumbs(page),
        rx.el.button(
            pieces.icon("search", 14),
            rx.el.span("Search or jump to…", class_name="words"),
            rx.el.kbd("Ctrl K", custom_attrs={"aria-hidden": "true"}),
            class_name="search-box",
            type="button",
            custom_attrs={"data-does": "palette"},
        ),
        _new(),
        _person(),
        class_name="topbar",
    )


def window_title(page: registry.Page) -> Any:
    """What the browser's tab says: the thing shown, by its own name once that is known."""
    if page.named is None:
        return f"{page.title} · Cleaning"
    return rx.cond(page.named != "", page.named, page.title).to(str) + " · Cleaning"


def _crumbs(page: registry.Page) -> rx.Component:
    crumbs: list[Any] = []
    parent = registry.PAGES.get(page.parent)
    if parent and parent.audience == page.audience:
        crumbs += [pieces.link(parent.heading, href=parent.route), rx.el.span("›")]
    elif page.section:
        crumbs += [rx.el.span(page.section), rx.el.span("›")]
    here = page.title if page.named is None else rx.cond(page.named != "", page.named, page.title)
    crumbs.append(rx.el.span(here, class_name="truncate", custom_attrs={"aria-current": "page"}))
    return rx.el.nav(*crumbs, class_name="crumbs", aria_label="Breadcrumb")


def _new() -> rx.Component:
    """A menu of what this person may make."""
    items = [
        rx.cond(
            Shell.creations.contains(one.thing),
            pieces.link(
                pieces.icon(one.icon),
                f"New {one.thing}",
                *([rx.el.kbd(one.key, class_name="push")] if one.key else []),
                href=one.href,
            ),
        )
        for one in creating.CREATIONS
    ]
    button = rx.el.span(pieces.icon("plus", 16), class_name="btn icon")
    return rx.cond(Shell.creations.length() > 0, pieces.menu(button, *items, text="New"))


def _person() -> rx.Component:
    return pieces.menu(
        pieces.avatar(Shell.initials),
        rx.el.div(
            rx.el.div(Shell.person, class_name="strong"),
            rx.el.div(Shell.role, class_name="faint"),
            class_name="menu-head",
        ),
        rx.el.hr(),
        pieces.link(pieces.icon("user"), "Your account", href="/account"),
        rx.el.button(
            pieces.icon("sun-moon"),
            rx.color_mode_cond(light="Dark theme", dark="Light theme"),
            type="button",
            on_click=rx.toggle_color_mode,
        ),
        rx.el.button(
            pieces.icon("keyboard"),
            "Shortcuts",
            rx.el.kbd("?", class_name="push"),
            type="button",
            custom_attrs={"data-close": "true"},
            on_click=Shell.press("help"),
        ),
        rx.el.hr(),
        forms.PostForm.create(
            rx.el.button(pieces.icon("log-out"), "Sign out", type="submit"),
            action="/session/end",
        ),
        text=Shell.initials + ", your menu",
    )
