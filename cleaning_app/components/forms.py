"""Form fields: label above, help below, the error next to the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx
from reflex_components_core.el.elements.forms import Form

from cleaning_app.components.moment import DateInput, TimeInput
from cleaning_app.components.pieces import Content, button


class FormState(rx.State, mixin=True):
    """Mix in for a page with a form: what the server refused appears next to its field.

    The handler decorator fills `problems` (field → words) from an `Invalid` that names fields.
    """

    problems: dict[str, str] = {}


class PostForm(Form):
    """A form the browser itself posts to a route; Reflex's own would stop it."""

    @classmethod
    def create(cls, *children: Any, **props: Any) -> rx.Component:
        return super(Form, cls).create(*children, method="post", **props)


def field(label: Content, control: rx.Component, *, problem: Any = None, help: Content = None):
    """A labelled control. `problem` is the server's words for it (`State.problems["name"]`)."""
    parts: list[Any] = [rx.el.span(label, class_name="label"), control]
    if help is not None:
        parts.append(rx.el.span(help, class_name="help"))
    if problem is not None:
        parts.append(rx.cond(problem, rx.el.span(problem, class_name="problem", role="alert")))
    return rx.el.label(*parts, class_name="field")


def text_input(name: str, **props: Any) -> rx.Component:
    """A line of text."""
    props.setdefault("auto_complete", "off")
    return rx.el.input(name=name, class_name="input", **props)


def money_input(name: str, **props: Any) -> rx.Component:
    """Dollars, typed as people type them; the server reads them strictly."""
    return text_input(name, input_mode="decimal", placeholder="0.00", **props)


def measure(name: str, unit: str, **props: Any) -> rx.Component:
    """A number with its unit behind it: hours, %, minutes; dollars with the sign before."""
    props.setdefault("input_mode", "decimal")
    before = unit == "$"
    box = text_input(name, **props)
    sign = rx.el.span(unit, class_name="unit", custom_attrs={"aria-hidden": "true"})
    return rx.el.span(
        *((sign, box) if before else (box, sign)),
        class_name="measure before" if before else "measure",
    )


def date_input(name: str, **props: Any) -> rx.Component:
    """A day."""
    return DateInput.create(name=name, class_name="input", **props)


def time_input(name: str, **props: Any) -> rx.Component:
    """A time of day, local."""
    props.setdefault("auto_complete", "off")
    return TimeInput.create(name=name, class_name="input", **props)


def textarea(name: str, **props: Any) -> rx.Component:
    """Several lines of text."""
    return rx.el.textarea(name=name, class_name="input", **props)


def select(name: str, options: Any, **props: Any) -> rx.Component:
    """One of a few: `options` is a list of (value, words), or a Var of Option rows."""
    if isinstance(options, rx.Var):
        choices: Any = rx.foreach(options, lambda o: rx.el.option(o.label, value=o.value))
        return rx.el.select(choices, name=name, class_name="input", **props)
    fixed: Sequence[tuple[str, str]] = options
    return rx.el.select(
        *[rx.el.option(words, value=value) for value, words in fixed],
        name=name,
        class_name="input",
        **props,
    )


def as_typed(event: Callable[[Any], Any], wait: int = 300) -> dict[str, Any]:
    """For a field that is followed while one types, `wait` milliseconds after the last key.
    Debouncing goes by the event: it drops a field that is left quickly for another one of the same
    event, so leaving it says it again, at once."""
    return {
        "on_change": lambda typed: event(typed).debounce(wait),
        "on_blur": lambda typed: event(typed),
    }


def checkbox(name: str, label: str, **props: Any) -> rx.Component:
    """A yes or no."""
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, **props), rx.el.span(label), class_name="check"
    )


def columns(*fields: rx.Component) -> rx.Component:
    """Two fields side by side; one below the other on a phone."""
    return rx.el.div(*fields, class_name="cols")


def form(
    *fields: Content,
    on_submit: Any,
    submit: Content,
    on_cancel: Any = None,
    cancel: str = "Cancel",
    kind: str = "primary",
    submit_props: dict[str, Any] | None = None,
    also: Sequence[rx.Component] = (),
    **props: Any,
):
    """A form with its buttons; Enter presses `submit`. `also` are further buttons after it.

    The browser's own bubbles stay away: the server refuses an empty or wrong field as strictly, in
    words beside it.
    """
    foot = [button(submit, kind=kind, type="submit", **(submit_props or {})), *also]
    if on_cancel is not None:
        foot.insert(0, button(cancel, on_click=on_cancel))
    return rx.el.form(
        *fields,
        rx.el.div(*foot, class_name="form-foot"),
        class_name="form",
        on_submit=on_submit,
        no_validate=True,
        **props,
    )
