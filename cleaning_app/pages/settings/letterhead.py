"""Settings → Company, second half: the logo and what else stands on papers and the pay page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cleaning_app.components import forms, pieces, toast
from cleaning_app.components.handler import handler, work
from cleaning_app.context import Ctx, Identity
from cleaning_app.domain import pictures
from cleaning_app.errors import Invalid
from cleaning_app.services import company_logo, organisations

LOGO = "company-logo"
_NEEDS = "settings.manage"
_FIELDS = (
    "postal_address",
    "phone",
    "contact_email",
    "etransfer_email",
    "payment_instructions",
    "payment_terms",
    "paper_footer",
)
_ACCEPTED = {"image/png": [".png"], "image/jpeg": [".jpg", ".jpeg"], "image/webp": [".webp"]}


class LetterheadCard(rx.State, mixin=True):
    """What stands on papers. `logo` is the address of the picture, "" while there is none."""

    logo: str = ""
    printed: dict[str, str] = {}

    def _show_letterhead(self, found: Any) -> None:
        self.printed = {name: getattr(found, name) for name in _FIELDS}
        # The key names the contents, so a browser that kept the old picture asks again.
        version = found.logo_key.rpartition("/")[2].removesuffix(".png")
        self.logo = f"/company/logo?v={version[:16]}" if version else ""

    async def _logo_changed(self, ctx: Ctx, words: str, before: str) -> Any:
        self._show_letterhead(await organisations.settings(ctx))
        return toast.done(words, undo=type(self).set_logo_back(before))

    @handler(_NEEDS, module="module.settings")
    async def save_letterhead(self, ctx: Ctx, form: dict[str, Any]):
        """Save the form."""
        given = {name: str(form.get(name, "")) for name in _FIELDS}
        self._show_letterhead(await organisations.change_settings(ctx, **given))
        return toast.done("Saved.")

    @handler(_NEEDS, module="module.settings")
    async def take_logo(self, identity: Identity, files: list[rx.UploadFile]):
        """Use a picture as the logo."""
        if not files:
            raise Invalid("Choose a PNG, JPEG or WebP picture of up to 10 MB.")
        data = await files[0].read(pictures.MOST_BYTES + 1)
        before = await company_logo.put(identity, data)
        async with work(self, _NEEDS) as ctx:
            return await self._logo_changed(ctx, "Logo changed.", before)

    @handler(_NEEDS, module="module.settings")
    async def remove_logo(self, ctx: Ctx):
        """Go on with the company's name alone."""
        return await self._logo_changed(ctx, "Logo removed.", await company_logo.remove(ctx))

    @handler(_NEEDS, module="module.settings")
    async def set_logo_back(self, ctx: Ctx, key: str):
        """Undo a change of the logo."""
        await company_logo.set_back(ctx, key)
        self._show_letterhead(await organisations.settings(ctx))
        return toast.done("The logo is as it was.")


def letterhead_card(state: Any) -> rx.Component:
    """The card, for a state that mixes in `LetterheadCard`."""
    printed, wrong = state.printed, state.problems
    look = rx.el.p("Invoices, statements and receipts carry these, and so does the pay page.")
    return pieces.card(
        "Papers and pay page",
        rx.el.div(
            look,
            _logo(state),
            forms.form(
                forms.columns(
                    forms.field(
                        "Address",
                        forms.textarea(
                            "postal_address",
                            default_value=printed["postal_address"],
                            max_length=300,
                            rows=3,
                        ),
                        problem=wrong["postal_address"],
                    ),
                    rx.el.div(
                        _text(state, "Phone", "phone", 40),
                        _text(state, "E-mail for questions", "contact_email", 254),
                        class_name="form",
                    ),
                ),
                _text(
                    state,
                    "E-transfers go to",
                    "etransfer_email",
                    254,
                    help="Shown under “How to pay”, with the invoice number to mention.",
                ),
                forms.columns(
                    _area(
                        state,
                        "Other ways to pay",
                        "payment_instructions",
                        "Cheques: payable to …",
                    ),
                    _area(
                        state,
                        "Terms",
                        "payment_terms",
                        "Due within 14 days. …",
                    ),
                ),
                _text(state, "Line at the foot of each page", "paper_footer", 200),
                on_submit=state.save_letterhead,
                submit="Save",
            ),
            class_name="card-body stack",
        ),
    )


def _text(state: Any, label: str, name: str, longest: int, **more: Any) -> rx.Component:
    box = forms.text_input(name, default_value=state.printed[name], max_length=longest)
    return forms.field(label, box, problem=state.problems[name], **more)


def _area(state: Any, label: str, name: str, example: str) -> rx.Component:
    box = forms.textarea(
        name, default_value=state.printed[name], max_length=500, rows=3, placeholder=example
    )
    return forms.field(label, box, problem=state.problems[name])


def _logo(state: Any) -> rx.Component:
    shown = rx.cond(
        state.logo != "",
        rx.el.span(rx.el.img(src=state.logo, alt="Logo"), class_name="logo-plate"),
        rx.el.span(pieces.icon("image", 18), "No logo yet", class_name="logo-plate none"),
    )
    choose = rx.upload.root(
        rx.el.span(rx.cond(state.logo != "", "Change…", "Choose a picture…")),
        id=LOGO,
        multiple=False,
        accept=_ACCEPTED,
        max_size=pictures.MOST_BYTES,
        on_drop=state.take_logo(rx.upload_files(upload_id=LOGO)),
        class_name="btn",
        custom_attrs={"role": "button", "aria-label": "Choose a logo"},
    )
    # The hidden input that the zone brings along has no name of its own for screen readers.
    choose.children[0].children[0].custom_attrs["aria-label"] = "Logo"
    remove = pieces.button("Remove", kind="quiet", on_click=state.remove_logo)
    return rx.el.div(
        rx.el.span("Logo", class_name="label"),
        rx.el.div(shown, choose, rx.cond(state.logo != "", remove), class_name="row"),
        rx.el.span(
            "PNG, JPEG or WebP; see-through grounds stay so. Without one, your name stands there.",
            class_name="help",
        ),
        class_name="field",
    )
