"""One invoice: lines, payments, and everything one may do with it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, history, money_lines, overlay, pieces, table
from cleaning_app.components.live import live_feed
from cleaning_app.components.loading import named, shown
from cleaning_app.components.registry import page
from cleaning_app.pages.invoices.card import card_box
from cleaning_app.pages.invoices.credit_view import credit_drawers, credit_offer, notes_card
from cleaning_app.pages.invoices.remind import remind_drawer
from cleaning_app.pages.invoices.state import InvoiceState

_METHODS = [
    ("etransfer", "E-transfer"),
    ("card", "Card"),
    ("cash", "Cash"),
    ("cheque", "Cheque"),
    ("other", "Other"),
]


@page(
    "/invoices/[invoice_id]",
    title="Invoice",
    named=named(InvoiceState, InvoiceState.invoice.number),
    permission="invoices.view",
    module="module.invoices",
    parent="/invoices",
    on_load=InvoiceState.load,
)
def invoice() -> rx.Component:
    return rx.el.div(
        shown(InvoiceState, _content(), 12, back=pieces.link_button("All invoices", "/invoices")),
        _drawers(),
        live_feed(topics=["invoices"], on_notice=InvoiceState.hear, on_status=InvoiceState.feel),
        class_name="page",
    )


def _content() -> rx.Component:
    i = InvoiceState.invoice
    return rx.el.div(
        pieces.page_head(
            rx.el.span(i.number, pieces.badge(i.status, i.colour), class_name="row"),
            _actions(),
            under=rx.fragment(
                _client(),
                " · issued ",
                i.issued,
                " · due ",
                i.due,
                " ",
                rx.el.span(i.late, class_name="bad-text"),
            ),
        ),
        credit_offer(InvoiceState),
        rx.cond(i.void_reason != "", pieces.warning("Void: ", i.void_reason)),
        rx.el.div(
            rx.el.div(_paper(), _payments(), notes_card(InvoiceState), class_name="stack"),
            rx.el.div(
                _facts(), card_box(), history.history(InvoiceState.history), class_name="stack"
            ),
            class_name="side",
        ),
        class_name="stack",
    )


def _client() -> rx.Component:
    """Whose it is; a link for whoever may open the client's page."""
    i = InvoiceState.invoice
    page = pieces.link(i.client, href="/clients/" + i.client_id, class_name="link")
    return rx.cond(InvoiceState.sees_client, page, rx.el.span(i.client))


def _actions() -> rx.Component:
    i, change = InvoiceState.invoice, InvoiceState.may_change
    close = {"data-close": "true"}
    more = pieces.more_menu(
        rx.cond(
            i.link != "",
            rx.el.button("New pay link", on_click=InvoiceState.new_link, custom_attrs=close),
        ),
        rx.cond(
            i.may_edit,
            rx.el.button(
                "Mark as sent without e-mail",
                on_click=InvoiceState.send(True),
                custom_attrs=close,
            ),
        ),
        rx.cond(
            i.is_owed & ~i.may_edit,
            rx.el.button("Remind…", on_click=InvoiceState.start_remind, custom_attrs=close),
        ),
        rx.cond(
            i.may_credit,
            rx.el.button("Credit note…", on_click=InvoiceState.start_credit, custom_attrs=close),
        ),
        rx.cond(
            i.is_owed & ~i.may_edit,
            rx.el.button("Write off…", on_click=InvoiceState.start_write_off, custom_attrs=close),
        ),
        rx.el.button(
            "Void…",
            class_name="danger",
            disabled=~i.may_void,
            title=rx.cond(i.may_void, "", "Money is on it: refund first"),
            on_click=InvoiceState.open("void"),
            custom_attrs=close,
        ),
    )
    send = pieces.button(
        "Send", kind="primary", icon_name="send", on_click=InvoiceState.send(False)
    )
    pay = InvoiceState.open("pay")
    record = rx.cond(
        i.is_owed,
        pieces.button("Record payment", kind="primary", on_click=pay),
        pieces.button("Record payment", on_click=pay),
    )
    pdf = pieces.download(
        pieces.icon("download"), "PDF", href="/v1/admin/invoices/" + i.id + "/pdf", class_name="btn"
    )
    return rx.fragment(
        pdf,
        rx.cond(change & i.may_edit, pieces.button("Edit", on_click=InvoiceState.start_editing)),
        rx.cond(change & i.may_edit, send),
        rx.cond(InvoiceState.may_record & i.may_pay, record),
        rx.cond(change & (i.status != "Void"), more),
    )


