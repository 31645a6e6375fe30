"""Settings → Services & prices: what is sold, and what a home costs by the price list."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces
from cleaning_app.components.loading import shown
from cleaning_app.components.registry import page
from cleaning_app.pages.settings.price_state import PricesState as S
from cleaning_app.pages.settings.sections import sections
from cleaning_app.pages.settings.service_card import service_card, service_drawer

_FREQUENCIES = [
    ("one_time", "Once"),
    ("weekly", "Every week"),
    ("biweekly", "Every two weeks"),
    ("monthly", "Every month"),
]


@page(
    "/settings/prices",
    title="Services & prices",
    permission="pricing.manage",
    module="module.pricing",
    parent="/settings",
    on_load=S.load,
)
def prices() -> rx.Component:
    return rx.fragment(
        sections("/settings/prices"),
        rx.el.div(
            pieces.page_head(
                "Services & prices",
                under="A change counts for new quotes. Bookings keep the prices they were made at.",
            ),
            shown(
                S,
                rx.el.div(
                    rx.el.div(service_card(S), _form(), class_name="stack"),
                    _example(),
                    class_name="side",
                ),
                14,
            ),
            service_drawer(S),
            class_name="page",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        _labour(),
        _homes(),
        _kinds(),
        _recurring(),
        _add_ons(),
        rx.el.div(
            pieces.button("Discard", on_click=S.discard),
            pieces.button("Publish price list", kind="primary", type="submit"),
            class_name="row form-bar",
            style={"justifyContent": "flex-end"},
        ),
        on_submit=S.publish,
        class_name="stack",
        key=S.revision,
    )


def _card(title: str, note: Any, *body: rx.Component, action: Any = None) -> rx.Component:
    return pieces.card(
        title,
        rx.el.div(rx.el.p(note, class_name="muted"), *body, class_name="card-body form"),
        action=action,
    )


def _number(name: Any, unit: str, **props: Any) -> rx.Component:
    return forms.measure(
        name,
        unit,
        default_value=S.typed[name],
        **forms.as_typed(lambda typed: S.set_entry(name, typed)),
        **props,
    )


def _entry(name: Any, label: Any, unit: str) -> rx.Component:
    return forms.field(label, _number(name, unit), problem=S.problems[name])


def _measures(*fields: rx.Component) -> rx.Component:
    return rx.el.div(*fields, class_name="measures")


def _labour() -> rx.Component:
    return _card(
        "Labour",
        rx.fragment(S.version, ". Everybody on site is billed, in half hours."),
        _measures(
            _entry("hourly_rate_cents", "An hour of a cleaner", "$"),
            _entry("least_minutes", "Least cleaner hours", "h"),
        ),
    )


def _homes() -> rx.Component:
    return _card(
        "Cleaner hours by home",
        "For a standard clean, before anything is added. The smallest row that covers the home counts.",
        rx.cond(
            S.problems["base"], rx.el.span(S.problems["base"], class_name="problem", role="alert")
        ),
        rx.el.div(rx.foreach(S.sizes, _size), class_name="sizes"),
        _measures(
            _entry("minutes_per_extra_bed", "Each bed beyond", "min"),
            _entry("minutes_per_extra_bath", "Each bath beyond", "min"),
            _entry("multi_floor_minutes", "Several floors", "min"),
        ),
        _measures(
            _entry("grease.2", "Heavy grease, up to 2 beds", "min"),
            _entry("grease.4", "Up to 4 beds", "min"),
            _entry("grease.99", "Larger", "min"),
        ),
        action=pieces.button("Add a size", kind="quiet", on_click=S.more_sizes),
    )


def _size(one: Any) -> rx.Component:
    """A row of the table: beds, baths, and the hours such a home takes."""
    name = "base." + one.name

    def part(of: str, unit: str, label: str, **props: Any) -> rx.Component:
        box = _number(name + "." + of, unit, aria_label=label + one.label, **props)
        wrong = S.problems[name + "." + of]
        said = rx.cond(wrong, rx.el.span(wrong, class_name="problem", role="alert"))
        return rx.el.span(box, said, class_name="field")

    return rx.el.div(
        part("beds", "bed", "Beds of ", auto_focus=one.is_new),
        part("baths", "bath", "Baths of "),
        part("hours", "h", "Hours of "),
        pieces.icon_button(
            "x", "Take this size out", on_click=S.drop_size(one.name), disabled=S.sizes.length() < 2
        ),
        class_name="size-line",
        key=one.name,
    )


def _kinds() -> rx.Component:
    return _card(
        "By service",
        "Hours against a standard clean. Leave it empty where a service keeps its own price.",
        rx.el.div(
            rx.foreach(S.kinds, lambda one: _entry(one.name, one.label, "%")), class_name="measures"
        ),
    )


def _recurring() -> rx.Component:
    return _card(
        "Coming back",
        "Off labour, for visits that repeat.",
        _measures(
            _entry("recurring.weekly", "Every week", "% off"),
            _entry("recurring.biweekly", "Every two weeks", "% off"),
            _entry("recurring.monthly", "Every month", "% off"),
        ),
    )


def _add_ons() -> rx.Component:
    def line(one: Any) -> rx.Component:
        name = "add_on." + one.name
        return rx.el.div(
            forms.text_input(
                name + ".name",
                default_value=S.typed[name + ".name"],
                placeholder="Inside the oven",
                auto_focus=one.is_new,
                aria_label="Name",
                max_length=100,
            ),
            _number(name + ".cents", "$", aria_label="Price of " + one.label),
            _number(name + ".minutes", "min", aria_label="Minutes of " + one.label),
            pieces.icon_button("x", "Take it off the list", on_click=S.drop_add_on(one.name)),
            class_name="extra-line",
            key=one.name,
        )

    return _card(
        "Extras",
        "Offered with every service. Each has its own line on the invoice.",
        rx.el.div(rx.foreach(S.add_ons, line), class_name="stack", style={"gap": "8px"}),
        action=pieces.button("Add an extra", kind="quiet", on_click=S.more_add_ons),
    )


def _example() -> rx.Component:
    """One home, worked out by the list in use and by the one being typed."""
    changed = S.now.total != S.then.total
    return rx.el.div(
        pieces.card(
            "What a home costs",
            rx.el.div(
                forms.field(
                    "Service",
                    forms.select(
                        "example_service",
                        S.estimated,
                        default_value=S.example["service"],
                        on_change=lambda key: S.set_example("service", key),
                    ),
                ),
                rx.el.div(
                    _asked("beds", "Beds"), _asked("baths", "Baths"), class_name="cols two-even"
                ),
                forms.field(
                    "How often",
                    forms.select(
                        "example_frequency",
                        _FREQUENCIES,
                        default_value="one_time",
                        on_change=lambda key: S.set_example("frequency", key),
                    ),
                ),
                class_name="card-body form",
            ),
            rx.el.div(
                rx.el.p(S.said, class_name="muted"),
                rx.el.p(
                    rx.cond(
                        changed,
                        rx.fragment(rx.el.s(S.now.total, class_name="faint"), " "),
                        rx.fragment(),
                    ),
                    S.then.total,
                    class_name="answer num",
                ),
                rx.el.p(S.then.visit, ", before tax", class_name="faint"),
                rx.cond(
                    changed,
                    rx.el.p("Struck through: by the list in use.", class_name="faint"),
                    rx.el.p("The same before and after.", class_name="faint"),
                ),
                class_name="card-body worked",
                role="status",
            ),
        ),
        class_name="sticky",
    )


def _asked(name: str, label: str) -> rx.Component:
    return forms.field(
        label,
        forms.text_input(
            f"example_{name}",
            default_value=S.example[name],
            input_mode="decimal",
            **forms.as_typed(lambda typed: S.set_example(name, typed)),
        ),
    )
