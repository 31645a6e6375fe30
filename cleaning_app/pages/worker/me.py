"""The worker's own corner: who is signed in, password, theme, the way out."""

from __future__ import annotations

import reflex as rx

from cleaning_app import permissions
from cleaning_app.components import forms, pieces, words
from cleaning_app.components.registry import page
from cleaning_app.components.shell import Shell


@page(
    "/me",
    title="Me",
    permission=permissions.OWN_BOOKINGS,
    icon="user",
    position=4,
    audience="worker",
    said="me",
)
def me() -> rx.Component:
    theme = rx.el.button(
        pieces.icon("sun-moon", 18),
        rx.color_mode_cond(light="Dark theme", dark="Light theme"),
        type="button",
        on_click=rx.toggle_color_mode,
    )
    account = pieces.link(pieces.icon("key-round", 18), "Password and devices", href="/account")
    time_off = pieces.link(
        pieces.icon("calendar-off", 18), words.text("off_title"), href="/time-off"
    )
    calendar = pieces.link(
        pieces.icon("calendar-sync", 18), words.text("feed_title"), href="/my-calendar"
    )
    leave = forms.PostForm.create(
        rx.el.button(pieces.icon("log-out", 18), "Sign out", type="submit"), action="/session/end"
    )
    return rx.fragment(
        rx.el.div(
            rx.el.div(Shell.organisation, class_name="muted"),
            rx.el.h1(Shell.person),
            class_name="phone-head",
        ),
        rx.el.div(time_off, calendar, account, theme, leave, class_name="visit me-list"),
    )
