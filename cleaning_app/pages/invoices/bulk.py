"""What can be done with many invoices at once: the buttons over the list, their forms, what was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import StringConstraints

from cleaning_app.components import format, forms, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict
from cleaning_app.ids import new_id
from cleaning_app.services import invoices
from cleaning_app.services.invoices import many
from cleaning_app.services.invoices.many import Refused

Token = Annotated[str, StringConstraints(max_length=40)]
FORMS = ("void", "pay")


@dataclass
class LeftOut:
    """An invoice that stayed as it was, and why."""

    id: str
    number: str
    client: str
    reason: str


class BulkInvoices(forms.FormState, rx.State, mixin=True):
    """Mix in on the list of invoices, after ListState."""

    bulk_asking: str = ""
    bulk_said: str = ""
    left_out: list[LeftOut] = []
    bulk_token: str = ""
    may_record: bool = False
    _deed: str = ""
    _deed_of: list[str] = []

    async def _ticked(self, ctx: Ctx) -> list[UUID]:
        return await self._chosen(ctx, invoices.find)  # type: ignore[attr-defined]

    @handler("invoices.view")
    async def bulk_ask(self, ctx: Ctx, what: str):
        """Open one of the forms, or none."""
        self.bulk_asking, self.problems = what if what in FORMS else "", {}

    @handler("invoices.view")
    async def bulk_close(self, ctx: Ctx):
        """Put the list of what was left out away."""
        self.bulk_said, self.left_out = "", []

    @handler("invoices.edit", module="module.invoices")
    async def bulk_send(self, ctx: Ctx):
        """Send the ticked drafts."""
        outcome = await many.send(ctx, await self._ticked(ctx))
        return self._told("Sent {}.", len(outcome.done), outcome.refused)

    @handler("invoices.edit", module="module.invoices")
    async def bulk_remind(self, ctx: Ctx):
        """Remind the clients of the ticked ones."""
        outcome = await many.remind(ctx, await self._ticked(ctx))
        steps = [str(one.id) for one in outcome.done]
        return self._told("Reminded of {}.", len(steps), outcome.refused, "remind", steps)

    @handler("payments.record", module="module.invoices")
    async def bulk_pay(self, ctx: Ctx, form: dict[str, Any]):
        """Record that all that is owed on them came."""
        outcome = await many.pay_in_full(ctx, await self._ticked(ctx), str(form.get("method", "")))
        cents = sum(one.cents for one in outcome.done)
        steps = [str(one.payment_id) for one in outcome.done]
        words = f"Recorded {format.money(cents)} on {{}}."
        return self._told(words, len(steps), outcome.refused, "pay", steps)

    @handler("invoices.edit", module="module.invoices")
    async def bulk_void(self, ctx: Ctx, form: dict[str, Any]):
        """Void them for one reason."""
        outcome = await many.void(ctx, await self._ticked(ctx), str(form.get("reason", "")))
        return self._told("Voided {}.", len(outcome.done), outcome.refused)

    @handler("invoices.view")
    async def bulk_undo(self, ctx: Ctx, token: Token):
        """Take the last deed back."""
        if not token or token != self.bulk_token:
            raise Conflict("It's too late to undo this.")
        ids = [known_id(id) for id in self._deed_of]
        back = await (many.withdraw if self._deed == "remind" else many.take_back)(ctx, ids)
        self.bulk_token, self._deed_of = "", []
        left = len(ids) - back
        said = f"{format.count(back, 'invoice')} as before."
        if left:
            said += f" For {left} it was too late."
        return [toast.done(said), type(self).load]  # type: ignore[attr-defined]

    def _told(
        self,
        words: str,
        done: int,
        refused: Sequence[Refused],
        deed: str = "",
        steps: Sequence[str] = (),
    ) -> Any:
        """Say what was done, with a way back where there is one, and list what was not."""
        self.bulk_asking = ""
        said = words.replace("{}", format.count(done, "invoice"))
        self.left_out = [
            LeftOut(str(one.id), one.number, one.client, one.reason) for one in refused[:100]
        ]
        self.bulk_said = said if refused else ""
        undo = None
        if steps:
            self._deed, self._deed_of, self.bulk_token = deed, list(steps), str(new_id())
            undo = type(self).bulk_undo(self.bulk_token)
        return [toast.done(said, undo=undo), type(self).load]  # type: ignore[attr-defined]
