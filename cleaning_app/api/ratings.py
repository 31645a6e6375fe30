"""What clients thought of their visits, for other programs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body, unset
from cleaning_app.context import Ctx
from cleaning_app.services import ratings
from cleaning_app.services.ratings import Rating

_PATH = "/v1/admin/bookings/{id}/rating"


class RatingSet(Body):
    """One to five stars, and the client's sentence if there was one."""

    stars: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, Field(max_length=500)] = unset()


@endpoint("PUT", _PATH, needs="bookings.edit", answer=Rating, tag="bookings")
async def put(ctx: Ctx, id: UUID, body: RatingSet) -> Rating | None:
    """Write down what the client thought of a completed visit, in place of what they said before.

    A visit that is not completed is 409.
    """
    await ratings.rate(ctx, id, **body.given())
    return await ratings.of_booking(ctx, id)


@endpoint("DELETE", _PATH, needs="bookings.edit", status=204, tag="bookings")
async def remove(ctx: Ctx, id: UUID) -> None:
    """Take the rating of a visit away."""
    await ratings.forget(ctx, id)
