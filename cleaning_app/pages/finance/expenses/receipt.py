"""The receipt in the drawer: taken, looked at, replaced, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx, Identity
from cleaning_app.domain.papers import MOST_PDF_BYTES
from cleaning_app.services.expenses import Receipt, receipts

UPLOAD = "receipt"
_ACCEPTED = {
    "image/jpeg": [".jpg", ".jpeg"],
    "image/png": [".png"],
    "image/webp": [".webp"],
    "application/pdf": [".pdf"],
}


@dataclass
class Shown:
    """A receipt beside its expense."""

    id: str = ""
    name: str = ""
    size: str = ""
    is_picture: bool = False
    small: str = ""
    full: str = ""


class ReceiptForm(rx.State, mixin=True):
    """The receipt of the expense in the drawer; while that is new, it waits to be saved with it."""

    receipt: Shown = Shown()
    put_away: str = ""
    """The receipt that was removed or replaced last: the toast that undoes it is out of reach while
    the drawer is open, so the drawer offers it too."""

    def _expense_id(self) -> str:
        """The expense in the drawer, "" while it is new."""
        return ""

    async def _show_receipt(self, ctx: Ctx) -> None:
        expense_id, self.put_away = self._expense_id(), ""
        found = await receipts.of_expense(ctx, known_id(expense_id)) if expense_id else None
        self.receipt = _shown(found) if found else Shown()

    @handler("finance.manage", module="module.finance")
    async def take_receipt(self, identity: Identity, files: list[rx.UploadFile]):
        """Keep a photo or PDF, in place of one that is there."""
        if not files:
            return None
        data, name = await files[0].read(MOST_PDF_BYTES + 1), files[0].name or "receipt"
        expense_id = known_id(self._expense_id()) if self._expense_id() else None
        taken = await receipts.take(identity, data, name, expense_id=expense_id)
        kept, replaced = taken.receipt, taken.replaced
        self.receipt = _shown(kept)
        if expense_id is None:
            return None
        page: Any = type(self)
        self.put_away = str(replaced or "")
        undo = page.put_receipt_back(str(replaced)) if replaced else page.drop_receipt(str(kept.id))
        words = "Receipt replaced." if replaced else "Receipt attached."
        return [toast.done(words, undo=undo), page.load]

    @handler("finance.manage", module="module.finance")
    async def drop_receipt(self, ctx: Ctx, receipt_id: UUID):
        """Take a receipt away."""
        await receipts.remove(ctx, receipt_id)
        if self.receipt.id == str(receipt_id):
            self.receipt, self.put_away = Shown(), str(receipt_id)
        page: Any = type(self)
        undo = page.put_receipt_back(str(receipt_id))
        return [toast.done("Receipt removed.", undo=undo), page.load]

    @handler("finance.manage", module="module.finance")
    async def put_receipt_back(self, ctx: Ctx, receipt_id: UUID):
        """Bring a receipt back that was removed or replaced."""
        await receipts.restore(ctx, receipt_id)
        found = await receipts.get(ctx, receipt_id)
        if str(found.expense_id or "") == self._expense_id():
            self.receipt, self.put_away = _shown(found), ""
        page: Any = type(self)
        return [toast.done("Receipt is back."), page.load]

    async def _attach_waiting(self, ctx: Ctx, expense_id: UUID) -> None:
        """Put the receipt that waits to an expense that was just made."""
        if self.receipt.id:
            await receipts.attach(ctx, expense_id, known_id(self.receipt.id))


def _shown(found: Receipt) -> Shown:
    size = f"{found.bytes / 1e6:.1f} MB" if found.bytes >= 1e6 else f"{found.bytes // 1000 + 1} KB"
    full = f"/receipts/{found.id}"
    is_picture = found.kind == "picture"
    return Shown(str(found.id), found.filename, size, is_picture, f"{full}/small", full)


def receipt_field(s: Any) -> rx.Component:
    """A place to drop a receipt; once one is there, its picture with what can be done to it."""
    back = rx.el.div(
        rx.cond(
            s.receipt.id != "", "The earlier receipt was replaced.", "The receipt was removed."
        ),
        pieces.button("Put it back", kind="quiet", on_click=s.put_receipt_back(s.put_away)),
        class_name="row muted",
        role="status",
    )
    return rx.fragment(
        rx.cond(s.receipt.id != "", _there(s), _zone(s, "drop receipt-drop", *_invitation())),
        rx.cond(s.put_away != "", back),
    )


def _invitation() -> tuple[rx.Component, ...]:
    return (
        pieces.icon("receipt-text", 20),
        rx.el.b("Add the receipt"),
        rx.el.span("Photo or PDF, up to 10 MB", class_name="faint"),
    )


def _there(s: Any) -> rx.Component:
    r = s.receipt
    opens = {"href": r.full, "target": "_blank", "rel": "noopener"}
    picture = rx.el.a(
        rx.cond(
            r.is_picture,
            rx.el.img(src=r.small, alt="Receipt", class_name="receipt-thumb"),
            rx.el.span(pieces.icon("file-text", 26), "PDF", class_name="receipt-thumb paper"),
        ),
        aria_label="Open the receipt",
        **opens,
    )
    return rx.el.div(
        picture,
        rx.el.div(
            rx.el.a(r.name, class_name="strong wrap-any", **opens),
            rx.el.span(r.size, class_name="faint num"),
            rx.el.div(
                _zone(s, "btn", "Replace"),
                pieces.button("Remove", kind="quiet", on_click=s.drop_receipt(r.id)),
                class_name="row",
            ),
            class_name="stack grow",
            style={"gap": "6px"},
        ),
        class_name="receipt",
    )


def _zone(s: Any, css: str, *content: Any) -> rx.Component:
    """Where a file is dropped or chosen; on a phone the camera is one of the choices."""
    zone = rx.upload.root(
        *content,
        id=UPLOAD,
        multiple=False,
        accept=_ACCEPTED,
        max_size=MOST_PDF_BYTES,
        on_drop=s.take_receipt(rx.upload_files(upload_id=UPLOAD)),  # type: ignore[call-arg]
        class_name=css,
        custom_attrs={"role": "button", "aria-label": "Choose a receipt"},
    )
    # The hidden input that the zone brings along has no name of its own for screen readers.
    zone.children[0].children[0].custom_attrs["aria-label"] = "Receipt file"
    return zone
