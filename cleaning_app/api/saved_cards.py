"""Clients' cards on file for other programs: what may be shown of one, and taking it off."""

from __future__ import annotations

from uuid import UUID

from cleaning_app.api.endpoint import endpoint
from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound
from cleaning_app.services import saved_cards
from cleaning_app.services.saved_cards import SavedCardView


@endpoint(
    "GET", "/v1/admin/clients/{id}/card", needs="invoices.view", module="module.invoices",
    answer=SavedCardView,
)  # fmt: skip
async def get(ctx: Ctx, id: UUID) -> SavedCardView:
    """The card a client has on file, and the consent to charge it; the number is with Stripe only."""
    found = await saved_cards.of_client(ctx, id)
    if found is None:
        raise NotFound("This client has no card on file.")
    return found


@endpoint(
    "DELETE", "/v1/admin/clients/{id}/card", needs="invoices.edit", module="module.invoices",
    status=204,
)  # fmt: skip
async def remove(ctx: Ctx, id: UUID) -> None:
    """Take a client's card off file, here and at Stripe. There is no way back."""
    await saved_cards.remove(ctx, id)
