"""Links to the same page with something else chosen: the days, the basis, what to group by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from cleaning_app.components import pieces


@dataclass
class Choice:
    """One of them; `on` is what the page shows now."""

    label: str
    href: str
    on: bool


def choices(listed: Any, label: str, *more: rx.Component, css: str = "") -> rx.Component:
    """A row of choices, of which one is on."""
    return rx.el.nav(
        rx.foreach(listed, choice), *more, class_name=f"seg {css}".strip(), aria_label=label
    )


def choice(one: rx.Var[Choice]) -> rx.Component:
    """A single choice, for a menu of them."""
    return pieces.link(
        one.label,
        href=one.href,
        class_name=rx.cond(one.on, "on", ""),
        custom_attrs={"aria-current": rx.cond(one.on, "true", "false")},
    )
