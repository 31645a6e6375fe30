"""Small pieces every page is made of: buttons, badges, cards, figures, empty states, skeletons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

Content = Any
"""A component, a string or a Var."""


def icon(name: str, size: int = 15) -> rx.Component:
    """A lucide icon, hidden from screen readers: the words beside it say the same."""
    return rx.icon(name, size=size, stroke_width=1.7, custom_attrs={"aria-hidden": "true"})


def button(
    label: Content,
    *,
    kind: str = "",
    icon_name: str = "",
    kbd: str = "",
    **props: Any,
) -> rx.Component:
    """A button. `kind`: "primary" (one per page), "quiet", "danger" or "" for plain."""
    parts: list[Any] = [icon(icon_name)] if icon_name else []
    parts.append(label)
    if kbd:
        parts.append(rx.el.kbd(kbd))
    props.setdefault("type", "button")
    return rx.el.button(*parts, class_name=f"btn {kind}".strip(), **props)


def link(*content: Content, href: Any, **props: Any) -> rx.Component:
    """A link inside the app; the page changes without loading everything anew."""
    return ReactRouterLink.create(*content, to=href, **props)


def download(*content: Content, href: Any, **props: Any) -> rx.Component:
    """A link to a file: the browser fetches it, the page stays."""
    return ReactRouterLink.create(
        *content, to=href, reload_document=True, custom_attrs={"download": ""}, **props
    )


def csv(href: Any, **props: Any) -> rx.Component:
    """The link to a page's rows as a file, beside its title or over its table."""
    return download("CSV", href=href, class_name="btn", title="Download these rows", **props)


def link_button(label: Content, href: Any, *, kind: str = "", icon_name: str = "", **props: Any):
    """A link that looks like a button: it goes somewhere, so it can be opened in a new tab."""
    parts: list[Any] = [icon(icon_name)] if icon_name else []
    return link(*parts, label, href=href, class_name=f"btn {kind}".strip(), **props)


def icon_button(name: str, label: str, *, kind: str = "quiet", **props: Any) -> rx.Component:
    """A button that shows only an icon; `label` is its accessible name and tooltip."""
    return rx.el.button(
        icon(name, 16),
        class_name=f"btn icon {kind}",
        aria_label=label,
        title=label,
        type="button",
        **props,
    )


def stepper(count: Any, label: Any, *, on_less: Any, on_more: Any) -> rx.Component:
    """How many of a thing: one less, the number, one more. `label` says of what."""
    named = label if isinstance(label, rx.Var) else rx.Var.create(label)
    return rx.el.span(
        rx.el.button(
            icon("minus", 14),
            type="button",
            aria_label="One less: " + named.to(str),
            # Not disabled: whoever just pressed it must keep their place.
            aria_disabled=rx.Var.create(count).to(int) <= 0,
            on_click=on_less,
        ),
        rx.el.span(count, class_name="num", role="status"),
        rx.el.button(
            icon("plus", 14),
            type="button",
            aria_label="One more: " + named.to(str),
            on_click=on_more,
        ),
        class_name="stepper",
    )


def badge(label: Content, colour: Content = "grey", *, plain: bool = False) -> rx.Component:
    """A status: a dot, a word, one of the status colours."""
    extra = " plain" if plain else ""
    name = f"badge {colour}{extra}" if isinstance(colour, str) else "badge " + colour + extra
    return rx.el.span(label, class_name=name)


def card(
    title: Content,
    *body: Content,
    note: Content = None,
    action: Content = None,
    css: str = "",
    **props: Any,
):
    """A titled box; `note` stands grey beside the title, `action` at the right."""
    head = [rx.el.h2(title)]
    if note is not None:
        head.append(rx.el.span(note, class_name="faint"))
    if action is not None:
        head.append(rx.el.div(action, class_name="push row"))
    return rx.el.section(
        rx.el.div(*head, class_name="card-head"), *body, class_name=f"card {css}".strip(), **props
    )


def kpi(
    label: Content, figure: Content, under: Content = "", spark: Content = "", *, href: Any = ""
):
    """A figure with its words; `spark` is the points of a small line (x,y pairs, 86 × 22)."""
    body = [
        rx.el.span(label, class_name="muted"),
        rx.el.span(figure, class_name="figure num"),
        rx.el.span(under, class_name="under muted"),
    ]
    if spark is not None and not (isinstance(spark, str) and spark == ""):
        line = rx.el.svg.polyline(points=spark)
        body.append(
            rx.el.svg(
                line, class_name="spark", view_box="0 0 86 22", custom_attrs={"aria-hidden": "true"}
            )
        )
    if isinstance(href, str) and not href:
        return rx.el.div(*body, class_name="kpi")
    return link(*body, href=href, class_name="kpi")


def kpi_strip(*tiles: rx.Component) -> rx.Component:
    """Figures side by side in one card."""
    return rx.el.section(*tiles, class_name="card kpis", aria_label="Key figures")


