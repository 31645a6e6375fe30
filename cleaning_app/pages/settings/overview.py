"""Settings: what can be set, section by section."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import pieces
from cleaning_app.components.handler import handler
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.pages.settings.sections import SECTIONS, Section


class SettingsState(rx.State):
    """Which sections this person may open."""

    routes: list[str] = []

    @handler("settings.manage")
    async def load(self, ctx: Ctx):
        """Offer what one's permissions open."""
        self.routes = [one.route for one in SECTIONS if ctx.can(one.permission)]


@page(
    "/settings",
    title="Settings",
    icon="settings",
    group="Company",
    permission="settings.manage",
    module="module.settings",
    position=80,
    on_load=SettingsState.load,
)
def settings() -> rx.Component:
    return rx.el.div(
        pieces.page_head(
            "Settings", under="How the company works. Every change is in the audit log."
        ),
        rx.el.section(*[_line(one) for one in SECTIONS], class_name="card lines"),
        class_name="page",
        style={"maxWidth": "760px"},
    )


def _line(one: Section) -> rx.Component:
    link = pieces.link(
        rx.el.span(pieces.icon(one.icon, 18), class_name="faint"),
        rx.el.span(
            rx.el.span(one.title, class_name="strong"),
            rx.el.span(one.about, class_name="muted"),
            class_name="two-lines",
        ),
        rx.el.span(pieces.icon("chevron-right", 16), class_name="faint"),
        href=one.route,
    )
    return rx.cond(SettingsState.routes.contains(one.route), link)
