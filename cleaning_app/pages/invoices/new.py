"""Writing a new invoice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, money_lines, pieces, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState, shown
from cleaning_app.components.money_lines import Draft, LinesState
from cleaning_app.components.options import Option
from cleaning_app.components.registry import page
from cleaning_app.components.shell import Shell
from cleaning_app.context import Ctx
from cleaning_app.errors import Invalid
from cleaning_app.services import clients, invoices


@dataclass
class Job:
    """A finished visit nobody was billed for."""

    id: str
    what: str
    price: str


class NewInvoiceState(LinesState, LoadState, forms.FormState, rx.State):
    """The invoice being written."""

    client_id: str = ""
    client_name: str = ""
    matches: list[Option] = []
    jobs: list[Job] = []
    today: str = ""
    _send: bool = False

    @handler("invoices.edit", module="module.invoices", fills=True)
    async def load(self, ctx: Ctx):
        """Start empty, or for the client named in the address. What was begun outlives a line that
        was cut."""
        if self.ready and (await self.get_state(Shell)).came_back:
            return
        self.ready, self.client_id, self.client_name, self.problems = False, "", "", {}
        self.today = ctx.today().isoformat()
        await self._write(ctx, [Draft(self._key())], "", ctx.today())
        if chosen := address.asked(self, "client"):
            await self._choose(ctx, address.known_id(chosen))
        else:
            await self._look(ctx, "")
        self.ready = True

    async def _look(self, ctx: Ctx, words: str) -> None:
        self.matches = [Option(str(id), name) for id, name in await clients.named(ctx, words)]

    async def _choose(self, ctx: Ctx, client_id: UUID) -> None:
        name = await clients.name_of(ctx, client_id)
        self.client_id, self.client_name = str(client_id), name
        self.jobs = [
            Job(
                str(job.booking_id),
                f"{job.service}, {format.short_day(job.starts_at.astimezone(ctx.zone).date(), ctx.today())}",
                format.money(job.price_cents),
            )
            for job in await invoices.unbilled(ctx, client_id)
        ]

    @handler("invoices.edit", supersedes=True)
    async def look_for_client(self, ctx: Ctx, words: str):
        """Clients that match what was typed."""
        await self._look(ctx, words)

    @handler("invoices.edit")
    async def choose_client(self, ctx: Ctx, client_id: UUID):
        """Bill this client."""
        await self._choose(ctx, client_id)

    @handler("invoices.edit")
    async def other_client(self, ctx: Ctx):
        """Choose again."""
        self.client_id, self.client_name = "", ""

    @handler("invoices.edit", module="module.invoices", once=())
    async def bill(self, ctx: Ctx, booking_id: UUID):
        """Draft the invoice of a finished job."""
        invoice_id = await invoices.create_from_booking(ctx, booking_id)
        return [toast.done("Draft written."), rx.redirect(f"/invoices/{invoice_id}")]

    @handler("invoices.edit")
    async def mean_to_send(self, ctx: Ctx, on: bool):
        """Which of the two buttons submits the form."""
        self._send = on

    @handler("invoices.edit", module="module.invoices", once=("client_id",))
    async def create(self, ctx: Ctx, form: dict[str, Any]):
        """Save the draft and go to its page."""
        if not self.client_id:
            raise Invalid.field("client", "Choose a client.")
        invoice_id = await invoices.create(
            ctx,
            client_id=address.known_id(self.client_id),
            lines=money_lines.read(form, self.drafts),
            **money_lines.discount(str(form.get("discount", ""))),
            **money_lines.terms(form),
        )
        words = "Draft saved."
        if self._send:
            sent = await invoices.send(ctx, invoice_id)
            words = "Invoice is on its way." if sent.emailed else "Marked as sent."
        return [toast.done(words), rx.redirect(f"/invoices/{invoice_id}")]


@page(
    "/invoices/new",
    title="New invoice",
    permission="invoices.edit",
    module="module.invoices",
    parent="/invoices",
    on_load=NewInvoiceState.load,
)
def new() -> rx.Component:
    return rx.el.div(
        pieces.page_head("New invoice"),
        shown(NewInvoiceState, _form(), 8),
        class_name="page",
        style={"maxWidth": "860px"},
    )


def _form() -> rx.Component:
    wrong = NewInvoiceState.problems
    return rx.el.div(
        pieces.card("Client", rx.el.div(_client(), class_name="card-body")),
        forms.form(
            pieces.card(
                "Lines",
                rx.el.div(
                    money_lines.editor(NewInvoiceState, problem=wrong["lines"]),
                    class_name="card-body",
                ),
            ),
            pieces.card(
                "Terms",
                rx.el.div(
                    forms.columns(
                        forms.field(
                            "Issued",
                            forms.date_input("issued_on", default_value=NewInvoiceState.today),
                            problem=wrong["issued_on"],
                        ),
                        forms.field(
                            "Due",
                            forms.date_input("due_on"),
                            help="Left empty: your usual terms.",
                            problem=wrong["due_on"],
                        ),
                        forms.field(
                            "Discount",
                            forms.text_input(
                                "discount",
                                placeholder="25.00 or 10%",
                                auto_complete="off",
                                on_change=NewInvoiceState.type_discount.debounce(300),
                            ),
                            problem=wrong["discount_cents"],
                        ),
                    ),
                    forms.field("Note on the invoice", forms.textarea("notes", max_length=1000)),
                    class_name="card-body stack",
                ),
            ),
            on_submit=NewInvoiceState.create,
            on_cancel=rx.redirect("/invoices"),
            submit="Save draft",
            kind="",
            submit_props={"on_click": NewInvoiceState.mean_to_send(False)},
            also=[
                pieces.button(
                    "Save and send",
                    kind="primary",
                    type="submit",
                    on_click=NewInvoiceState.mean_to_send(True),
                )
            ],
        ),
        class_name="stack",
    )


def _client() -> rx.Component:
    chosen = rx.el.div(
        rx.el.span(NewInvoiceState.client_name, class_name="strong"),
        pieces.button("Change", kind="quiet", on_click=NewInvoiceState.other_client),
        class_name="row",
    )
    search = rx.el.div(
        forms.text_input(
            "find_client",
            placeholder="Find a client",
            aria_label="Find a client",
            on_change=NewInvoiceState.look_for_client.debounce(200),
        ),
        rx.el.div(
            rx.foreach(
                NewInvoiceState.matches,
                lambda o: rx.el.button(
                    o.label,
                    type="button",
                    class_name="choice",
                    on_click=NewInvoiceState.choose_client(o.value),
                ),
            ),
            class_name="choices",
        ),
        rx.cond(
            NewInvoiceState.problems["client"],
            rx.el.span(NewInvoiceState.problems["client"], class_name="bad-text", role="alert"),
        ),
        class_name="stack",
        style={"gap": "10px"},
    )
    return rx.cond(
        NewInvoiceState.client_id != "",
        rx.el.div(chosen, _jobs(), class_name="stack", style={"gap": "12px"}),
        search,
    )


def _jobs() -> rx.Component:
    """What is finished and on no invoice yet: the quickest way to bill it."""

    def line(job: Any) -> rx.Component:
        return rx.el.div(
            rx.el.span(job.what, class_name="grow truncate"),
            rx.el.span(job.price, class_name="num"),
            pieces.button("Bill this job", on_click=NewInvoiceState.bill(job.id)),
            class_name="row",
            key=job.id,
        )

    return rx.cond(
        NewInvoiceState.jobs.length() > 0,
        rx.el.div(
            rx.el.span("Finished, not billed yet", class_name="label"),
            rx.foreach(NewInvoiceState.jobs, line),
            class_name="stack",
            style={"gap": "8px"},
        ),
    )