def _paper() -> rx.Component:
    i = InvoiceState.invoice
    columns = [
        table.Column("Description", lambda r: r.description, css="wrap"),
        table.Column("Quantity", lambda r: r.quantity, right=True),
        table.Column("Price", lambda r: r.price, right=True),
        table.Column("Tax", lambda r: r.tax, css="muted"),
        table.Column("Amount", lambda r: r.amount, right=True),
    ]
    totals: list[Any] = [rx.el.dt("Subtotal", class_name="muted"), rx.el.dd(i.subtotal)]
    sums = rx.el.dl(
        *totals,
        rx.cond(i.discount != "", rx.el.dt(i.discount_name, class_name="muted")),
        rx.cond(i.discount != "", rx.el.dd(i.discount)),
        rx.el.dt(i.tax_name, class_name="muted"),
        rx.el.dd(i.tax),
        rx.cond(i.provincial != "", rx.el.dt(i.provincial_name, class_name="muted")),
        rx.cond(i.provincial != "", rx.el.dd(i.provincial)),
        rx.el.dt("Total", class_name="sum"),
        rx.el.dd(i.total, class_name="sum"),
        rx.cond(i.credited != "", rx.el.dt("Credited", class_name="muted")),
        rx.cond(i.credited != "", rx.el.dd(i.credited)),
        rx.el.dt("Paid", class_name="muted"),
        rx.el.dd(i.paid),
        rx.el.dt("Balance", class_name="sum"),
        rx.el.dd(i.balance, class_name="sum"),
        class_name="totals num",
    )
    return pieces.card(
        "Lines",
        table.plain_table(columns, InvoiceState.lines, label="Lines"),
        sums,
        rx.cond(i.notes != "", rx.el.p(i.notes, class_name="card-body muted")),
    )


def _payments() -> rx.Component:
    def give_back(row: Any) -> rx.Component:
        may = (row.refundable != "") & InvoiceState.may_record
        receipt = pieces.download("Receipt", href=row.receipt, class_name="btn quiet")
        refund = pieces.button("Refund", kind="quiet", on_click=InvoiceState.start_refund(row.id))
        return rx.el.span(rx.cond(row.receipt != "", receipt), rx.cond(may, refund))

    columns = [
        table.Column("Received", lambda r: r.when),
        table.Column("Method", lambda r: r.method, css="muted"),
        table.Column("Status", lambda r: pieces.badge(r.status, r.colour)),
        table.Column("Note", lambda r: r.note, css="muted clip"),
        table.Column("Amount", lambda r: r.amount, right=True),
        table.Column("", give_back, right=True),
    ]
    return pieces.card(
        "Payments",
        rx.cond(
            InvoiceState.payments.length() > 0,
            table.plain_table(columns, InvoiceState.payments, label="Payments"),
            pieces.empty("banknote", "Nothing received yet", "Record a payment when it arrives."),
        ),
    )


def _facts() -> rx.Component:
    i = InvoiceState.invoice
    return pieces.card(
        "Details",
        rx.el.div(
            pieces.facts(
                ("Client", _client()),
                (
                    "Statement",
                    pieces.download("This year, PDF", href=i.statement, class_name="link"),
                ),
                ("E-mail", rx.cond(i.email != "", i.email, "None")),
                (
                    "Booking",
                    rx.cond(
                        i.booking != "",
                        pieces.link(i.booking, href="/bookings/" + i.booking_id, class_name="link"),
                        "None",
                    ),
                ),
                ("Issued", i.issued),
                ("Due", i.due),
                ("Pay link", rx.cond(i.link != "", _link(), "Once it is sent")),
                ("Credit", _credit_held()),
            ),
            class_name="card-body",
        ),
    )


def _link() -> rx.Component:
    """The invoice as its client sees it, and its address to send by other ways than ours."""
    link = InvoiceState.invoice.link
    return rx.el.span(
        rx.el.a("Open", href=link, target="_blank", rel="noopener", class_name="link"),
        pieces.icon_button("copy", "Copy the pay link", on_click=rx.set_clipboard(link)),
        class_name="row",
    )


def _credit_held() -> rx.Component:
    i = InvoiceState.invoice
    return rx.cond(
        i.credit != "",
        rx.el.span(
            i.credit,
            rx.cond(
                InvoiceState.may_record,
                pieces.button("Give back…", kind="quiet", on_click=InvoiceState.open("give_back")),
            ),
            class_name="row",
        ),
        "None",
    )


