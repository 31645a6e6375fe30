"""A booking that is part of a series: what its page says of it, and changes meant for others too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from cleaning_app.components import format, toast
from cleaning_app.components.address import known_id
from cleaning_app.components.handler import handler
from cleaning_app.components.series import words
from cleaning_app.context import Ctx
from cleaning_app.errors import Conflict, Invalid
from cleaning_app.services import bookings, series
from cleaning_app.services.series import Changed, Membership, Terms, Undo

SCOPES = ("one", "following", "all")


@dataclass
class SeriesPart:
    """What a booking's page says of its series; without `id` it is a one-off. `day` is the day of
    the rule it stands for, "" once it was given up."""

    id: str = ""
    words: str = ""
    state: str = ""
    colour: str = "grey"
    day: str = ""
    changed: str = ""
    before: str = ""
    before_id: str = ""
    after: str = ""
    after_id: str = ""
    kept: str = ""


class SeriesActions(rx.State, mixin=True):
    """What can be done with a visit of a series; for a State with BookingActions."""

    part: SeriesPart = SeriesPart()
    _series_undo: Undo | None = None

    async def _show_part(self, ctx: Ctx, booking_id: UUID) -> None:
        found = await series.of_booking(ctx, booking_id)
        self.part = _part(ctx, found) if found is not None else SeriesPart()

    async def _after(self, ctx: Ctx, booking_id: UUID) -> None:
        """Draw anew what a change touched."""
        raise TypeError(f"{type(self).__name__} does not say what to draw anew")

    def _occurrence(self) -> tuple[UUID, date]:
        """The series of the open booking and the day it stands for."""
        if not self.part.id or not self.part.day:
            raise Conflict("This visit isn't part of a series.")
        return known_id(self.part.id), date.fromisoformat(self.part.day)

    async def _carry(
        self,
        ctx: Ctx,
        booking_id: UUID,
        scope: str,
        start: datetime | None = None,
        minutes: int | None = None,
        crew: Sequence[UUID] | None = None,
    ) -> Any:
        """Move the following visits, or all, along with this one."""
        done = await series.carry(
            ctx, booking_id, following=scope == "following", starts_at=start, minutes=minutes,
            crew=crew,
        )  # fmt: skip
        return await self._series_changed(ctx, booking_id, done)

    async def _change_series(self, ctx: Ctx, booking_id: UUID, scope: str, terms: Terms) -> Any:
        """Change what the following visits, or all, say; this one has been changed already."""
        series_id, on = self._occurrence()
        done = await series.change(
            ctx, series_id, since=on if scope == "following" else None, **terms
        )
        return await self._series_changed(ctx, booking_id, done)

    async def _series_changed(self, ctx: Ctx, booking_id: UUID, done: Changed) -> Any:
        self._series_undo = done.undo
        await self._after(ctx, booking_id)
        return toast.done(words.changed(done), undo=type(self).undo_series_change(str(booking_id)))

    async def _end_series(self, ctx: Ctx, booking_id: UUID, scope: str, reason: str) -> Any:
        """Cancel this visit and the following, or all to come: the series ends."""
        series_id, on = self._occurrence()
        since = on if scope == "following" else None
        done = await series.end(ctx, series_id, reason, since=since)
        await self._after(ctx, booking_id)
        undo = type(self).reopen_series(str(series_id), str(booking_id))
        return toast.done(words.stopped("Series ended", done), undo=undo)

    @handler("bookings.edit")
    async def reopen_series(self, ctx: Ctx, series_id: UUID, booking_id: UUID):
        """Take an ended series up again."""
        done = await series.reopen(ctx, series_id)
        await self._after(ctx, booking_id)
        return toast.done(words.taken_up("The series goes on", done))

    @handler("bookings.edit")
    async def undo_series_change(self, ctx: Ctx, booking_id: UUID):
        """Put a series back as it was before its last change from here."""
        if self._series_undo is None:
            raise Conflict("There is nothing to undo any more.")
        undo, self._series_undo = self._series_undo, None
        await series.take_back(ctx, undo)
        await self._after(ctx, booking_id)
        return toast.done("The series is as it was.")

    @handler("bookings.edit")
    async def carry_on(self, ctx: Ctx, booking_id: UUID):
        """Apply what was just done to one visit to those after it, too."""
        crew = [member.id for member in (await bookings.get(ctx, booking_id)).crew]
        return await self._carry(
            ctx, booking_id, "following", crew=crew if ctx.can("bookings.assign") else None
        )

    @handler("bookings.edit")
    async def skip_visit(self, ctx: Ctx):
        """Leave this one out; the client is told."""
        booking_id, (series_id, on) = self._open_booking(), self._occurrence()
        done = await series.skip(ctx, series_id, on)
        await self._after(ctx, booking_id)
        undo = type(self).unskip_visit(str(series_id), on.isoformat(), str(booking_id))
        return toast.done(words.stopped("Skipped", done), undo=undo)

    @handler("bookings.edit")
    async def unskip_visit(self, ctx: Ctx, series_id: UUID, day: date, booking_id: UUID):
        """Have a skipped visit again."""
        await series.unskip(ctx, series_id, day)
        await self._after(ctx, booking_id)
        return toast.done("The visit stands again.")

    @handler("bookings.edit")
    async def detach_visit(self, ctx: Ctx):
        """Make it a one-off again."""
        booking_id = self._open_booking()
        series_id, on = await series.detach(ctx, booking_id)
        await self._after(ctx, booking_id)
        undo = type(self).attach_visit(str(booking_id), str(series_id), on.isoformat())
        return toast.done("A visit of its own now.", undo=undo)

    @handler("bookings.edit")
    async def attach_visit(self, ctx: Ctx, booking_id: UUID, series_id: UUID, day: date):
        """Take it back into its series."""
        await series.attach(ctx, booking_id, series_id, day)
        await self._after(ctx, booking_id)
        return toast.done("Part of its series again.")

    def _open_booking(self) -> UUID:
        return known_id(self.booking.id)  # pyright: ignore[reportAttributeAccessIssue]


def read_scope(form: dict[str, Any]) -> str:
    """Which visits a form is for: "one" unless it says otherwise. Raises Invalid."""
    scope = str(form.get("scope", "") or "one")
    if scope not in SCOPES:
        raise Invalid.field("scope", "Choose which visits.")
    return scope


def _part(ctx: Ctx, m: Membership) -> SeriesPart:
    return SeriesPart(
        id=str(m.series_id),
        words=m.words,
        state=format.words(m.state),
        colour=words.STATE_COLOURS.get(m.state, "grey"),
        day=m.on_day.isoformat() if m.on_day else "",
        changed=", ".join(m.changed),
        before=words.visit(ctx, m.before.starts_at, m.before.ends_at) if m.before else "",
        before_id=str(m.before.id) if m.before else "",
        after=words.visit(ctx, m.after.starts_at, m.after.ends_at) if m.after else "",
        after_id=str(m.after.id) if m.after else "",
        kept=_kept(m.kept),
    )


def _kept(count: int) -> str:
    if not count:
        return ""
    said = format.count(count, "visit was", "visits were")
    return f"{said} changed by {'itself' if count == 1 else 'themselves'}; that is kept."
