"""The lines of a GST34 return, as an accountant copies them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WorksheetLine:
    """One numbered line of the return, in cents."""

    line: str
    label: str
    amount: int


def worksheet(
    *,
    sales: int,
    tax_collected: int,
    input_tax_credits: int,
    instalments: int,
    added: int = 0,
    deducted: int = 0,
) -> list[WorksheetLine]:
    """The GST34 working copy, amounts in cents.

    `added` is line 104 (tax on recovered bad debts and the like), `deducted` line 107 (tax in
    credit notes and bad debts, the Quick Method's credit). Line 113 A is what is left to pay;
    negative is a refund. Source: CRA, instructions for preparing a GST/HST return.
    """
    tax_and_added = tax_collected + added
    credits_and_deducted = input_tax_credits + deducted
    net_tax = tax_and_added - credits_and_deducted
    return [
        WorksheetLine("101", "Sales and other revenue", sales),
        WorksheetLine("103", "GST/HST collected or collectible", tax_collected),
        WorksheetLine("104", "Adjustments to add", added),
        WorksheetLine("105", "Total GST/HST and adjustments", tax_and_added),
        WorksheetLine("106", "Input tax credits", input_tax_credits),
        WorksheetLine("107", "Adjustments to deduct", deducted),
        WorksheetLine("108", "Total input tax credits and adjustments", credits_and_deducted),
        WorksheetLine("109", "Net tax", net_tax),
        WorksheetLine("110", "Instalments paid", instalments),
        WorksheetLine("113 A", "Balance", net_tax - instalments),
    ]
