"""Which live notices a person may get: by topic and permission; workers only what is their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.models import BookingCrew, TimeOffRequest
from cleaning_app.permissions import OWN_BOOKINGS

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "blocks": ("bookings.view",),
    "bookings": ("bookings.view",),
    "waitlist": ("bookings.view",),
    "clients": ("contacts.view",),
    "expenses": ("finance.view",),
    "instalments": ("finance.view",),
    "invoices": ("invoices.view", "finance.view"),
    "optimisation": ("bookings.assign",),
    "payments": ("invoices.view", "finance.view"),
    "payroll": ("finance.view",),
    "series": ("bookings.view",),
    "services": ("core.view",),
    "time_off": ("schedule.blocking.manage",),
    "workers": ("core.view",),
}
"""Topic → permissions of which one is enough. A topic that is not here reaches nobody."""


class Audience:
    """One open screen: who looks at it, and which topics it asked for (none: all)."""

    def __init__(self, identity: Identity, topics: Iterable[str] = ()) -> None:
        self.identity = identity
        self.topics = frozenset(topics)
        self._own: set[str] = set()

    async def shown(self, notice: dict[str, Any]) -> dict[str, Any] | None:
        """The notice as this person may see it, or None."""
        topic = str(notice.get("topic", ""))
        needs = TOPICS.get(topic)
        if needs is None or (self.topics and topic not in self.topics):
            return None
        permissions = self.identity.actor.permissions
        if permissions.intersection(needs):
            return {name: str(notice.get(name, "")) for name in ("topic", "id", "action", "actor")}
        if topic == "bookings" and OWN_BOOKINGS in permissions and await self._is_own(notice):
            return {"topic": topic, "id": str(notice["id"]), "action": "changed", "actor": ""}
        if topic == "time_off" and OWN_BOOKINGS in permissions and await self._asked(notice):
            return {"topic": topic, "id": str(notice["id"]), "action": "changed", "actor": ""}
        return None

    async def _asked(self, notice: dict[str, Any]) -> bool:
        """Whether the request is this worker's own."""
        worker_id, request_id = self.identity.actor.worker_id, str(notice.get("id", ""))
        if worker_id is None or not request_id:
            return False
        mine = select(col(TimeOffRequest.id)).where(
            col(TimeOffRequest.id) == UUID(request_id),
            col(TimeOffRequest.worker_id) == worker_id,
        )
        async with unit(self.identity) as ctx:
            return await ctx.session.scalar(mine) is not None

    async def _is_own(self, notice: dict[str, Any]) -> bool:
        """Whether the worker is on that booking, or was when this screen last heard of it."""
        worker_id, booking_id = self.identity.actor.worker_id, str(notice.get("id", ""))
        if worker_id is None or not booking_id:
            return False
        on_crew = select(col(BookingCrew.worker_id)).where(
            col(BookingCrew.booking_id) == UUID(booking_id),
            col(BookingCrew.worker_id) == worker_id,
        )
        async with unit(self.identity) as ctx:
            is_on = await ctx.session.scalar(on_crew) is not None
        was_on = booking_id in self._own
        (self._own.add if is_on else self._own.discard)(booking_id)
        return is_on or was_on
