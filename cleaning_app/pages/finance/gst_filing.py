"""Marking a return as filed, what was filed, and taking it back: a part of the GST page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, overlay, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.pages.finance.gst_span import Span
from cleaning_app.services import gst
from cleaning_app.services.listing_filters import day_named


@dataclass
class FilingRow:
    """The return of the shown period as it was filed; an empty id while it was not."""

    id: str = ""
    when: str = ""
    by: str = ""
    confirmation: str = ""
    basis: str = ""
    net: str = ""
    balance: str = ""
    digest: str = ""


class FilingForm(forms.FormState, mixin=True):
    """The return of the shown period: whether it may be filed, and what was."""

    first: str = ""
    last: str = ""
    basis: str = ""
    status: str = ""
    status_colour: str = "grey"
    filing: FilingRow = FilingRow()
    may_file: bool = False
    to_file: bool = False
    withdrawing: bool = False
    today: str = ""

    async def _show_filing(self, ctx: Ctx, span: Span) -> None:
        self.to_file = self.withdrawing = False
        stands = {one.last: one for one in await gst.filings(ctx) if one.stands}
        status = span.status(ctx.today(), stands)
        self.status, self.status_colour = span.words(status), format.colour(status)
        found = stands.get(span.last) if span.period else None
        self.filing = _filing(found) if found else FilingRow()
        self.may_file = ctx.can("finance.manage") and status in ("due", "overdue")
        self.today = ctx.today().isoformat()

    @handler("finance.manage", module="module.finance")
    async def start_filing(self, ctx: Ctx, on: bool):
        """Open or close the form to mark the return as filed."""
        self.to_file, self.problems = on, {}

    @handler("finance.manage", module="module.finance")
    async def file_return(self, ctx: Ctx, form: dict[str, Any]):
        """Keep the shown return as filed."""
        made = await gst.file(
            ctx,
            day_named("from", self.first),
            day_named("to", self.last),
            basis=self.basis,
            filed_on=day_named("filed_on", str(form.get("filed_on", ""))),
            confirmation=str(form.get("confirmation", "")),
        )
        undo = type(self).unfile(str(made.id))
        return [toast.done("Filed. Its days are closed.", undo=undo), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def unfile(self, ctx: Ctx, filing_id: UUID):
        """Undo filing."""
        await gst.withdraw(ctx, filing_id, "Filed by mistake")
        return [toast.done("The return is open again."), type(self).load]

    @handler("finance.manage", module="module.finance")
    async def start_withdrawing(self, ctx: Ctx, on: bool):
        """Open or close the form to withdraw the return."""
        self.withdrawing, self.problems = on, {}

    @handler("finance.manage", module="module.finance")
    async def withdraw(self, ctx: Ctx, form: dict[str, Any]):
        """Withdraw the shown return, with a reason."""
        await gst.withdraw(ctx, address.known_id(self.filing.id), str(form.get("reason", "")))
        return [toast.done("Withdrawn. Its days are open again."), type(self).load]


def _filing(one: gst.Filing) -> FilingRow:
    return FilingRow(
        id=str(one.id),
        when=format.day(one.filed_on),
        by=one.filed_by,
        confirmation=one.confirmation,
        basis=format.words(one.basis.value),
        net=format.money(one.net_cents),
        balance=format.money(one.balance_cents),
        digest=f"{one.digest[:8]}…{one.digest[-8:]}",
    )


def mark(s: Any) -> rx.Component:
    """The form that marks the shown period as filed."""
    wrong = s.problems
    return overlay.dialog(
        s.to_file,
        s.start_filing(False),
        "Mark " + s.label + " as filed",
        forms.form(
            rx.el.dl(
                rx.el.dt("Tax on sales", class_name="muted"),
                rx.el.dd(s.figures.collected),
                rx.el.dt("Input tax credits", class_name="muted"),
                rx.el.dd(s.figures.credits),
                rx.el.dt("Instalments", class_name="muted"),
                rx.el.dd(s.figures.prepaid),
                rx.el.dt(s.figures.balance_name, class_name="sum"),
                rx.el.dd(s.figures.balance, class_name="sum"),
                class_name="totals num",
            ),
            forms.columns(
                forms.field(
                    "Filed on",
                    forms.date_input("filed_on", default_value=s.today),
                    problem=wrong["filed_on"],
                ),
                forms.field(
                    "Confirmation number",
                    forms.text_input("confirmation", placeholder="From the CRA, if you have it"),
                    problem=wrong["confirmation"],
                ),
            ),
            rx.el.p(
                "These figures and the export behind them are kept. Everything up to the period's last"
                " day is closed: what turns out wrong later is corrected by a new entry.",
                class_name="faint",
            ),
            on_submit=s.file_return,
            on_cancel=s.start_filing(False),
            submit="Mark as filed",
        ),
    )


def withdraw(s: Any) -> rx.Component:
    """The form that takes the shown return back."""
    return overlay.dialog(
        s.withdrawing,
        s.start_withdrawing(False),
        "Withdraw this return",
        forms.form(
            forms.field("Why", forms.textarea("reason"), problem=s.problems["reason"]),
            rx.el.p(
                "Its days can be changed again, and it waits to be filed anew. The copy stays.",
                class_name="faint",
            ),
            on_submit=s.withdraw,
            on_cancel=s.start_withdrawing(False),
            submit="Withdraw",
        ),
    )


def filed(s: Any) -> rx.Component:
    """What the shown return said when it was filed."""
    one = s.filing

    def line(label: str, value: Any) -> rx.Component:
        return rx.el.tr(rx.el.td(label), rx.el.td(value, class_name="right"))

    return rx.cond(
        one.id != "",
        pieces.card(
            "Filed " + one.when,
            rx.el.table(
                rx.el.tbody(
                    line("Basis", one.basis),
                    line("Net tax", one.net),
                    line("Balance", one.balance),
                    rx.cond(one.confirmation != "", line("Confirmation", one.confirmation)),
                    line("SHA-256", one.digest),
                ),
                class_name="list num",
            ),
            rx.el.div(
                pieces.download(
                    "Filed copy",
                    href="/v1/admin/finance/taxes/filings/" + one.id + "/export",
                    class_name="btn",
                ),
                rx.cond(
                    s.may_manage,
                    pieces.button("Withdraw…", kind="quiet", on_click=s.start_withdrawing(True)),
                ),
                class_name="row card-body",
            ),
            note="by " + one.by,
        ),
    )
