"""Settings → Company: its name, how it reports GST, and how its letters and invoices look."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.registry import page
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.pages.settings.letterhead import LetterheadCard, letterhead_card
from cleaning_app.pages.settings.sections import sections
from cleaning_app.services import organisations

_BASES = [
    ("accrual", "When invoices are issued (the CRA's rule)"),
    ("cash", "When payments arrive"),
]
_PERIODS = [
    ("annual", "Every year, up to $1.5M of sales"),
    ("quarterly", "Every quarter, up to $6M"),
    ("monthly", "Every month"),
]


class CompanyState(LetterheadCard, LoadState, forms.FormState, rx.State):
    """What is written on invoices and returns."""

    name: str = ""
    gst_number: str = ""
    gst_basis: str = ""
    gst_period: str = ""
    due_days: str = ""
    sender: str = ""
    zone: str = ""
    slug: str = ""

    @handler("settings.manage", module="module.settings", fills=True)
    async def load(self, ctx: Ctx):
        """Show it as it is."""
        found = await organisations.settings(ctx)
        self.name, self.slug = ctx.org.name, ctx.org.slug
        self.gst_number, self.gst_basis = found.gst_number, found.gst_basis
        self.gst_period, self.due_days = found.gst_period, str(found.invoice_due_days)
        self.sender = found.email_from_name
        self._show_letterhead(found)
        self.zone = f"{found.timezone.replace('_', ' ')}, {found.currency}"
        self.ready = True

    @handler("settings.manage", module="module.settings")
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the form."""
        text = {name: str(value).strip() for name, value in form.items()}
        await organisations.rename(ctx, text.get("name", ""))
        await organisations.change_settings(
            ctx,
            gst_number=text.get("gst_number", ""),
            gst_basis=text.get("gst_basis", ""),
            gst_period=text.get("gst_period", ""),
            invoice_due_days=_days(text.get("invoice_due_days", "")),
            email_from_name=text.get("email_from_name", ""),
        )
        return [toast.done("Saved."), CompanyState.load]


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Invalid.field("invoice_due_days", "A whole number of days.")
    return int(text)


@page(
    "/settings/company",
    title="Company",
    permission="settings.manage",
    module="module.settings",
    parent="/settings",
    on_load=CompanyState.load,
)
def company() -> rx.Component:
    return rx.fragment(
        sections("/settings/company"),
        rx.el.div(
            pieces.page_head(
                "Company", under="What stands on your invoices, e-mails and tax returns."
            ),
            shown(
                CompanyState,
                rx.el.div(_form(), letterhead_card(CompanyState), class_name="stack"),
                10,
            ),
            class_name="page",
            style={"maxWidth": "760px"},
        ),
    )


def _form() -> rx.Component:
    s, wrong = CompanyState, CompanyState.problems
    return rx.el.div(
        rx.el.div(
            forms.form(
                forms.columns(
                    forms.field(
                        "Name",
                        forms.text_input(
                            "name", default_value=s.name, required=True, max_length=120
                        ),
                        problem=wrong["name"],
                    ),
                    forms.field(
                        "E-mails come from",
                        forms.text_input("email_from_name", default_value=s.sender, max_length=120),
                        help="The name beside the address; the company's own when empty.",
                        problem=wrong["email_from_name"],
                    ),
                ),
                forms.columns(
                    forms.field(
                        "GST/HST number",
                        forms.text_input(
                            "gst_number",
                            default_value=s.gst_number,
                            placeholder="123456789 RT0001",
                        ),
                        help="On every invoice and export.",
                        problem=wrong["gst_number"],
                    ),
                    forms.field(
                        "Invoices are due after",
                        forms.measure("invoice_due_days", "days", default_value=s.due_days),
                        problem=wrong["invoice_due_days"],
                    ),
                ),
                forms.columns(
                    forms.field(
                        "GST is owed",
                        forms.select("gst_basis", _BASES, default_value=s.gst_basis),
                        help="Both ways stay available on the GST page.",
                        problem=wrong["gst_basis"],
                    ),
                    forms.field(
                        "GST is filed",
                        forms.select("gst_period", _PERIODS, default_value=s.gst_period),
                        problem=wrong["gst_period"],
                    ),
                ),
                rx.el.p(
                    "Works in ",
                    s.zone,
                    ". Programs call it ",
                    rx.el.code(s.slug),
                    ".",
                    class_name="faint",
                ),
                on_submit=s.save,
                submit="Save",
            ),
            class_name="card-body",
        ),
        class_name="card",
    )
