"""One booking's facts, buttons and forms."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, overlay, pieces
from cleaning_app.components.booking.actions import MENU
from cleaning_app.components.booking.clash import clash_dialog
from cleaning_app.components.booking.override import override_dialog
from cleaning_app.components.booking.times import time_choice
from cleaning_app.components.series.part_view import scope

_STEPS = (
    ("confirm", "Confirm", "check"),
    ("start", "Start", "play"),
    ("finish", "Finish", "flag"),
)


def status_badge(b: Any) -> rx.Component:
    """The booking's status, or that it was deleted."""
    return rx.cond(b.deleted, pieces.badge("Deleted"), pieces.badge(b.status, b.colour))


def cautions(state: Any) -> rx.Component:
    """What deserves a look before the day."""
    b = state.booking
    return rx.fragment(
        rx.cond(b.late != "", pieces.warning(b.late)),
        rx.cond(
            state.cautions.length() > 0,
            pieces.warning(rx.foreach(state.cautions, lambda text: rx.el.div(text))),
        ),
        rx.cond(b.cancelled != "", rx.el.div(b.cancelled, class_name="muted")),
    )


def facts(state: Any, *, with_people: bool = True, on_extras: Any = None) -> rx.Component:
    """Where, who, how to get in, how much. A page that shows the people elsewhere leaves them out;
    one that can change the extras says how (`on_extras`)."""
    b = state.booking
    rows = [
        ("Address", _address(b)),
        ("Access", _access(state)),
        ("Price", rx.el.span(b.price, rx.el.span(" before tax", class_name="faint"))),
    ]
    if with_people:
        rows.insert(1, ("Crew", _crew(state)))
        rows.append(("Client", rx.el.span(b.standing)))
    return rx.el.dl(
        *[part for label, value in rows for part in (rx.el.dt(label), rx.el.dd(value))],
        _extras(b, on_extras),
        _if(b.quoted, "Quoted for", b.quoted),
        _if(b.window, "Promised", b.window),
        _if(b.worked, "Worked", b.worked),
        _if(b.terms, "Terms", b.terms),
        _if(b.risk, "Risk", pieces.badge(b.risk, b.risk_colour)),
        _if(b.fees, "Fees", b.fees),
        rx.cond(
            b.invoice_id != "",
            rx.fragment(
                rx.el.dt("Invoice"),
                rx.el.dd(
                    pieces.link(b.invoice, href="/invoices/" + b.invoice_id, class_name="link")
                ),
            ),
        ),
        _if(b.notes, "Notes", b.notes),
        class_name="facts",
    )


def _extras(b: Any, on_change: Any) -> rx.Component:
    """What is done beside the cleaning, with a way to choose it anew."""
    if on_change is None:
        return _if(b.extras, "Extras", b.extras)
    none = rx.el.span("None", class_name="faint")
    change = rx.el.button(
        rx.cond(b.extras != "", "Change", "Add"),
        type="button",
        class_name="link",
        aria_label=rx.cond(b.extras != "", "Change extras", "Add extras"),
        on_click=on_change,
    )
    shown = rx.el.span(
        rx.cond(b.extras != "", rx.el.span(b.extras), none),
        " ",
        rx.cond(b.can_extras, change),
    )
    return rx.cond(
        (b.extras != "") | b.can_extras, rx.fragment(rx.el.dt("Extras"), rx.el.dd(shown))
    )


def price_story(b: Any) -> rx.Component:
    """How the price came about, folded away; nothing for one that is a single figure."""
    return rx.cond(
        b.price_lines.length() > 0,
        rx.el.details(
            rx.el.summary("How this price came about"),
            rx.el.dl(
                rx.foreach(
                    b.price_lines,
                    lambda line: rx.fragment(rx.el.dt(line.label), rx.el.dd(line.amount)),
                ),
                class_name="sum-lines num",
            ),
            class_name="fold",
        ),
    )


def _if(value: Any, label: str, shown: Any) -> rx.Component:
    return rx.cond(value != "", rx.fragment(rx.el.dt(label), rx.el.dd(shown)))


def _address(b: Any) -> rx.Component:
    link = rx.el.a(
        b.address, href=b.map_link, target="_blank", rel="noopener noreferrer", class_name="plain"
    )
    return rx.cond(b.address != "", link, rx.el.span("No address yet", class_name="faint"))


