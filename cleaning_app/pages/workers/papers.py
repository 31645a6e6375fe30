"""A worker's certificates: a card of their page, and the drawer to change one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, overlay, pieces, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.services import workers
from cleaning_app.services.workers.certificates import Certificate

_BADGES = {
    "valid": ("Valid", "green"),
    "expiring": ("Ends soon", "amber"),
    "expired": ("Ended", "red"),
}
_MODULE = "module.teams"


@dataclass
class Paper:
    """A certificate in the card."""

    id: str = ""
    name: str = ""
    number: str = ""
    until: str = ""
    badge: str = ""
    colour: str = "grey"


@dataclass
class PaperForm:
    """A certificate as it is typed."""

    id: str = ""
    name: str = ""
    number: str = ""
    issued_on: str = ""
    expires_on: str = ""


class PapersState(forms.FormState, rx.State):
    """The certificates of the worker whose page is open."""

    worker_id: str = ""
    may_manage: bool = False
    papers: list[Paper] = []
    names: list[str] = []
    open: bool = False
    form: PaperForm = PaperForm()

    @handler("bookings.view", module=_MODULE)
    async def show(self, ctx: Ctx, worker_id: UUID):
        """Fill the card."""
        self.open = False
        await self._fill(ctx, worker_id)

    async def _fill(self, ctx: Ctx, worker_id: UUID) -> None:
        self.worker_id, self.may_manage = str(worker_id), ctx.can("users.manage")
        held = await workers.certificates.held(ctx, worker_id)
        self.papers = [_paper(one) for one in held]
        asked = {r.certificate for r in await workers.certificates.requirements(ctx)}
        self.names = sorted(asked - {"", *(one.name for one in held)})

    @handler("users.manage", module=_MODULE)
    async def edit(self, ctx: Ctx, certificate_id: str = ""):
        """Open the form: empty, or for one of the certificates."""
        self.form, self.problems = PaperForm(), {}
        if certificate_id:
            held = await workers.certificates.held(ctx, address.known_id(self.worker_id))
            found = next((one for one in held if str(one.id) == certificate_id), None)
            if found is not None:
                self.form = PaperForm(
                    str(found.id), found.name, found.number,
                    found.issued_on.isoformat() if found.issued_on else "",
                    found.expires_on.isoformat() if found.expires_on else "",
                )  # fmt: skip
        self.open = True

    @handler("users.manage")
    async def close(self, ctx: Ctx):
        """Close the form."""
        self.open = False

    @handler("users.manage", module=_MODULE, once=("worker_id",))
    async def save(self, ctx: Ctx, form: dict[str, Any]):
        """Save the certificate."""
        worker_id = address.known_id(self.worker_id)
        details: dict[str, Any] = {
            "name": str(form.get("name", "")),
            "number": str(form.get("number", "")),
            "issued_on": reading.optional_day(form.get("issued_on", ""), "issued_on"),
            "expires_on": reading.optional_day(form.get("expires_on", ""), "expires_on"),
        }
        if self.form.id:
            await workers.certificates.change(ctx, address.known_id(self.form.id), **details)
            self.open = False
            await self._fill(ctx, worker_id)
            return toast.done("Saved.")
        made = await workers.certificates.add(ctx, worker_id, **details)
        self.open = False
        await self._fill(ctx, worker_id)
        return toast.done("Certificate added.", undo=PapersState.set_removed(str(made), True))

    @handler("users.manage", module=_MODULE)
    async def set_removed(self, ctx: Ctx, certificate_id: UUID, removed: bool):
        """Take a certificate off the page, or bring it back."""
        papers = workers.certificates
        await (papers.remove if removed else papers.put_back)(ctx, certificate_id)
        self.open = False
        if self.worker_id:
            await self._fill(ctx, address.known_id(self.worker_id))
        undo = PapersState.set_removed(str(certificate_id), False) if removed else None
        return toast.done("Removed." if removed else "Back again.", undo=undo)


def _paper(one: Certificate) -> Paper:
    badge, colour = _BADGES[one.standing]
    until = f"until {format.day(one.expires_on)}" if one.expires_on else "without an end"
    return Paper(str(one.id), one.name, one.number, until, badge, colour)


def papers() -> rx.Component:
    """The card, with its drawer."""
    s = PapersState

    def line(p: Any) -> rx.Component:
        name = rx.cond(
            s.may_manage,
            rx.el.button(p.name, class_name="link", type="button", on_click=s.edit(p.id)),
            rx.el.span(p.name, class_name="strong"),
        )
        return rx.el.div(
            rx.el.span(
                name,
                rx.el.span(
                    rx.cond(p.number != "", p.number + " · ", ""), p.until, class_name="muted num"
                ),
                class_name="two-lines grow",
            ),
            pieces.badge(p.badge, p.colour),
        )

    none = rx.el.p("None on file. Add what proves their skills.", class_name="card-body muted")
    return rx.fragment(
        pieces.card(
            "Certificates",
            rx.cond(
                s.papers.length() > 0,
                rx.el.div(rx.foreach(s.papers, line), class_name="lines tight"),
                none,
            ),
            action=rx.cond(s.may_manage, pieces.button("Add", on_click=s.edit(""))),
        ),
        _drawer(),
    )


def _drawer() -> rx.Component:
    s, f, wrong = PapersState, PapersState.form, PapersState.problems
    body = rx.el.form(
        forms.field(
            "Name",
            forms.text_input(
                "name", default_value=f.name, required=True, max_length=100, list="papers-asked"
            ),
            problem=wrong["name"],
            help="The same words as in Settings, Teams and skills, for a skill that takes one.",
        ),
        rx.el.datalist(
            rx.foreach(s.names, lambda name: rx.el.option(value=name)), id="papers-asked"
        ),
        forms.field(
            "Number",
            forms.text_input("number", default_value=f.number, max_length=60),
            problem=wrong["number"],
        ),
        forms.columns(
            forms.field(
                "Issued",
                forms.date_input("issued_on", default_value=f.issued_on),
                problem=wrong["issued_on"],
            ),
            forms.field(
                "Last day",
                forms.date_input("expires_on", default_value=f.expires_on),
                problem=wrong["expires_on"],
                help="Empty: it doesn't end.",
            ),
        ),
        rx.el.div(
            rx.cond(
                f.id != "",
                rx.el.span(
                    pieces.button("Remove", kind="danger", on_click=s.set_removed(f.id, True)),
                    class_name="push-left",
                ),
            ),
            pieces.button("Cancel", on_click=s.close),
            pieces.button("Save", kind="primary", type="submit"),
            class_name="form-foot",
        ),
        class_name="form",
        on_submit=s.save,
        key=f.id,
    )
    return overlay.drawer(s.open, s.close, "Certificate", body, label="Certificate")
