"""Signing in: a plain form posted to `/session`, which sets the cookie."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.registry import page

_PROBLEMS = {
    "wrong": "That e-mail or phone and password don't match.",
    "locked": "Too many wrong tries. Wait 15 minutes, or ask your admin for a reset.",
    "slow": "Too many tries from here. Wait a minute.",
    "away": "The database can't be reached right now. Try again in a moment.",
    "ended": "You have been signed out.",
}
_CHANGED = "Password changed. Sign in with the new one."


class KeepName(rx.Component):
    """After a failed try the name is still there; see assets/ui/sign-in.jsx."""

    library = "$/public/ui/sign-in.jsx"
    tag = "KeepName"


@page("/sign-in", title="Sign in", permission="", audience="public")
def sign_in() -> rx.Component:
    asked = rx.State.router.url.query_parameters
    words = rx.match(asked["error"], *_PROBLEMS.items(), "")
    return rx.el.main(
        forms.PostForm.create(
            rx.el.div(
                rx.el.span("C", class_name="mark", custom_attrs={"aria-hidden": "true"}),
                rx.el.h1("Sign in", class_name="big"),
                class_name="row",
            ),
            rx.cond(words != "", rx.el.div(words, class_name="error-box", role="alert")),
            rx.cond(
                asked["said"] == "changed",
                rx.el.div(_CHANGED, class_name="good-box", role="status"),
            ),
            forms.field(
                "E-mail or phone",
                forms.text_input(
                    "login",
                    required=True,
                    auto_focus=True,
                    auto_complete="username",
                    max_length=254,
                    custom_attrs={"autocapitalize": "none", "spellcheck": "false"},
                ),
            ),
            forms.field(
                "Password",
                forms.text_input(
                    "password",
                    type="password",
                    required=True,
                    auto_complete="current-password",
                    max_length=200,
                ),
            ),
            rx.el.input(type="hidden", name="next", value=asked["next"].to(str)),
            pieces.button("Sign in", kind="primary", type="submit"),
            rx.el.p(
                "Forgotten your password? An owner or admin of your company can give you a new one.",
                class_name="faint",
            ),
            class_name="card",
            action="/session",
        ),
        KeepName.create(),
        class_name="sign-in",
    )