def _crew(state: Any) -> rx.Component:
    b = state.booking

    def member(row: Any) -> rx.Component:
        return rx.el.span(row.name, take_off(state, row), class_name="member")

    add = rx.el.button("+ add", type="button", class_name="link faint", on_click=state.ask("crew"))
    return rx.el.span(
        rx.foreach(state.crew, member),
        rx.cond(state.crew.length() == 0, rx.el.span("Nobody yet", class_name="warn-text")),
        rx.cond(b.can_assign, add),
        class_name="crew",
    )


def take_off(state: Any, row: Any) -> rx.Component:
    """A small cross beside a crew member, for whoever may assign."""
    off = rx.el.button(
        pieces.icon("x", 13),
        type="button",
        class_name="tiny",
        aria_label="Take " + row.name.to(str) + " off",
        title="Take off this visit",
        on_click=state.unassign(row.id),
    )
    return rx.cond(state.booking.can_assign, off)


def _access(state: Any) -> rx.Component:
    hidden = rx.el.span(
        "Keys and codes hidden ",
        rx.el.button("Show", type="button", class_name="link", on_click=state.show_access),
    )
    shown = rx.el.span(state.access, class_name="prewrap")
    none = rx.el.span("Nothing noted", class_name="faint")
    return rx.cond(state.access != "", shown, rx.cond(state.booking.has_access_notes, hidden, none))


def buttons(state: Any, *more: rx.Component, on_page: bool = False) -> rx.Component:
    """The next step, moving, and the rest behind a menu."""
    b = state.booking
    bill = pieces.button(
        "Create invoice", kind="primary", icon_name="receipt-text", on_click=state.bill
    )
    # Its button goes with what it did; the focus stays beside it.
    restore = pieces.button("Restore", on_click=[state.restore(b.id), rx.set_focus(MENU)])
    move = pieces.button("Move…", on_click=state.ask("move"))
    return rx.el.div(
        _step(state),
        rx.cond(b.can_bill, bill),
        rx.cond(b.deleted & b.can_edit, restore),
        rx.cond(b.can_move, move),
        *more,
        _menu(state, on_page),
        class_name="row wrap",
    )


def _step(state: Any) -> rx.Component:
    """The next step, one button for all of them, so that it keeps the focus as its words change.
    Beginning a visit is nothing to press days before it."""
    b = state.booking
    named = [(name, rx.fragment(pieces.icon(icon), label)) for name, label, icon in _STEPS]
    plain = (b.next_step == "start") & ~b.is_today
    return rx.cond(
        b.next_step != "",
        rx.el.button(
            rx.match(b.next_step, *named, rx.fragment()),
            type="button",
            class_name=rx.cond(plain, "btn", "btn primary"),
            on_click=state.advance(b.next_step),
        ),
    )


def _menu(state: Any, on_page: bool) -> rx.Component:
    b = state.booking
    items = [
        rx.cond(
            b.can_move & b.can_change_start & b.can_assign,
            _item("calendar-search", "Find another time…", state.ask("times")),
        ),
        rx.cond(b.can_assign, _item("users", "Change crew…", state.ask("crew"))),
        rx.cond(b.can_no_show, _item("door-closed", "Nobody was there", state.no_show)),
        pieces.link(pieces.icon("user"), "Open client", href="/clients/" + b.client_id),
        rx.cond(b.can_cancel, _item("ban", "Cancel booking…", state.ask("cancel"), "danger")),
        rx.cond(
            b.can_edit & ~b.deleted & (b.invoice_id == ""),
            _item("trash-2", "Delete (made by mistake)", state.delete, "danger"),
        ),
    ]
    if not on_page:
        items.insert(
            0, pieces.link(pieces.icon("file-text"), "Open booking", href="/bookings/" + b.id)
        )
    dots = rx.el.span(pieces.icon("ellipsis"), class_name="btn icon")
    return pieces.menu(dots, *items, text="More actions", id=MENU)


def _item(icon: str, label: str, action: Any, css: str = "") -> rx.Component:
    return rx.el.button(
        pieces.icon(icon),
        label,
        type="button",
        class_name=css,
        custom_attrs={"data-close": "true"},
        on_click=action,
    )


def dialogs(state: Any) -> rx.Component:
    """The forms behind the buttons; once on a page."""
    close = state.ask("")
    return rx.fragment(
        overlay.dialog(
            state.asking == "move", close, "Move booking", _move_form(state), label="Move booking"
        ),
        overlay.dialog(
            state.asking == "crew", close, "Change crew", _crew_form(state), label="Change crew"
        ),
        overlay.dialog(
            state.asking == "times",
            close,
            "Find another time",
            _times(state),
            label="Find another time",
        ),
        overlay.dialog(
            state.asking == "cancel",
            close,
            "Cancel booking",
            _cancel_form(state),
            label="Cancel booking",
        ),
        clash_dialog(state),
        override_dialog(state),
    )


