"""What can be done with the ticked bookings of a list, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import reflex as rx
from pydantic import Field

from cleaning_app.components import format, pieces, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking.view import number
from cleaning_app.components.handler import handler
from cleaning_app.components.options import Option
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, FieldError, Invalid
from cleaning_app.ids import new_id
from cleaning_app.services import bookings, workers
from cleaning_app.services.bookings import Moved, Outcome, Placement, Refused, many

FORMS = ("assign", "move", "cancel", "message")
Token = Annotated[str, Field(max_length=40)]


@dataclass
class LeftOut:
    """A booking that stayed as it was, and why."""

    id: str
    number: str
    client: str
    reason: str


class BulkActions(rx.State, mixin=True):
    """Mix into a ListState of bookings."""

    bulk_asking: str = ""
    bulk_hands: list[Option] = []
    bulk_said: str = ""
    left_out: list[LeftOut] = []
    bulk_token: str = ""
    # What the last deed did, as plain values: the toast carries a token, never the list itself.
    _deed: str = ""
    _deed_of: list[tuple[str, str, int, list[str]]] = []
    _left: list[tuple[str, str, int, list[str]]] = []

    async def _ticked(self, ctx: Ctx) -> list[UUID]:
        """The chosen bookings; every one the filters match when all were chosen."""
        return await self._chosen(ctx, bookings.find)  # type: ignore[attr-defined]

    @handler("bookings.view")
    async def bulk_ask(self, ctx: Ctx, what: str):
        """Open a form ("assign", "move", "cancel", "message") or close it ("")."""
        if what == "assign":
            self.bulk_hands = [Option(str(id), name) for id, name in await workers.names(ctx)]
        self.bulk_asking = what if what in FORMS else ""

    @handler("bookings.view")
    async def bulk_close(self, ctx: Ctx):
        """Put the list of what was left out away."""
        self.bulk_said, self.left_out = "", []

    @handler("bookings.status")
    async def bulk_confirm(self, ctx: Ctx):
        """Promise them to their clients."""
        outcome = await many.confirm(ctx, await self._ticked(ctx))
        steps = [(str(one.id), "", 0, list[str]()) for one in outcome.done]
        return self._told("Confirmed {}.", "confirm", steps, outcome.refused)

    @handler("bookings.assign")
    async def bulk_assign(self, ctx: Ctx, form: dict[str, Any]):
        """Put one more worker on each."""
        worker = str(form.get("worker", ""))
        if not worker:
            raise Invalid.field("worker", "Choose a worker.")
        why = str(form.get("why", ""))
        chosen = await self._ticked(ctx)
        outcome = await many.assign(ctx, chosen, known_id(worker), override_reason=why)
        name = next((one.label for one in self.bulk_hands if one.value == worker), "Them")
        return self._told_moved(f"Put {name.split()[0]} on {{}}.", outcome)

    @handler("bookings.edit")
    async def bulk_move(self, ctx: Ctx, form: dict[str, Any]):
        """Move them by days; each keeps its time."""
        days = _days(str(form.get("days", "")))
        if form.get("way") == "back":
            days = -days
        why = str(form.get("why", ""))
        outcome = await many.move_by_days(ctx, await self._ticked(ctx), days, override_reason=why)
        way = "later" if days > 0 else "earlier"
        return self._told_moved(f"Moved {{}} {format.count(abs(days), 'day')} {way}.", outcome)

    @handler("bookings.edit")
    async def bulk_cancel(self, ctx: Ctx, form: dict[str, Any]):
        """Cancel them for one reason."""
        outcome = await many.cancel(ctx, await self._ticked(ctx), str(form.get("reason", "")))
        steps = [(str(one.id), "", 0, list[str]()) for one in outcome.done]
        fees = sum(one.fee_cents for one in outcome.done)
        more = f" Fees {format.money(fees)} in all." if fees else ""
        return self._told("Cancelled {}." + more, "cancel", steps, outcome.refused)

    @handler("bookings.edit")
    async def bulk_message(self, ctx: Ctx, form: dict[str, Any]):
        """Write the same words to their clients."""
        subject, text = str(form.get("subject", "")), str(form.get("text", ""))
        outcome = await many.message(ctx, await self._ticked(ctx), subject, text)
        steps = [(str(one.id), one.key, 0, list[str]()) for one in outcome.done]
        return self._told("Wrote to the clients of {}.", "message", steps, outcome.refused)

    @handler("bookings.view")
    async def bulk_undo(self, ctx: Ctx, token: Token):
        """Take the last deed back."""
        if not token or token != self.bulk_token:
            raise Conflict("It's too late to undo this.")
        ids = [known_id(id) for id, *_ in self._deed_of]
        if self._deed == "confirm":
            outcome: Outcome[Any] = await many.undo_confirm(ctx, ids)
        elif self._deed == "cancel":
            outcome = await many.undo_cancel(ctx, ids)
        elif self._deed == "message":
            keys = {known_id(id): key for id, key, *_ in self._deed_of}
            outcome = await many.take_back(ctx, keys)
        else:
            left = dict(_placed(one) for one in self._left)
            outcome = await many.put_back(ctx, [_placed(one) for one in self._deed_of], left)
        self.bulk_token, self._deed_of, self._left = "", [], []
        self._list(outcome.refused, f"Put back {format.count(len(outcome.done), 'booking')}.")
        said = f"{format.count(len(outcome.done), 'booking')} as before."
        return [toast.done(said), type(self).load]  # type: ignore[attr-defined]

    def _told_moved(self, words: str, outcome: Outcome[Moved]) -> Any:
        steps = [_step(m.id, m.before) for m in outcome.done]
        self._left = [_step(m.id, m.after) for m in outcome.done]
        return self._told(words, "move", steps, outcome.refused)

    def _told(
        self,
        words: str,
        deed: str,
        steps: list[tuple[str, str, int, list[str]]],
        refused: Sequence[Refused],
    ) -> Any:
        """Say what was done with a way back, and list what was not."""
        self.bulk_asking = ""
        said = words.replace("{}", format.count(len(steps), "booking"))
        self._list(refused, said)
        undo = None
        if steps:
            self._deed, self._deed_of, self.bulk_token = deed, steps, str(new_id())
            undo = type(self).bulk_undo(self.bulk_token)
        return [toast.done(said, undo=undo), type(self).load]  # type: ignore[attr-defined]

    def _list(self, refused: Sequence[Refused], said: str) -> None:
        self.left_out = [
            LeftOut(str(one.id), number(one.number), one.client, one.reason)
            for one in refused[:100]
        ]
        self.bulk_said = said if refused else ""


def _days(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise Invalid("Say by how many days.", [FieldError("days", "A whole number of days.")])
    return int(text)


def _step(id: UUID, at: Placement) -> tuple[str, str, int, list[str]]:
    return str(id), at.starts_at.isoformat(), at.minutes, [*map(str, at.crew)]


def _placed(step: tuple[str, str, int, list[str]]) -> tuple[UUID, Placement]:
    id, starts_at, minutes, crew = step
    before = Placement(datetime.fromisoformat(starts_at), minutes, tuple(map(UUID, crew)))
    return known_id(id), before


def bulk_buttons(state: Any) -> list[rx.Component]:
    """For a table's `bulk`: what may be done with the ticked rows."""
    query = rx.cond(state.all_matching, state.csv_query, "ids=" + state.selected.join(","))
    return [
        rx.cond(
            state.may_edit,
            rx.fragment(
                pieces.button("Confirm", icon_name="check", on_click=state.bulk_confirm),
                pieces.button("Assign…", icon_name="user-plus", on_click=state.bulk_ask("assign")),
                pieces.button("Move…", icon_name="move-right", on_click=state.bulk_ask("move")),
                pieces.button("Message…", icon_name="mail", on_click=state.bulk_ask("message")),
                pieces.button("Cancel…", icon_name="ban", on_click=state.bulk_ask("cancel")),
            ),
        ),
        pieces.link_button(
            "Job sheets", "/schedule/sheets?" + query, icon_name="printer", target="_blank"
        ),
        rx.cond(
            state.may_export,
            pieces.csv("/v1/admin/bookings.csv?" + query),
        ),
    ]
