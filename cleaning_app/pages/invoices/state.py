"""What one invoice's page holds, and what can be done on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, history, money_lines, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.history import Happening
from cleaning_app.components.live import read_notices
from cleaning_app.components.loading import LoadState
from cleaning_app.components.money_lines import Draft, LinesState
from cleaning_app.context import Ctx
from cleaning_app.domain.local_time import moment_of
from cleaning_app.domain.tax import federal_name
from cleaning_app.errors import NotFound
from cleaning_app.money import to_decimal_string
from cleaning_app.pages.invoices.card import CardBox
from cleaning_app.pages.invoices.credit import CreditActions
from cleaning_app.pages.invoices.remind import RemindActions
from cleaning_app.services import invoices, payments


@dataclass
class Facts:
    """What the page says about the invoice."""

    id: str = ""
    number: str = ""
    status: str = ""
    colour: str = "grey"
    client: str = ""
    client_id: str = ""
    email: str = ""
    booking: str = ""
    booking_id: str = ""
    issued: str = ""
    due: str = ""
    late: str = ""
    subtotal: str = ""
    discount: str = ""
    discount_name: str = "Discount"
    tax: str = ""
    total: str = ""
    paid: str = ""
    balance: str = ""
    balance_plain: str = ""
    credit: str = ""
    credit_plain: str = ""
    credited: str = ""
    tax_name: str = "GST"
    provincial: str = ""
    provincial_name: str = ""
    may_credit: bool = False
    notes: str = ""
    statement: str = ""
    issued_day: str = ""
    due_day: str = ""
    void_reason: str = ""
    link: str = ""
    may_edit: bool = False
    may_pay: bool = False
    is_owed: bool = False
    may_void: bool = False


@dataclass
class LineRow:
    """One line."""

    id: str
    description: str
    quantity: str
    price: str
    tax: str
    amount: str


@dataclass
class PaymentRow:
    """One payment or refund; `refundable` is what is left to give back, plain and in words;
    `receipt` is where its receipt is, if there is one; `key` is its method's, for the form."""

    id: str = ""
    when: str = ""
    method: str = ""
    status: str = ""
    colour: str = "grey"
    amount: str = ""
    note: str = ""
    refundable: str = ""
    left: str = ""
    receipt: str = ""
    key: str = ""
    by_stripe: bool = False