def _drawers() -> rx.Component:
    return rx.fragment(
        _drawer("pay", "Record payment", _pay_form()),
        _drawer("refund", "Refund", _refund_form()),
        _drawer("void", "Void invoice", _void_form()),
        _drawer("edit", "Edit draft", _edit_form()),
        credit_drawers(InvoiceState),
        remind_drawer(InvoiceState),
    )


def _drawer(name: str, title: str, form: rx.Component) -> rx.Component:
    return overlay.drawer(
        InvoiceState.drawer == name, InvoiceState.open(""), title, form, label=title
    )


def _pay_form() -> rx.Component:
    i, wrong = InvoiceState.invoice, InvoiceState.problems
    return forms.form(
        forms.columns(
            forms.field(
                "Amount",
                forms.text_input("amount", default_value=i.balance_plain, input_mode="decimal"),
                problem=wrong["amount"],
                help=rx.fragment(i.balance, " is owed."),
            ),
            forms.field("Method", forms.select("method", _METHODS), problem=wrong["method"]),
        ),
        forms.field(
            "Received on",
            forms.date_input("received_on", default_value=InvoiceState.today),
            problem=wrong["received_at"],
        ),
        forms.field("Note", forms.text_input("note", max_length=500), problem=wrong["note"]),
        forms.checkbox("receipt", "E-mail a receipt"),
        rx.cond(
            InvoiceState.over != "",
            pieces.warning(
                InvoiceState.over, " more than is owed. It becomes credit of ", i.client, "."
            ),
        ),
        rx.el.input(type="hidden", name="agreed", value=InvoiceState.over, read_only=True),
        on_submit=InvoiceState.record_payment,
        on_cancel=InvoiceState.open(""),
        submit=rx.cond(InvoiceState.over != "", "Record it all the same", "Record payment"),
    )


def _refund_form() -> rx.Component:
    wrong, paid = InvoiceState.problems, InvoiceState.refunding
    return forms.form(
        forms.field(
            "Amount to give back",
            forms.money_input("amount", default_value=paid.refundable),
            problem=wrong["amount"],
            help=rx.fragment(
                "Up to ", paid.left, " of the ", paid.amount, " received ", paid.when, "."
            ),
        ),
        forms.columns(
            forms.field(
                "How",
                forms.select("method", _METHODS, default_value=paid.key),
                problem=wrong["method"],
                help=rx.cond(paid.by_stripe, "To the card it goes back through Stripe, today.", ""),
            ),
            forms.field(
                "Given back on",
                forms.date_input("received_on", default_value=InvoiceState.today),
                problem=wrong["received_at"],
            ),
        ),
        forms.field("Reason", forms.text_input("note", max_length=500), problem=wrong["note"]),
        on_submit=InvoiceState.refund,
        on_cancel=InvoiceState.open(""),
        submit="Record refund",
    )


def _void_form() -> rx.Component:
    return forms.form(
        rx.el.p(
            "A void invoice counts nowhere, and its link says so. Its number stays taken.",
            class_name="muted",
        ),
        forms.field(
            "Reason",
            forms.text_input("reason", required=True, max_length=500),
            problem=InvoiceState.problems["reason"],
        ),
        on_submit=InvoiceState.void,
        on_cancel=InvoiceState.open(""),
        cancel="Keep it",
        kind="danger",
        submit="Void invoice",
    )


def _edit_form() -> rx.Component:
    i, wrong = InvoiceState.invoice, InvoiceState.problems
    return forms.form(
        money_lines.editor(InvoiceState, problem=wrong["lines"]),
        forms.field(
            "Discount",
            forms.text_input(
                "discount",
                default_value=InvoiceState.discount,
                placeholder="25.00 or 10%",
                auto_complete="off",
                on_change=InvoiceState.type_discount.debounce(300),
            ),
            problem=wrong["discount_cents"],
        ),
        forms.columns(
            forms.field(
                "Issued",
                forms.date_input("issued_on", default_value=i.issued_day),
                problem=wrong["issued_on"],
            ),
            forms.field(
                "Due",
                forms.date_input("due_on", default_value=i.due_day),
                problem=wrong["due_on"],
            ),
        ),
        forms.field(
            "Note on the invoice",
            forms.textarea("notes", default_value=i.notes, max_length=1000),
            problem=wrong["notes"],
        ),
        on_submit=InvoiceState.save,
        on_cancel=InvoiceState.open(""),
        submit="Save draft",
    )
