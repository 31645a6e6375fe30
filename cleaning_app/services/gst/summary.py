"""A period's GST in one look, and as the lines of its return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleaning_app.context import Ctx
from cleaning_app.domain.gst import WorksheetLine
from cleaning_app.domain.gst import worksheet as lines_of_return
from cleaning_app.services import organisations
from cleaning_app.services.gst import queries
from cleaning_app.services.gst.asked import Asked, Basis, ask
from cleaning_app.services.gst.fetching import one


@dataclass(frozen=True)
class Summary:
    """A period's GST in cents.

    `rows` counts the payments (cash) or invoices (accrual) behind `collected_cents`; `gross_cents`
    is what they come to with tax, and `provincial_cents` the PST, RST or QST in that. On the accrual
    basis `notes` credit notes adjust it: they deduct `deducted_cents` of tax, and those that were
    reversed add `added_cents`. `sales_cents` are sales without any tax, less what was credited;
    `supplies_cents` the taxable part of them, with GST or HST. `credits_cents` are the input tax
    credits of `expenses` purchases; `instalments_cents` what was prepaid within the period.
    """

    first: date
    last: date
    basis: Basis
    rows: int
    gross_cents: int
    provincial_cents: int
    sales_cents: int
    supplies_cents: int
    collected_cents: int
    notes: int
    added_cents: int
    deducted_cents: int
    expenses: int
    credits_cents: int
    instalments: int
    instalments_cents: int
    currency: str
    gst_number: str

    @property
    def tax_cents(self) -> int:
        """The tax on sales: collected, less what credit notes took back."""
        return self.collected_cents + self.added_cents - self.deducted_cents

    @property
    def owed_cents(self) -> int:
        """Net tax: that on sales less credits. Negative is a refund from the CRA."""
        return self.tax_cents - self.credits_cents

    @property
    def balance_cents(self) -> int:
        """What is left to pay after the instalments."""
        return self.owed_cents - self.instalments_cents

    def worksheet(self) -> list[WorksheetLine]:
        """The lines of the GST34 return."""
        return lines_of_return(
            sales=self.sales_cents,
            tax_collected=self.collected_cents,
            input_tax_credits=self.credits_cents,
            instalments=self.instalments_cents,
            added=self.added_cents,
            deducted=self.deducted_cents,
        )


async def summary(ctx: Ctx, first: date, last: date, basis: Basis | str | None = None) -> Summary:
    """The GST of the local dates `first` … `last`, on the organisation's basis unless told otherwise.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: the range is upside down, longer than five years, or the basis is unknown.
    """
    return await summarise(ctx, await ask(ctx, first, last, basis))


async def summarise(ctx: Ctx, asked: Asked) -> Summary:
    """The GST of a range that has been checked."""
    cash = asked.basis is Basis.CASH
    row = await one(ctx, queries.CASH_SUMMARY if cash else queries.ACCRUAL_SUMMARY, asked)
    return Summary(
        first=asked.first,
        last=asked.last,
        basis=asked.basis,
        rows=row.rows,
        gross_cents=row.gross,
        provincial_cents=row.provincial,
        sales_cents=row.gross - row.tax - row.provincial - row.returned,
        supplies_cents=row.supplies,
        collected_cents=row.tax,
        notes=row.notes,
        added_cents=row.added,
        deducted_cents=row.deducted,
        expenses=row.expenses,
        credits_cents=row.credits,
        instalments=row.instalments,
        instalments_cents=row.prepaid,
        currency=ctx.org.currency,
        gst_number=(await organisations.settings(ctx)).gst_number,
    )
