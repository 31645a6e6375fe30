"""What Settings → Taxes holds, and what can be done there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import address, format, forms, reading, toast
from cleaning_app.components.handler import handler
from cleaning_app.components.loading import LoadState
from cleaning_app.context import Ctx
from cleaning_app.errors import FieldError, Invalid
from cleaning_app.services import taxes
from cleaning_app.services.taxes import NewCode

_KIND_WORDS = {"taxable": "Taxable", "zero_rated": "Zero-rated", "exempt": "Exempt"}


# What each province charges on cleaning (CRA, GST/HST rates; Nova Scotia 14% since April 2025).
PRESETS = {
    "on": ("HST 13% (Ontario)", "13", "", ""),
    "ns": ("HST 14% (Nova Scotia)", "14", "", ""),
    "atlantic": ("HST 15% (NB, NL, PE)", "15", "", ""),
    "bc": ("GST 5% + PST 7% (BC)", "5", "7", "PST 7%"),
    "sk": ("GST 5% + PST 6% (Saskatchewan)", "5", "6", "PST 6%"),
    "mb": ("GST 5% + RST 7% (Manitoba)", "5", "7", "RST 7%"),
    "qc": ("GST 5% + QST 9.975% (Quebec)", "5", "9.975", "QST 9.975%"),
}


@dataclass
class Code:
    """One tax code in words."""

    id: str = ""
    key: str = ""
    name: str = ""
    kind: str = ""
    rate: str = ""
    since: str = ""
    until: str = ""
    used: bool = False
    usual: bool = False
    open: bool = True


class TaxesState(LoadState, forms.FormState, rx.State):
    """The organisation's tax codes."""

    codes: list[Code] = []
    drawer: str = ""
    chosen: Code = Code()
    preset: str = ""
    name: str = ""
    rate: str = ""
    provincial: str = ""
    provincial_name: str = ""
    today: str = ""

    @handler("settings.manage", module="module.invoices", fills=True)
    async def load(self, ctx: Ctx):
        """Show them."""
        self.drawer = ""
        await self._refresh(ctx)
        self.ready = True

    async def _refresh(self, ctx: Ctx) -> None:
        self.codes = [_code(row) for row in (await taxes.listed(ctx))[:100]]
        self.today = ctx.today().isoformat()

    async def _changed(self, ctx: Ctx, words: str, undo: Any = None) -> Any:
        self.drawer = ""
        await self._refresh(ctx)
        return toast.done(words, undo=undo)

    @handler("settings.manage")
    async def open_form(self, ctx: Ctx, drawer: str, code_id: str = ""):
        """Open a form: "add", "rate" or "close" for a code, or none."""
        self.problems, self.preset = {}, ""
        found = next((code for code in self.codes if code.id == code_id), Code())
        self.chosen = found
        self.name = self.rate = self.provincial = self.provincial_name = ""
        if drawer == "rate":
            self.name = found.name
        self.drawer = drawer[:10]

    @handler("settings.manage")
    async def use_preset(self, ctx: Ctx, preset: str):
        """Fill the form with what a province charges."""
        self.preset = preset if preset in PRESETS else ""
        if self.preset:
            self.name, self.rate, self.provincial, self.provincial_name = PRESETS[self.preset]

    @handler("settings.manage", module="module.invoices", once=("chosen.id",))
    async def add(self, ctx: Ctx, form: dict[str, Any]):
        """A code of its own, or a new rate of the chosen one."""
        day = reading.day(form.get("valid_from", ""), "valid_from")
        code_id = await taxes.add(
            ctx,
            NewCode(
                name=str(form.get("name", "")),
                valid_from=day,
                kind=str(form.get("kind", "taxable")),
                rate=_rate(form, "rate"),
                provincial_rate=_rate(form, "provincial_rate"),
                provincial_name=str(form.get("provincial_name", "")),
                key=self.chosen.key if self.drawer == "rate" else "",
            ),
        )
        return await self._changed(ctx, "Tax code added.", undo=type(self).remove(str(code_id)))

    @handler("settings.manage", module="module.invoices")
    async def remove(self, ctx: Ctx, code_id: UUID):
        """Take out one that no invoice uses."""
        await taxes.remove(ctx, code_id)
        return await self._changed(ctx, "Tax code removed.")

    @handler("settings.manage", module="module.invoices")
    async def close(self, ctx: Ctx, form: dict[str, Any]):
        """End it on a day."""
        code_id = address.known_id(self.chosen.id)
        await taxes.close(ctx, code_id, reading.day(form.get("valid_to", ""), "valid_to"))
        return await self._changed(ctx, "Closed.", undo=type(self).reopen(str(code_id)))

    @handler("settings.manage", module="module.invoices")
    async def reopen(self, ctx: Ctx, code_id: UUID):
        """Let it go on."""
        await taxes.close(ctx, code_id, None)
        return await self._changed(ctx, "Open again.")


def _rate(form: dict[str, Any], name: str) -> Decimal:
    text = str(form.get(name, "")).strip().removesuffix("%").strip()
    try:
        return Decimal(text or "0") / 100
    except InvalidOperation as error:
        raise Invalid("Check the rates.", [FieldError(name, "A percentage, such as 5.")]) from error


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"


def _code(row: taxes.CodeRow) -> Code:
    rate = _percent(row.rate) if row.kind == "taxable" else "0%"
    if row.provincial_rate:
        rate = f"{rate} + {_percent(row.provincial_rate)}"
    return Code(
        id=str(row.id),
        key=row.key,
        name=row.name,
        kind=_KIND_WORDS[row.kind],
        rate=rate,
        since=format.day(row.valid_from),
        until=format.day(row.valid_to) if row.valid_to else "",
        used=row.is_used,
        usual=row.is_usual,
        open=row.valid_to is None,
    )
