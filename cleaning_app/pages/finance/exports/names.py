"""What things are called in the accountant's program: a drawer over the exports page."""

from __future__ import annotations

import reflex as rx

from cleaning_app.components import forms, overlay
from cleaning_app.pages.finance.exports.rows import NameRow
from cleaning_app.pages.finance.exports.state import ExportsState


def drawer() -> rx.Component:
    s = ExportsState
    lead = rx.el.p(
        "As ",
        s.naming_label,
        " calls them, letter for letter. Grey is proposed and used unless you write something else;"
        " your accountant has the last word.",
        class_name="muted",
    )
    fields = rx.el.div(rx.foreach(s.names, _field), class_name="export-names")
    return overlay.drawer(
        s.naming != "",
        s.open_names(""),
        "Names in " + s.naming_label,
        lead,
        rx.cond(
            s.may_manage,
            forms.form(
                fields, on_submit=s.save_names, on_cancel=s.open_names(""), submit="Save names"
            ),
            rx.el.fieldset(fields, disabled=True, class_name="plain-fields"),
        ),
        label="Names",
    )


def _field(one: rx.Var[NameRow]) -> rx.Component:
    free = forms.text_input(
        one.field, default_value=one.chosen, placeholder=one.proposed, max_length=100
    )
    chosen = rx.el.select(
        rx.foreach(one.choices, lambda choice: rx.el.option(choice.label, value=choice.value)),
        name=one.field,
        default_value=one.chosen,
        class_name="input",
    )
    return rx.fragment(
        rx.cond(one.head != "", rx.el.h3(one.head)),
        forms.field(
            rx.fragment(
                one.label, rx.cond(one.missing, rx.el.span("needed", class_name="badge amber"))
            ),
            rx.cond(one.choices.length() > 0, chosen, free),
            problem=ExportsState.problems[one.field],
        ),
    )
