"""A booking's deposit: what is asked for, what is held, and everything that can become of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, reading, toast
from cleaning_app.components.card_standing import CardStanding, standing_of
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.domain.bookings import LIVE
from cleaning_app.domain.deposits import DepositStatus
from cleaning_app.errors import NotFound
from cleaning_app.money import to_decimal_string
from cleaning_app.services import bookings, card_payments, deposits
from cleaning_app.services.deposits import DepositRow, keeping

WORDS = {
    "asked": "Asked for",
    "paid": "Held",
    "used": "On the invoice",
    "returned": "Given back",
    "kept": "Kept",
    "waived": "Waived",
}
COLOURS = {"asked": "amber", "paid": "green", "used": "blue", "kept": "violet"}


@dataclass
class DepositView:
    """One deposit, in words. `settle` says what the terms of a cancelled booking leave of it."""

    id: str = ""
    status: str = ""
    colour: str = "grey"
    amount: str = ""
    held: str = ""
    held_plain: str = ""
    missing: str = ""
    missing_plain: str = ""
    note: str = ""
    settle: str = ""
    may_pay: bool = False
    may_waive: bool = False
    may_refund: bool = False
    may_ask_again: bool = False


@dataclass
class MoneyRow:
    """One movement on a deposit."""

    id: str
    when: str
    what: str
    amount: str


class DepositCard(forms.FormState, rx.State):
    """The deposits of the booking on the screen, the newest first."""

    booking_id: str = ""
    deposits: list[DepositView] = []
    moves: list[MoneyRow] = []
    due: str = ""
    due_plain: str = ""
    card: CardStanding = CardStanding()
    takes_cards: bool = False
    may_ask: bool = False
    may_record: bool = False
    form: str = ""

    @handler("bookings.view")
    async def show(self, ctx: Ctx, booking_id: UUID):
        """Fill the card for a booking."""
        self.form = ""
        await self._show(ctx, booking_id)

    async def _show(self, ctx: Ctx, booking_id: UUID) -> None:
        booking = await bookings.get(ctx, booking_id)
        found = await deposits.of_booking(ctx, booking_id)
        live = any(one.status in ("asked", "paid") for one in found)
        due = booking.deposit.amount_cents if booking.deposit and booking.deposit.required else 0
        on = ctx.org.has("module.invoices")
        self.booking_id = str(booking_id)
        self.may_record = on and ctx.can("payments.record")
        self.may_ask = (
            on
            and (ctx.can("bookings.edit") or ctx.can("invoices.edit"))
            and booking.status in LIVE
            and not live
        )
        self.due = format.money(due) if due else ""
        self.due_plain = to_decimal_string(due) if due else ""
        self.deposits = [await self._view(ctx, one) for one in found]
        self.takes_cards = card_payments.is_on()
        self.card, self.moves = CardStanding(), []
        if found:
            self.card = await standing_of(ctx, "deposit", found[0].id)
            self.moves = [_move(ctx, one) for one in await deposits.movements(ctx, found[0].id)]

    async def _view(self, ctx: Ctx, one: DepositRow) -> DepositView:
        settle = ""
        if one.to_settle:
            terms = await keeping.settlement_of(ctx, one.id)
            parts = [
                f"{format.money(terms.refund)} goes back" if terms.refund else "",
                f"{format.money(terms.keep)} is kept" if terms.keep else "",
            ]
            settle = " and ".join(part for part in parts if part)
        asked = one.status == DepositStatus.ASKED
        edit = ctx.can("bookings.edit") or ctx.can("invoices.edit")
        return DepositView(
            id=str(one.id),
            status=WORDS[one.status],
            colour=COLOURS.get(one.status, "grey"),
            amount=format.money(one.amount_cents),
            held=format.money(one.held_cents) if one.held_cents else "",
            held_plain=to_decimal_string(one.held_cents),
            missing=format.money(one.missing_cents),
            missing_plain=to_decimal_string(one.missing_cents),
            note=one.note,
            settle=settle,
            may_pay=asked and self.may_record,
            may_waive=asked and not one.held_cents and edit,
            may_refund=one.held_cents > 0 and self.may_record,
            may_ask_again=one.status == DepositStatus.WAIVED and self.may_ask,
        )

    async def _done(self, ctx: Ctx, words: str, undo: Any = None) -> Any:
        self.form = ""
        await self._show(ctx, address.known_id(self.booking_id))
        return toast.done(words, undo=undo)

    def _deposit(self) -> UUID:
        """The deposit the card is about: the newest."""
        if not self.deposits:
            raise NotFound("There is no deposit.")
        return address.known_id(self.deposits[0].id)

    @handler("bookings.view")
    async def open(self, ctx: Ctx, form: str):
        """Open one of the forms, or none."""
        self.form, self.problems = form, {}

    @handler("bookings.edit", module="module.invoices", once=("booking_id",))
    async def ask(self, ctx: Ctx, form: dict[str, Any]):
        """Ask the client for it."""
        deposit_id = await deposits.ask(
            ctx,
            address.known_id(self.booking_id),
            amount_cents=reading.cents(form.get("amount", ""), "amount"),
            tell=bool(form.get("tell")),
        )
        undo = type(self).unask(str(deposit_id))
        return await self._done(ctx, "Deposit asked for.", undo=undo)

    @handler("bookings.edit", module="module.invoices")
    async def unask(self, ctx: Ctx, deposit_id: UUID):
        """Undo asking."""
        await deposits.waive(ctx, deposit_id, "Asked for by mistake")
        return await self._done(ctx, "The deposit isn't asked for.")

    @handler("bookings.edit", module="module.invoices")
    async def waive(self, ctx: Ctx, form: dict[str, Any]):
        """Do without it."""
        deposit_id = self._deposit()
        await deposits.waive(ctx, deposit_id, str(form.get("reason", "")))
        return await self._done(ctx, "Deposit waived.", undo=type(self).again(str(deposit_id)))

    @handler("bookings.edit", module="module.invoices")
    async def again(self, ctx: Ctx, deposit_id: UUID):
        """Undo waiving."""
        await deposits.ask_again(ctx, deposit_id)
        return await self._done(ctx, "The deposit is asked for again.")

    @handler("payments.record", module="module.invoices", once=("booking_id",))
    async def record(self, ctx: Ctx, form: dict[str, Any]):
        """Record that it came."""
        done = await deposits.record(
            ctx,
            self._deposit(),
            amount_cents=reading.cents(form.get("amount", ""), "amount"),
            method=str(form.get("method", "")),
            note=str(form.get("note", "")),
        )
        undo = type(self).take_back(str(done.payment_ids[0]))
        return await self._done(ctx, "Deposit recorded.", undo=undo)

    @handler("payments.record", module="module.invoices")
    async def take_back(self, ctx: Ctx, payment_id: UUID):
        """Undo recording a payment."""
        await deposits.take_back(ctx, payment_id)
        return await self._done(ctx, "Payment taken back.")

    @handler("payments.record", module="module.invoices", once=("booking_id",))
    async def refund(self, ctx: Ctx, form: dict[str, Any]):
        """Give it back to the card it came by, or record that it went back another way."""
        done = await deposits.refund(
            ctx,
            self._deposit(),
            amount_cents=reading.cents(form.get("amount", ""), "amount"),
            method=str(form.get("method", "")) or None,
            note=str(form.get("reason", "")),
        )
        to_card = "Refund on its way to the card." if done.is_pending else "Refund recorded."
        return await self._done(ctx, to_card)

    @handler("bookings.view", module="module.invoices")
    async def copied(self, ctx: Ctx):
        """Say that the link is in the clipboard now."""
        return toast.done("Link copied. Whoever has it can pay this deposit.")

    @handler("payments.record", module="module.invoices", once=("booking_id",))
    async def keep(self, ctx: Ctx, form: dict[str, Any]):
        """Keep it as the company's money."""
        await keeping.keep(
            ctx,
            self._deposit(),
            str(form.get("reason", "")),
            amount_cents=reading.cents(form.get("amount", ""), "amount"),
        )
        return await self._done(ctx, "Deposit kept. There is an invoice for it.")

    @handler("payments.record", module="module.invoices", once=("booking_id",))
    async def settle(self, ctx: Ctx):
        """Do what the terms of the cancelled booking say."""
        terms = await keeping.settle(ctx, self._deposit())
        said = [
            f"{format.money(terms.refund)} to give back recorded." if terms.refund else "",
            f"{format.money(terms.keep)} kept." if terms.keep else "",
        ]
        return await self._done(ctx, " ".join(part for part in said if part))


def _move(ctx: Ctx, one: deposits.Movement) -> MoneyRow:
    if one.kind in ("transfer", "dispute"):
        what = one.note
    elif one.amount_cents < 0:
        what = "Given back" + (f": {one.note}" if one.note else "")
    else:
        what = format.words(one.method)
    if one.status != "succeeded":
        what = f"{what}, {one.status}"
    return MoneyRow(
        str(one.id), format.moment(one.received_at, ctx.zone), what, format.money(one.amount_cents)
    )
