"""One call to Stripe that waits in the outbox, with what it takes to make it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from cleaning_app.clock import Clock
from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import NotFound
from cleaning_app.integrations.failures import Permanent, ProviderError
from cleaning_app.integrations.stripe import Stripe
from cleaning_app.services import identities
from cleaning_app.services.card_payments.syncing import sync
from cleaning_app.services.outbox_leases import Leased

ACTOR = "Stripe"


@dataclass(frozen=True)
class Call:
    """One call to make, with what it takes."""

    row: Leased
    provider: Stripe
    identity: Identity
    clock: Clock

    @property
    def about(self) -> UUID:
        """The row of ours that it is about."""
        return UUID(str(self.row.payload["id"]))

    def unit(self) -> AbstractAsyncContextManager[Ctx]:
        """A unit of work as the job that makes the call."""
        return unit(self.identity, clock=self.clock, login="jobs")


async def identity_of(org_id: UUID) -> Identity:
    """Who makes the call. Raises Permanent: the organisation is closed."""
    try:
        return await identities.as_job(org_id, ACTOR)
    except NotFound as error:
        raise Permanent("Its organisation is closed.") from error


async def look(call: Call, card_id: UUID, intent_id: str = "") -> bool:
    """See how a payment stands after a call; whether Stripe could say. If not, its webhook will."""
    try:
        await sync(
            call.identity, card_id, call.provider, call.clock, intent_id=intent_id, login="jobs"
        )
    except ProviderError:
        return False
    return True