class InvoiceState(CreditActions, RemindActions, LinesState, LoadState, forms.FormState, rx.State):
    """One invoice's page."""

    invoice: Facts = Facts()
    lines: list[LineRow] = []
    payments: list[PaymentRow] = []
    history: list[Happening] = []
    may_change: bool = False
    may_record: bool = False
    sees_client: bool = False
    drawer: str = ""
    refunding: PaymentRow = PaymentRow()
    over: str = ""
    today: str = ""
    _version: int = 0

    @handler("invoices.view", module="module.invoices", fills=True)
    async def load(self, ctx: Ctx):
        """Fill the page for the invoice in the address."""
        self.ready, self.drawer = False, ""
        invoice_id = address.path_id(self)
        await self._refresh(ctx, invoice_id)
        self.ready = True
        return CardBox.show(str(invoice_id))

    @handler("invoices.view", module="module.invoices")
    async def hear(self, ctx: Ctx, sent: list[dict[str, str]]):
        """Somebody, or Stripe, changed something: look again if it is this invoice."""
        if not any(notice.id == self.invoice.id for notice in read_notices(sent)):
            return None
        await self._refresh(ctx, address.known_id(self.invoice.id))
        return CardBox.show(self.invoice.id)

    @handler("invoices.view", module="module.invoices")
    async def feel(self, ctx: Ctx, status: str):
        """After a lost connection, load again."""
        return InvoiceState.load if status == "reconnected" else None

    async def _refresh(self, ctx: Ctx, invoice_id: UUID) -> None:
        view = await invoices.get(ctx, invoice_id)
        self._version = view.version
        self.invoice = _facts(ctx, view)
        if ctx.can("invoices.edit"):
            self.invoice.link = await invoices.link_of(ctx, invoice_id)
        self.lines = [_line(line) for line in view.lines]
        self.payments = [_payment(ctx, payment) for payment in view.payments]
        await self._show_credit(ctx, view)
        self.history = history.happenings(ctx, view.history)
        self.may_change, self.may_record = ctx.can("invoices.edit"), ctx.can("payments.record")
        self.sees_client = ctx.can("contacts.view")
        self.today = ctx.today().isoformat()

    async def _changed(self, ctx: Ctx, words: str, undo: Any = None) -> Any:
        self.drawer = ""
        await self._refresh(ctx, address.known_id(self.invoice.id))
        return toast.done(words, undo=undo)

    def _open_form(self, name: str) -> None:
        self.drawer, self.problems = name, {}

    @handler("invoices.view")
    async def open(self, ctx: Ctx, drawer: str):
        """Open one of the drawers, or none."""
        self.drawer, self.problems, self.over = drawer, {}, ""

    @handler("invoices.edit", module="module.invoices")
    async def send(self, ctx: Ctx, without_email: bool):
        """Send the draft, or only mark it as sent."""
        sent = await invoices.send(
            ctx, address.known_id(self.invoice.id), without_email=without_email
        )
        return await self._changed(
            ctx, "Invoice is on its way." if sent.emailed else "Marked as sent."
        )

    @handler("invoices.edit", module="module.invoices")
    async def void(self, ctx: Ctx, form: dict[str, Any]):
        """Void the invoice; its number stays used."""
        await invoices.void(
            ctx,
            address.known_id(self.invoice.id),
            str(form.get("reason", "")),
            version=self._version,
        )
        return await self._changed(ctx, "Invoice voided.")

    @handler("payments.record", module="module.invoices", once=("invoice.id",))
    async def record_payment(self, ctx: Ctx, form: dict[str, Any]):
        """Record money received; more than is owed has to be agreed to.

        What was on the screen comes back with the form: a double click agrees to nothing.
        """
        invoice_id = address.known_id(self.invoice.id)
        cents = reading.cents(form.get("amount", ""), "amount")
        beyond = cents - await invoices.balance_of(ctx, invoice_id)
        over = format.money(beyond) if beyond > 0 else ""
        if over and str(form.get("agreed", "")) != over:
            self.over = over
            return None
        done = await payments.record(
            ctx,
            invoice_id,
            amount_cents=cents,
            method=str(form.get("method", "")),
            received_at=_moment(ctx, form),
            note=str(form.get("note", "")),
            receipt=bool(form.get("receipt")),
        )
        back = type(self).take_back(str(done.payment_id))
        return await self._changed(ctx, "Payment recorded.", undo=back)

    @handler("payments.record", module="module.invoices")
    async def take_back(self, ctx: Ctx, payment_id: UUID):
        """Undo recording a payment."""
        await payments.take_back(ctx, payment_id)
        return await self._changed(ctx, "Payment taken back.")

    @handler("payments.record", module="module.invoices")
    async def start_refund(self, ctx: Ctx, payment_id: UUID):
        """Open the form to give back part or all of a payment."""
        named = [row for row in self.payments if row.id == str(payment_id)]
        if not named:
            raise NotFound("There is no such payment.")
        self.refunding, self.drawer, self.problems = named[0], "refund", {}

    @handler("payments.record", module="module.invoices", once=("refunding.id",))
    async def refund(self, ctx: Ctx, form: dict[str, Any]):
        """Give money back."""
        await payments.refund(
            ctx,
            address.known_id(self.refunding.id),
            amount_cents=reading.cents(form.get("amount", ""), "amount"),
            method=str(form.get("method", "")) or None,
            received_at=_moment(ctx, form),
            note=str(form.get("note", "")),
        )
        return await self._changed(ctx, "Refund recorded.")

    @handler("invoices.edit", module="module.invoices")
    async def new_link(self, ctx: Ctx):
        """End the public link and make another."""
        await invoices.new_link(ctx, address.known_id(self.invoice.id))
        return await self._changed(ctx, "New pay link made. The old one has ended.")

    @handler("invoices.edit", module="module.invoices")
    async def start_editing(self, ctx: Ctx):
        """Open the draft's lines."""
        view = await invoices.get(ctx, address.known_id(self.invoice.id))
        drafts = [
            Draft(
                self._key(),
                line.description,
                f"{line.quantity.normalize():f}",
                to_decimal_string(line.unit_price_cents),
                line.tax_code,
            )
            for line in view.lines
        ]
        less = to_decimal_string(view.discount_cents) if view.discount_cents else ""
        if view.discount_percent is not None:
            less = f"{view.discount_percent.normalize():f}%"
        await self._write(ctx, drafts, less, view.issued_on)
        self.drawer, self.problems = "edit", {}

    @handler("invoices.edit", module="module.invoices")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the draft."""
        await invoices.edit(
            ctx,
            address.known_id(self.invoice.id),
            lines=money_lines.read(form, self.drafts),
            **money_lines.discount(str(form.get("discount", ""))),
            **money_lines.terms(form),
            version=self._version,
        )
        return await self._changed(ctx, "Draft saved.")


def _moment(ctx: Ctx, form: dict[str, Any]) -> datetime | None:
    """The day typed, as now when it is today and as local noon otherwise."""
    day = reading.optional_day(form.get("received_on", ""), "received_at") or ctx.today()
    return None if day == ctx.today() else moment_of(datetime.combine(day, time(12)), ctx.zone)


def _facts(ctx: Ctx, v: invoices.InvoiceView) -> Facts:
    return Facts(
        id=str(v.id),
        number=v.number,
        status=format.words(v.status),
        colour=format.colour(v.status),
        client=v.client_name,
        client_id=str(v.client_id),
        email=v.client_email,
        booking=f"B-{v.booking_number:05}" if v.booking_number else "",
        booking_id=str(v.booking_id or ""),
        issued=format.day(v.issued_on),
        due=format.day(v.due_on),
        late=format.count(v.days_late, "day") + " late" if v.days_late else "",
        subtotal=format.money(v.subtotal_cents),
        discount=format.money(-v.discount_cents) if v.discount_cents else "",
        discount_name=f"Discount {v.discount_percent.normalize():f}%"
        if v.discount_percent
        else "Discount",
        tax=format.money(v.tax_cents),
        total=format.money(v.total_cents),
        paid=format.money(v.paid_cents),
        balance=format.money(v.balance_cents),
        balance_plain=to_decimal_string(v.balance_cents),
        credit=format.money(v.credit_cents) if v.credit_cents else "",
        credit_plain=to_decimal_string(v.credit_cents),
        credited=format.money(-v.credited_cents) if v.credited_cents else "",
        tax_name=_taxes(v),
        provincial=format.money(v.provincial_tax_cents) if v.provincial_tax_cents else "",
        provincial_name=", ".join({n.provincial_name: 0 for n in v.lines if n.provincial_name}),
        may_credit=v.may_pay and v.payable_cents > 0,
        notes=v.notes,
        statement=statement_of(v.client_id, ctx.today()),
        issued_day=v.issued_on.isoformat(),
        due_day=v.due_on.isoformat(),
        void_reason=v.void_reason,
        may_edit=v.may_edit,
        may_pay=v.may_pay,
        is_owed=v.balance_cents > 0,
        may_void=v.may_void,
    )


def statement_of(client_id: UUID, today: date) -> str:
    """Where the client's statement of this year is: whoever keeps the books need not see contacts."""
    first = today.replace(month=1, day=1)
    return f"/v1/admin/clients/{client_id}/statement?from={first}&to={today}"