def _move_form(state: Any) -> rx.Component:
    b, wrong = state.booking, state.problems
    alone = rx.cond(state.crew.length() == 1, state.crew[0].id, "")
    worker = forms.field(
        "With",
        rx.el.select(
            rx.el.option("Unassigned", value=""),
            rx.foreach(state.hands, lambda o: rx.el.option(o.label, value=o.value)),
            name="worker",
            default_value=alone,
            class_name="input",
        ),
        problem=wrong["worker"] | wrong["crew"],
    )
    fixed = rx.cond(b.can_change_start, "", "The visit has begun: only its length can change.")
    return forms.form(
        rx.el.p(b.client, " · ", b.when, class_name="muted"),
        forms.columns(
            forms.field(
                "Day", forms.date_input("day", default_value=b.day, required=True),
                problem=wrong["day"] | wrong["starts_at"],
            ),
            forms.field(
                "Starts at",
                forms.time_input("time", default_value=b.time, required=True),
                problem=wrong["time"],
            ),
            forms.field(
                "Minutes",
                forms.text_input(
                    "minutes", default_value=b.minutes, input_mode="numeric", required=True
                ),
                problem=wrong["minutes"],
            ),
            rx.cond(state.crew.length() < 2, worker),
        ),
        rx.cond(fixed != "", rx.el.p(fixed, class_name="faint")),
        scope(state),
        _client_asked(b),
        on_submit=state.move,
        on_cancel=state.ask(""),
        submit="Move",
    )  # fmt: skip


def _client_asked(b: Any) -> rx.Component:
    """Whether the client wants the move, and what their terms make of it."""
    return rx.el.div(
        forms.checkbox("for_client", "The client asked for this"),
        rx.el.p(b.move_terms, class_name="faint"),
        rx.cond(b.move_fee, forms.checkbox("waive_fee", "Don't charge the fee")),
        class_name="stack",
        style={"gap": "4px"},
    )


def _times(state: Any) -> rx.Component:
    """Free times near the one it has; one click moves it there."""
    return rx.el.div(
        rx.el.p(
            "Free times that break no rule, for the same service and as many people.",
            class_name="muted",
        ),
        rx.cond(
            state.times.length() > 0,
            rx.el.div(
                rx.foreach(
                    state.times,
                    lambda row: time_choice(row, state.take_time(row.starts_at, row.workers)),
                ),
                class_name="choices",
            ),
            rx.el.p(
                "Nothing is free within two weeks. Move it by hand instead.", class_name="muted"
            ),
        ),
        class_name="stack",
    )


def _crew_form(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div("On it now", class_name="faint"),
        _crew_lines(state),
        forms.form(
            forms.field(
                "Add",
                rx.el.select(
                    rx.el.option("Choose a worker", value=""),
                    rx.foreach(state.hands, lambda o: rx.el.option(o.label, value=o.value)),
                    name="worker",
                    class_name="input",
                ),
                problem=state.problems["worker"],
            ),
            on_submit=state.assign,
            on_cancel=state.ask(""),
            submit="Add to crew",
        ),
        class_name="stack",
    )


def _crew_lines(state: Any) -> rx.Component:
    return rx.cond(
        state.crew.length() > 0,
        rx.el.div(
            rx.foreach(
                state.crew,
                lambda row: rx.el.div(
                    pieces.avatar(row.initials),
                    rx.el.span(row.name, class_name="grow"),
                    pieces.button("Take off", on_click=state.unassign(row.id)),
                    class_name="row",
                ),
            ),
            class_name="choices",
        ),
        rx.el.span("Nobody yet", class_name="warn-text"),
    )


def _cancel_form(state: Any) -> rx.Component:
    return forms.form(
        rx.el.p(
            "The time is free at once and the client gets an e-mail. You can undo it for 30 seconds.",
            class_name="muted",
        ),
        rx.cond(state.cancel_terms != "", rx.el.p(state.cancel_terms)),
        forms.field(
            "Reason",
            forms.text_input("reason", required=True, max_length=500, placeholder="Client is away"),
            problem=state.problems["reason"],
        ),
        scope(state),
        on_submit=state.cancel,
        on_cancel=state.ask(""),
        cancel="Keep it",
        submit="Cancel booking",
        kind="danger",
    )