def facts(*pairs: tuple[Content, Content]) -> rx.Component:
    """Labels and values of one thing."""
    items: list[rx.Component] = []
    for label, value in pairs:
        items += [rx.el.dt(label), rx.el.dd(value)]
    return rx.el.dl(*items, class_name="facts")


def empty(icon_name: str, title: Content, hint: Content, action: Content = None) -> rx.Component:
    """What a list says when there is nothing in it yet, and what to do about it."""
    parts = [icon(icon_name, 24), rx.el.b(title), rx.el.span(hint)]
    if action is not None:
        parts.append(action)
    return rx.el.div(*parts, class_name="empty")


def skeleton(lines: int = 3) -> rx.Component:
    """Grey bars where something is on its way."""
    widths = ("72%", "88%", "64%", "80%")
    bars = [rx.el.div(class_name="skeleton", style={"width": widths[n % 4]}) for n in range(lines)]
    return rx.el.div(*bars, class_name="card-body stack", role="status", aria_label="Loading")


def waiting(ready: Any, content: rx.Component, lines: int = 5) -> rx.Component:
    """The content once `ready`, a skeleton until then."""
    return rx.cond(ready, content, skeleton(lines))


def segmented(
    options: Sequence[tuple[Any, Any]],
    value: Any,
    on_change: Any,
    label: Any,
    *,
    counts: Any = None,
) -> rx.Component:
    """A few choices of which one is on; `options` are (value, words), `counts` how many there are
    of each, by value."""

    def counted(key: Any) -> list[rx.Component]:
        return [] if counts is None else [rx.el.span(counts[key], class_name="faint num")]

    return rx.el.div(
        *[
            rx.el.button(
                words,
                *counted(key),
                type="button",
                class_name=rx.cond(value == key, "on", ""),
                aria_pressed=(value == key),
                on_click=on_change(key),
            )
            for key, words in options
        ],
        class_name="seg" if counts is None else "seg wrap",
        role="group",
        aria_label=label,
    )


def tabs(links: Sequence[tuple[str, str]], current: str) -> rx.Component:
    """Links to sibling pages; `links` are (route, words)."""
    return rx.el.nav(
        *[
            link(
                words,
                href=route,
                class_name="on" if route == current else "",
                custom_attrs={"aria-current": "page"} if route == current else {},
            )
            for route, words in links
        ],
        class_name="tabs",
        aria_label="Sections",
    )


def warning(*text: Content) -> rx.Component:
    """Something that deserves care but does not forbid."""
    return rx.el.div(*text, class_name="warning", role="note")


def avatar(initials: Content) -> rx.Component:
    """A person as two letters."""
    return rx.el.span(initials, class_name="avatar", custom_attrs={"aria-hidden": "true"})


def progress(percent: Any, label: Content, *, cancel: Any = None) -> rx.Component:
    """How far work has got, in percent, with a way to stop it."""
    bar = rx.el.div(
        rx.el.i(
            style={"width": percent.to_string() + "%"}
            if hasattr(percent, "to_string")
            else {"width": f"{percent}%"}
        ),
        class_name="progress",
        role="progressbar",
        aria_label="Progress",
        aria_valuenow=percent,
        aria_valuemin="0",
        aria_valuemax="100",
    )
    row = [rx.el.span(label, class_name="muted num")]
    if cancel is not None:
        row.append(button("Cancel", kind="quiet push", on_click=cancel))
    return rx.el.div(
        rx.el.div(*row, class_name="row"), bar, class_name="stack", style={"gap": "6px"}
    )


def menu(
    label: Content, *items: rx.Component, text: Content = "More", left: bool = False, id: str = ""
):
    """A button that opens a short list of links and buttons; Escape or a click elsewhere closes it.
    With an `id`, `rx.set_focus` finds the button."""
    side = "menu-list left" if left else "menu-list"
    return rx.el.details(
        rx.el.summary(label, aria_label=text, **({"id": id} if id else {})),
        rx.el.div(*items, class_name=side),
        class_name="menu",
    )


def more_menu(*items: rx.Component) -> rx.Component:
    """What is rarely done with a thing, behind "…"; the last of a page's actions."""
    return menu(rx.el.span(icon("ellipsis"), class_name="btn icon"), *items, text="More")


def page_head(title: Content, *actions: rx.Component, under: Content = None, extra: Content = None):
    """A page's title with what belongs beside it and its actions at the right."""
    words = [rx.el.h1(title, class_name="big")]
    if under is not None:
        words.append(rx.el.div(under, class_name="muted", style={"marginTop": "2px"}))
    parts: list[Any] = [rx.el.div(*words)]
    if extra is not None:
        parts.append(extra)
    if actions:
        parts.append(rx.el.div(*actions, class_name="actions"))
    return rx.el.div(*parts, class_name="page-head")