def _line(line: invoices.LineView) -> LineRow:
    return LineRow(
        str(line.position),
        line.description,
        f"{line.quantity.normalize():f}",
        format.money(line.unit_price_cents),
        line.tax_name,
        format.money(line.amount_cents),
    )


def _taxes(v: invoices.InvoiceView) -> str:
    """What the tax on it is called: GST, HST 13%, or both."""
    named = {
        federal_name(line.tax_name, line.rate, line.provincial_name): 0
        for line in v.lines
        if line.rate
    }
    return ", ".join(named) or "GST"


def _method(p: invoices.PaymentView) -> str:
    if p.kind == "transfer":
        return "Moved"
    return "Refund" if p.amount_cents < 0 else format.words(p.method)


def _payment(ctx: Ctx, p: invoices.PaymentView) -> PaymentRow:
    return PaymentRow(
        str(p.id),
        format.moment(p.received_at, ctx.zone),
        _method(p),
        format.words(p.status),
        format.colour(p.status),
        format.money(p.amount_cents),
        p.note,
        to_decimal_string(p.refundable_cents) if p.refundable_cents > 0 else "",
        format.money(p.refundable_cents),
        f"/v1/admin/payments/{p.id}/receipt" if p.has_receipt else "",
        p.method,
        p.by_stripe,
    )
