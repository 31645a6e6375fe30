"""What is taken off an invoice on its page: credit notes, debts given up, and the client's credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, reading
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid, NotFound
from cleaning_app.money import to_decimal_string
from cleaning_app.services import credit_notes, invoices
from cleaning_app.services.credit_notes import Asked
from cleaning_app.services.payments import credit, credit_back

How = Literal["whole", "amount", "lines"]


@dataclass
class Note:
    """A credit note in the list on the page."""

    id: str
    number: str
    what: str
    issued: str
    reason: str
    amount: str
    state: str
    may_reverse: bool


@dataclass
class Line:
    """A line of the invoice that can be credited: what it was, and what was typed for it."""

    position: int
    description: str
    net: str
    typed: str = ""


@dataclass
class Sums:
    """What the credit note would come to; `trouble` says why it can't be issued like this."""

    base: str = ""
    tax: str = ""
    provincial: str = ""
    total: str = ""
    balance: str = ""
    to_client: str = ""
    trouble: str = ""


class CreditActions(rx.State, mixin=True):
    """Mix in on the page of one invoice."""

    notes: list[Note] = []
    credit_lines: list[Line] = []
    how: str = "whole"
    left: str = ""
    owed_plain: str = ""
    credit_sums: Sums = Sums()
    usable_credit: str = ""
    _typed_amount: str = ""

    async def _show_credit(self, ctx: Ctx, view: invoices.InvoiceView) -> None:
        """Notes, and the credit of the client that this invoice could take."""
        self.notes = [_note(note) for note in await credit_notes.of_invoice(ctx, view.id)]
        there = await credit.total(ctx, view.client_id) if view.balance_cents else 0
        usable = min(there, view.balance_cents)
        self.usable_credit = format.money(usable) if usable else ""

    def _invoice_id(self) -> UUID:
        return address.path_id(self)

    async def _changed(self, ctx: Ctx, words: str, undo: Any = None) -> Any:
        """The page's own."""
        raise NotImplementedError

    @handler("invoices.edit", module="module.invoices")
    async def start_credit(self, ctx: Ctx):
        """Open the form for a credit note."""
        found = await credit_notes.creditable(ctx, self._invoice_id())
        self.credit_lines = [
            Line(line.position, line.description, format.money(line.net_cents))
            for line in found.lines
            if line.net_cents > 0
        ][:50]
        self.left, self.how, self._typed_amount = format.money(found.left_cents), "whole", ""
        self._open_form("credit")
        await self._reckon_credit(ctx)

    @handler("invoices.edit", module="module.invoices")
    async def start_write_off(self, ctx: Ctx):
        """Open the form that gives a debt up."""
        found = await credit_notes.creditable(ctx, self._invoice_id())
        self.owed_plain = to_decimal_string(found.owed_cents)
        self._open_form("write_off")

    def _open_form(self, name: str) -> None:
        """The page's own."""
        raise NotImplementedError

    @handler("invoices.edit")
    async def choose_how(self, ctx: Ctx, how: How):
        """Credit everything, an amount, or single lines."""
        self.how = how
        await self._reckon_credit(ctx)

    @handler("invoices.edit", supersedes=True)
    async def type_credit(self, ctx: Ctx, value: str):
        """The amount as it stands in its box."""
        self._typed_amount = value[:40]
        await self._reckon_credit(ctx)

    @handler("invoices.edit")
    async def type_credit_line(self, ctx: Ctx, position: int, value: str):
        """The amount typed for one line."""
        for line in self.credit_lines:
            if line.position == position:
                line.typed = value[:40]
        await self._reckon_credit(ctx)

    async def _reckon_credit(self, ctx: Ctx) -> None:
        try:
            asked = self._asked()
            if asked is None:
                self.credit_sums = Sums()
                return
            seen = await credit_notes.preview(ctx, self._invoice_id(), asked)
        except Invalid as wrong:
            self.credit_sums = Sums(trouble=wrong.detail)
            return
        self.credit_sums = Sums(
            base=format.money(seen.base_cents),
            tax=format.money(seen.tax_cents),
            provincial=format.money(seen.provincial_tax_cents) if seen.provincial_tax_cents else "",
            total=format.money(seen.total_cents),
            balance=format.money(seen.balance_cents),
            to_client=format.money(seen.to_client_cents) if seen.to_client_cents > 0 else "",
        )

    def _asked(self) -> Asked | None:
        """What the form asks for; None while nothing was typed."""
        if self.how == "whole":
            return Asked()
        if self.how == "amount":
            amount = self._typed_amount.strip()
            return Asked(amount_cents=reading.cents(amount, "amount")) if amount else None
        lines = {
            line.position: reading.cents(line.typed, "lines")
            for line in self.credit_lines
            if line.typed.strip()
        }
        return Asked(lines=lines) if lines else None

    @handler("invoices.edit", module="module.invoices", once=("invoice.id",))
    async def issue_credit(self, ctx: Ctx, form: dict[str, Any]):
        """Issue the credit note that the form shows."""
        if "amount" in form:
            self._typed_amount = str(form["amount"])[:40]
        for line in self.credit_lines:
            line.typed = str(form.get(f"line-{line.position}", line.typed))[:40]
        asked = self._asked()
        if asked is None:
            raise Invalid.field(self.how, "Enter how much to credit.")
        note_id = await credit_notes.issue(
            ctx, self._invoice_id(), asked, reason=str(form.get("reason", ""))
        )
        return await self._changed(
            ctx, "Credit note issued.", undo=type(self).reverse_note(str(note_id))
        )

    @handler("invoices.edit", module="module.invoices", once=("invoice.id",))
    async def write_off(self, ctx: Ctx, form: dict[str, Any]):
        """Give up what is owed, or part of it."""
        note_id = await credit_notes.write_off(
            ctx,
            self._invoice_id(),
            amount_cents=reading.cents(form.get("amount", ""), "amount"),
            reason=str(form.get("reason", "")),
        )
        return await self._changed(ctx, "Written off.", undo=type(self).reverse_note(str(note_id)))

    @handler("invoices.edit", module="module.invoices")
    async def reverse_note(self, ctx: Ctx, note_id: UUID):
        """Take a credit note back by another one."""
        note = await credit_notes.get(ctx, note_id)
        if note.invoice_id != self._invoice_id():
            raise NotFound("There is no such credit note on this invoice.")
        await credit_notes.reverse(ctx, note_id)
        return await self._changed(ctx, f"{note.number} taken back.")

    @handler("payments.record", module="module.invoices", once=("invoice.id",))
    async def use_credit(self, ctx: Ctx):
        """Put the client's credit to this invoice."""
        used = await credit.use(ctx, self._invoice_id())
        back = type(self).put_credit_back([str(one) for one in used.transfers])
        return await self._changed(ctx, f"{format.money(used.cents)} of credit used.", undo=back)

    @handler("payments.record", module="module.invoices")
    async def put_credit_back(self, ctx: Ctx, transfer_ids: list[UUID]):
        """Undo using credit."""
        if len(transfer_ids) > 50:
            raise Invalid("Those are too many at once.")
        for transfer_id in transfer_ids:
            await credit.put_back(ctx, transfer_id)
        return await self._changed(ctx, "The credit is back.")

    @handler("payments.record", module="module.invoices", once=("invoice.id",))
    async def give_credit_back(self, ctx: Ctx, form: dict[str, Any]):
        """Record that credit on this invoice was paid out to the client."""
        cents = reading.cents(form.get("amount", ""), "amount")
        await credit_back.give_back(
            ctx, self._invoice_id(), amount_cents=cents, note=str(form.get("note", ""))
        )
        return await self._changed(ctx, f"{format.money(cents)} given back.")


def _note(note: credit_notes.NoteRow) -> Note:
    words = {"credit": "Credit", "bad_debt": "Bad debt"}[note.kind]
    reversal = note.reversal_of_id is not None
    return Note(
        id=str(note.id),
        number=note.number,
        what=f"{words}, reversed" if reversal else words,
        issued=format.day(note.issued_on),
        reason=note.reason,
        amount=format.money(-note.total_cents),
        state="Reversal"
        if reversal
        else f"Reversed by {note.reversed_by}"
        if note.reversed_by
        else "",
        may_reverse=not reversal and not note.reversed_by,
    )
