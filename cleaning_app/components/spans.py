"""The days a page is about, chosen by name or one's own, and what they are compared with.

All of it lives in the address, so a colleague who gets the link sees the same figures. A page mixes
in `SpanState`, calls `_read_span` when it loads, and shows `picker(State)`.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.components.choices import Choice, choice, choices
from cleaning_app.components.handler import OF_PAGE, handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.domain import spans
from cleaning_app.domain.spans import Span


class SpanState(LoadState, forms.FormState, rx.State, mixin=True):
    """Mix in as `class XState(SpanState, rx.State)`; set `_permission` and what is offered."""

    _permission: ClassVar[str] = ""
    _offered: ClassVar[tuple[str, ...]] = ("month", "last_month", "quarter", "year", "12m")
    _default_span: ClassVar[str] = "year"

    period: str = ""
    first: str = ""
    last: str = ""
    days: str = ""
    before_days: str = ""
    named_spans: list[Choice] = []
    comparisons: list[Choice] = []
    choosing_days: bool = False

    def _read_span(self, ctx: Ctx) -> Span:
        """The span of the address.

        Raises:
            Invalid: it names days that are none, or too many.
        """
        asked = self._asked()
        span = spans.read(asked, ctx.today(), self._default_span)
        self.period = span.key
        self.first, self.last = span.first.isoformat(), span.last.isoformat()
        self.days = spans.words(span.first, span.last)
        self.choosing_days = False
        self.named_spans = [
            Choice(
                spans.NAMES[key], self._with(period=key, **{"from": "", "to": ""}), key == span.key
            )
            for key in self._offered
        ]
        return span

    def _read_compared(self, span: Span, default: str = "before") -> Span | None:
        """What the address compares the span with; None for nothing."""
        asked = self._asked().get("compare", "")
        how = asked if asked in spans.COMPARED else default
        self.comparisons = [
            Choice(words, self._with(compare=key), key == how)
            for key, words in spans.COMPARED.items()
        ]
        other = spans.compared(span, how)
        self.before_days = spans.words(other.first, other.last) if other else ""
        return other

    def _asked(self) -> dict[str, str]:
        """The address's values, as text of a sane length."""
        given = dict(self.router.url.query_parameters)
        return {name: str(value)[:100] for name, value in given.items()}

    def _with(self, **changed: str) -> str:
        """This page's address with some values changed; "" takes one off."""
        parts = {name: value for name, value in (self._asked() | changed).items() if value}
        return f"{self.router.url.path}?{urlencode(parts)}" if parts else self.router.url.path

    @handler(OF_PAGE)
    async def choose_days(self, ctx: Ctx, on: bool):
        """Open or close the choice of two days."""
        self.choosing_days, self.problems = on, {}

    @handler(OF_PAGE)
    async def show_days(self, ctx: Ctx, form: dict[str, Any]):
        """Go to two days of one's own."""
        days = {name: str(form.get(name, ""))[:10] for name in ("from", "to")}
        spans.read(days, ctx.today(), self._default_span)
        return rx.redirect(self._with(period="", **days))


def picker(state: Any, *, compare: bool = True) -> rx.Component:
    """Links to the named spans, one's own days, and what to compare with."""
    own = rx.el.button(
        "Custom…",
        type="button",
        class_name=rx.cond(state.period == "", "on", ""),
        on_click=state.choose_days(True),
    )
    parts: list[Any] = [choices(state.named_spans, "Days", own)]
    if compare:
        parts.append(_comparison(state))
    return rx.el.div(*parts, _dialog(state), class_name="span-picker no-print")


def _comparison(state: Any) -> rx.Component:
    said = rx.cond(
        state.before_days != "",
        rx.el.span("Compared with ", rx.el.b(state.before_days, class_name="num")),
        "Compared with nothing",
    )
    return pieces.menu(
        rx.el.span(said, pieces.icon("chevron-down", 14), class_name="btn quiet"),
        rx.foreach(state.comparisons, choice),
        text="Compare with",
    )


def _dialog(state: Any) -> rx.Component:
    wrong = state.problems
    return overlay.dialog(
        state.choosing_days,
        state.choose_days(False),
        "Days",
        forms.form(
            forms.columns(
                forms.field(
                    "From",
                    forms.date_input("from", default_value=state.first),
                    problem=wrong["from"],
                ),
                forms.field(
                    "To", forms.date_input("to", default_value=state.last), problem=wrong["to"]
                ),
            ),
            rx.el.p("Both days count. At most five years.", class_name="faint"),
            on_submit=state.show_days,
            on_cancel=state.choose_days(False),
            submit="Show",
        ),
        label="Days",
    )
