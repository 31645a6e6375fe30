"""The office's sidebar: the organisation, and the pages one may open."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms, pieces, registry
from cleaning_app.components.shell import Shell


def sidebar(current: registry.Page) -> rx.Component:
    """Every page of the sidebar by group, the current one marked. `[` folds it to its icons."""
    groups: dict[str, list[registry.Page]] = {}
    for page in registry.in_sidebar():
        groups.setdefault(page.group, []).append(page)
    parts: list[rx.Component] = [_organisation()]
    for name, pages in groups.items():
        parts.append(_heading(name, pages))
        parts += [_item(page, current) for page in pages]
    return rx.el.nav(*parts, class_name="sidebar", aria_label="Pages")


def _heading(name: str, pages: list[registry.Page]) -> rx.Component:
    """The group's name, where some of its pages may be seen. Over a single page of the same name
    it would say nothing: a gap stands there instead."""
    some = Shell.routes.contains(pages[0].route)
    for page in pages[1:]:
        some = some | Shell.routes.contains(page.route)
    said = "" if [page.heading for page in pages] == [name] else name
    return rx.cond(some, rx.el.div(said, class_name="nav-group"))


def _item(page: registry.Page, current: registry.Page) -> rx.Component:
    on = page.route == current.name
    link = pieces.link(
        pieces.icon(page.icon),
        rx.el.span(page.heading, class_name="words"),
        rx.cond(
            Shell.counts.contains(page.route),
            rx.el.span(
                rx.el.span(Shell.counts[page.route], custom_attrs={"aria-hidden": "true"}),
                rx.el.span(Shell.hints[page.route], class_name="sr-only"),
                class_name="count num",
                title=Shell.hints[page.route],
            ),
        ),
        href=page.route,
        title=page.heading,
        class_name="nav-item on" if on else "nav-item",
        custom_attrs={"aria-current": "page"} if on else {},
    )
    return rx.cond(Shell.routes.contains(page.route), link)


def _organisation() -> rx.Component:
    """The organisation's name; a menu when there are others to switch to."""
    name = [
        rx.el.span(Shell.mark, class_name="mark", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(Shell.organisation, class_name="words truncate"),
    ]
    switch = rx.el.details(
        rx.el.summary(
            *name,
            rx.el.span(pieces.icon("chevrons-up-down", 14), class_name="push faint"),
            title="Switch organisation",
        ),
        forms.PostForm.create(
            rx.foreach(
                Shell.places,
                lambda place: rx.el.button(
                    place.name, name="organisation", value=place.id, type="submit"
                ),
            ),
            action="/session/organisation",
            class_name="menu-list left",
        ),
        class_name="org",
    )
    alone = rx.el.div(rx.el.div(*name, class_name="org-name"), class_name="org")
    return rx.cond(Shell.places.length() > 0, switch, alone)
