"""What a span of the books comes to: what every export of it has to agree with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from cleaning_app.context import Ctx
from cleaning_app.services.accounting import ledger, movements, spending
from cleaning_app.services.accounting.documents import DEPOSIT_MOVES
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.asked import Asked, ask
from cleaning_app.services.gst.fetching import one


@dataclass(frozen=True)
class Figures:
    """A span's books in cents, and how many rows are behind them.

    `opening_cents` and `closing_cents` are what clients owed before and after it, credit they hold
    taken off. Invoices are those sent and not voided. `credited_cents` and `written_off_cents` are
    net of reversals. `received_cents` is money on invoices less what was given back or taken back
    by a bank; `deposits_cents` the same on deposits; `deposits_used_cents` went from deposits to
    invoices. `fees_cents` is what the card provider kept of both.
    """

    opening_cents: int
    closing_cents: int
    held_before_cents: int
    held_after_cents: int
    invoices: int
    invoiced_cents: int
    tax_cents: int
    provincial_tax_cents: int
    voided: int
    credit_notes: int
    credited_cents: int
    write_offs: int
    written_off_cents: int
    payments: int
    received_cents: int
    deposit_movements: int
    deposits_cents: int
    deposits_used: int
    deposits_used_cents: int
    credit_moves: int
    fees: int
    fees_cents: int
    expenses: int
    spent_cents: int
    tax_paid_cents: int
    claimable_cents: int

    @property
    def ledger_rows(self) -> int:
        """Events of the sales ledger, without its opening and closing balance."""
        return (
            self.invoices + self.credit_notes + self.write_offs + self.payments
            + self.deposits_used + self.credit_moves
        )  # fmt: skip

    @property
    def payment_rows(self) -> int:
        """Payments, refunds and disputes on invoices and deposits."""
        return self.payments + self.deposit_movements

    @property
    def deposit_rows(self) -> int:
        """Everything that happened to deposits."""
        return self.deposit_movements + self.deposits_used

    @property
    def documents(self) -> int:
        """What goes to the other program as invoices and credit notes."""
        return self.invoices + self.credit_notes + self.write_offs + self.deposits_used


_ON_INVOICE = "m.invoice_id IS NOT NULL AND NOT m.is_transfer"
_ON_DEPOSIT = "m.deposit_id IS NOT NULL AND NOT m.is_transfer"

_FIGURES = f"""
    SELECT {ledger.OPENING} AS opening_cents, {ledger.CLOSING} AS closing_cents,
           ({movements.HELD_BEFORE}) AS held_before_cents,
           ({movements.HELD_BEFORE}) + m.held AS held_after_cents,
           i.*, v.*, c.*, m.payments, m.received_cents, m.deposit_movements, m.deposits_cents,
           d.*, m.credit_moves, m.fees, m.fees_cents, e.*
    FROM (
        SELECT count(*) AS invoices, coalesce(sum(i.total_cents), 0) AS invoiced_cents,
               coalesce(sum(i.tax_cents), 0) AS tax_cents,
               coalesce(sum(i.provincial_tax_cents), 0) AS provincial_tax_cents
        FROM invoices i WHERE {queries.ISSUED}
    ) i, (
        SELECT count(*) AS voided FROM invoices i
        WHERE i.org_id = %(org)s AND i.issued_on BETWEEN %(first)s AND %(last)s
          AND i.status = 'void'
    ) v, (
        SELECT count(*) FILTER (WHERE c.kind = 'credit') AS credit_notes,
               coalesce(sum(c.total_cents) FILTER (WHERE c.kind = 'credit'), 0) AS credited_cents,
               count(*) FILTER (WHERE c.kind = 'bad_debt') AS write_offs,
               coalesce(sum(c.total_cents) FILTER (WHERE c.kind = 'bad_debt'), 0)
                   AS written_off_cents
        FROM credit_notes c WHERE {queries.NOTED}
    ) c, (
        SELECT count(*) FILTER (WHERE {_ON_INVOICE}) AS payments,
               coalesce(sum(m.amount_cents) FILTER (WHERE {_ON_INVOICE}), 0) AS received_cents,
               count(*) FILTER (WHERE {_ON_DEPOSIT}) AS deposit_movements,
               coalesce(sum(m.amount_cents) FILTER (WHERE {_ON_DEPOSIT}), 0) AS deposits_cents,
               coalesce(sum(m.amount_cents) FILTER (WHERE m.deposit_id IS NOT NULL), 0) AS held,
               count(*) FILTER (WHERE m.kind = 'credit moved') AS credit_moves,
               count(*) FILTER (WHERE NOT m.is_transfer AND m.fee_cents <> 0) AS fees,
               coalesce(sum(m.fee_cents) FILTER (WHERE NOT m.is_transfer), 0) AS fees_cents
        FROM ({movements.ALL}) m
    ) m, (
        SELECT count(*) AS deposits_used, coalesce(sum(d.amount_cents), 0) AS deposits_used_cents
        FROM ({DEPOSIT_MOVES}) d
    ) d, (
        SELECT count(*) AS expenses, coalesce(sum(e.total_cents), 0) AS spent_cents,
               coalesce(sum(e.tax_cents), 0) AS tax_paid_cents,
               coalesce(sum({spending.CLAIMABLE}), 0) AS claimable_cents
        FROM expenses e JOIN expense_categories k ON k.org_id = %(org)s AND k.id = e.category_id
        WHERE {queries.SPENT}
    ) e
"""


async def figures(ctx: Ctx, first: date, last: date) -> Figures:
    """What the local dates `first` … `last` come to.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: the range is upside down or longer than five years.
    """
    return await add_up(ctx, await ask(ctx, first, last, "accrual"))


async def add_up(ctx: Ctx, asked: Asked) -> Figures:
    """The figures of a range that has been checked."""
    row = await one(ctx, _FIGURES, asked)
    return Figures(**{field.name: int(getattr(row, field.name)) for field in fields(Figures)})
