"""Moving one booking: to another time, to other workers, with another length; and what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from cleaning_app.components import format, reading, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.booking import freed, words
from cleaning_app.components.booking.clash import Clashing
from cleaning_app.components.booking.override import Overriding
from cleaning_app.components.booking.times import FewIds
from cleaning_app.components.booking.view import BookingView, CrewRow
from cleaning_app.components.handler import handler
from cleaning_app.components.series.part import SeriesActions, read_scope
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.services import bookings, workers
from cleaning_app.services.bookings import (
    CrewChange,
    ForClient,
    Moved,
    NeedsReason,
    Placement,
    Rechosen,
)

Minutes = Annotated[int, Field(ge=1, le=1500)]
Fee = Annotated[int, Field(ge=0, le=1_000_000_00)] | None
TICKED = ("on", "true", "True")


@dataclass(frozen=True)
class Placing:
    """Where a booking is to go; what isn't given stays. `extras`: chosen anew along with it."""

    booking: UUID
    start: datetime | None = None
    minutes: int | None = None
    crew: CrewChange | None = None
    for_client: ForClient | None = None
    extras: Mapping[str, int] | None = None


class Moves(SeriesActions, Clashing, Overriding, mixin=True):
    """For a State that shows one booking; mixed in through BookingActions."""

    booking: BookingView = BookingView()
    crew: list[CrewRow] = []
    asking: str = ""
    _version: int = 0
    _placing: Placing | None = None

    def _id(self) -> UUID:
        if not self.booking.id:
            raise Invalid("Open a booking first.")
        return known_id(self.booking.id)

    @handler("bookings.edit")
    async def move(self, ctx: Ctx, form: dict[str, Any]):
        """Move it by form: everything a drag can do, without dragging."""
        start = reading.start(ctx, form)
        worker, now = str(form.get("worker", "")), [row.id for row in self.crew]
        # The form names one worker; a crew of two changes by the crew form.
        stays = len(now) > 1 or now == [worker] or (not now and not worker)
        change = None if stays else CrewChange(
            remove=[known_id(id) for id in now], add=_one_id(worker)
        )  # fmt: skip
        minutes, scope = reading.minutes(form.get("minutes", ""), "minutes"), read_scope(form)
        if scope != "one":
            done = await self._carry(
                ctx, self._id(), scope, start, minutes, change.add if change else None
            )
            self.asking = ""
            return done
        asked = form.get("for_client") in TICKED
        for_client = ForClient(form.get("waive_fee") in TICKED) if asked else None
        wish = Placing(self._id(), start, minutes, change, for_client)
        return await self._move(ctx, wish, self._version)

    @handler("bookings.assign")
    async def assign(self, ctx: Ctx, form: dict[str, Any]):
        """Put one more worker on it."""
        if not (joining := _one_id(str(form.get("worker", "")))):
            raise Invalid.field("worker", "Choose a worker.")
        return await self._move(ctx, Placing(self._id(), crew=CrewChange(add=joining)))

    @handler("bookings.assign")
    async def unassign(self, ctx: Ctx, worker_id: UUID):
        """Take a worker off it."""
        change = CrewChange(remove=[worker_id])
        return await self._move(ctx, Placing(self._id(), crew=change))

    @handler("bookings.edit")
    async def take_time(self, ctx: Ctx, starts_at: datetime, joining: FewIds):
        """Move it to one of the free times."""
        leaving = [known_id(row.id) for row in self.crew if known_id(row.id) not in joining]
        change = CrewChange(leaving, [id for id in joining if str(id) not in self._crew_ids()])
        kept = change if change.remove or change.add else None
        return await self._move(ctx, Placing(self._id(), starts_at, crew=kept), self._version)

    def _crew_ids(self) -> set[str]:
        return {row.id for row in self.crew}

    async def _move(
        self, ctx: Ctx, wanted: Placing, version: int | None = None, *, reason: str = ""
    ) -> Any:
        """Reschedule; a clash becomes the dialog with what is free instead, broken soft rules the
        one that asks for a reason."""
        try:
            # Extras that make a visit longer are chosen only if the longer visit fits.
            async with ctx.attempt():
                chosen = await self._choose_extras(ctx, wanted, version)
                done = await bookings.reschedule(
                    ctx, wanted.booking, wanted.start, minutes=wanted.minutes, crew=wanted.crew,
                    version=None if chosen else version, override_reason=reason,
                    for_client=wanted.for_client,
                )  # fmt: skip
        except NeedsReason as refused:
            self.asking = ""
            await self._ask_why(ctx, refused, "Nothing has changed yet.", verb="move", to=wanted)
            return None
        except Conflict as refused:
            await self._offer(ctx, refused, wanted)
            return None
        self.asking, self._placing = "", None
        self._no_clash()
        await self._after(ctx, wanted.booking)
        if chosen is not None:
            return self._extras_chosen(chosen, done)
        return await self._moved(ctx, done)

    async def _moved(self, ctx: Ctx, done: Moved) -> Any:
        """Say it, with the way back, and who waits for the time it gave up."""
        names = dict(await workers.names(ctx))
        said, also = words.moved(ctx, done, names), None
        if done.in_series and done.before != done.after:
            said = f"{said.rstrip('.')}. This visit only"
            also = ("Following too", type(self).carry_on(str(done.id)))
        free = None
        if done.before.starts_at != done.after.starts_at:
            free = await freed.offer(ctx, done.before)
        if free is not None and also is None:
            said = f"{said.rstrip('.')}. {free.said}"
            return toast.done(said, undo=self._back(done), also=free.look)
        told = toast.done(said, undo=self._back(done), also=also)
        return [told, free.alone()] if free is not None else told

    async def _choose_extras(
        self, ctx: Ctx, wanted: Placing, version: int | None
    ) -> Rechosen | None:
        if wanted.extras is None:
            return None
        return await bookings.set_extras(ctx, wanted.booking, wanted.extras, version=version)

    def _extras_chosen(self, chosen: Rechosen, done: Moved) -> Any:
        """Say what other extras came to; pages that change them say it."""
        return toast.done("Extras changed.")

    async def _offer(self, ctx: Ctx, refused: Conflict, wanted: Placing) -> None:
        """Show what is free instead. Raises `refused` again when it isn't about a taken time."""
        detail = await bookings.get(ctx, wanted.booking)
        local = (wanted.start or detail.starts_at).astimezone(ctx.zone)
        at = f"{format.short_day(local.date(), ctx.today())}, {format.time(local, ctx.zone)}"
        self._clashed(
            ctx, refused, f"{detail.client.name} could not go to {at}. It is where it was."
        )  # fmt: skip
        self.asking = ""
        self._placing = replace(wanted, minutes=wanted.minutes or detail.minutes)

    @handler("bookings.assign")
    async def take(self, ctx: Ctx, worker_id: UUID, starts_at: datetime):
        """Book one of the free slots the dialog offers."""
        wish, taken = self._placing, self.clash.worker_id
        if wish is None:
            raise Invalid("That was settled meanwhile. Try your change again.")
        crew = wish.crew or CrewChange()
        leaves = {*crew.remove, *([known_id(taken)] if taken else [])} - {worker_id}
        joins = [id for id in crew.add if str(id) != taken]
        self._no_clash()
        change = CrewChange(list(leaves), [*joins, worker_id])
        return await self._move(ctx, replace(wish, start=starts_at, crew=change))

    async def _instead(
        self, ctx: Ctx, deed: dict[str, Any], starts_at: datetime, crew: list[UUID]
    ) -> Any:
        """The move at another time, with who is free then; nobody joins a visit without a crew."""
        wish: Placing = deed["to"]
        now = (await bookings.placement(ctx, wish.booking)).crew
        change = CrewChange(
            [id for id in now if id not in crew], [id for id in crew if id not in now]
        )
        had_crew = bool(now) or bool(wish.crew and wish.crew.add)
        return await self._move(
            ctx, replace(wish, start=starts_at, crew=change if had_crew else None)
        )

    def _back(self, done: Moved) -> Any:
        """The event that undoes a move."""
        return type(self).put_back(
            str(done.id),
            done.before.starts_at.isoformat(),
            done.before.minutes,
            [str(id) for id in done.joined],
            [str(id) for id in done.left],
            done.after.starts_at.isoformat(),
            done.after.minutes,
            [str(id) for id in done.after.crew],
            done.fee_cents,
        )

    @handler("bookings.edit")
    async def put_back(
        self, ctx: Ctx, booking_id: UUID, starts_at: datetime, minutes: Minutes,
        remove: FewIds, add: FewIds, left_at: datetime, left_minutes: Minutes, left_with: FewIds,
        fee_cents: Fee = None,
    ):  # fmt: skip
        """Undo a move: the same booking back where it was, unless somebody is there by now, or has
        moved it again."""
        change = CrewChange(remove, add) if remove or add else None
        done = await bookings.reschedule(
            ctx, booking_id, starts_at, minutes=minutes, crew=change, expect_reason=False,
            only_from=Placement(left_at, left_minutes, tuple(left_with)),
            for_client=None if fee_cents is None else ForClient(fee_back_cents=fee_cents),
        )  # fmt: skip
        await self._after(ctx, booking_id)
        return toast.done(f"{done.client} is back where it was.")


def _one_id(text: str) -> list[UUID]:
    try:
        return [UUID(text)] if text else []
    except ValueError as error:
        raise Invalid.field("worker", "Choose a worker.") from error
