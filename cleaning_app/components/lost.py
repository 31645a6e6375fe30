"""What stands at an address that leads nowhere."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import pieces


def nowhere() -> rx.Component:
    """A word on what happened, and the way back; for anybody, so without the frame."""
    return rx.el.main(
        rx.el.div(
            rx.el.p("404", class_name="lost-number", custom_attrs={"aria-hidden": "true"}),
            rx.el.h1("There is nothing at this address", class_name="big"),
            rx.el.p(
                "It may have been mistyped, or what stood here has moved. "
                "Nothing of your company's is lost.",
                class_name="muted",
            ),
            rx.el.div(
                pieces.link_button("Go to the start page", "/", kind="primary"),
                pieces.link_button("Find a booking", "/bookings"),
                class_name="row wrap",
            ),
            class_name="card lost",
        ),
        class_name="sign-in",
    )
