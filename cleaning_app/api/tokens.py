"""Personal API tokens."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.reading import Body
from cleaning_app.context import Ctx
from cleaning_app.services import api_tokens


class TokenNew(Body):
    """What a token may do and how long. Its permissions must be among the owner's."""

    name: str = Field(min_length=1, max_length=120)
    permissions: list[Annotated[str, Field(max_length=60)]] = Field(min_length=1, max_length=50)
    days: int = Field(default=90, ge=1, le=api_tokens.LONGEST_DAYS)


class Tokens(BaseModel):
    """The tokens a person may see."""

    items: list[api_tokens.Token]


@endpoint("GET", "/v1/admin/tokens", needs="core.view", answer=Tokens)
async def everyone(ctx: Ctx) -> Tokens:
    """One's own tokens; with `users.manage` everybody's."""
    return Tokens(items=await api_tokens.everyone(ctx))


@endpoint("POST", "/v1/admin/tokens", needs="core.view", answer=api_tokens.NewToken, status=201)
async def create(ctx: Ctx, body: TokenNew) -> api_tokens.NewToken:
    """Make a token. The answer is the only one that holds its secret.

    Only people make tokens: the request must carry a session cookie.
    """
    return await api_tokens.create(
        ctx, name=body.name, permissions=body.permissions, days=body.days
    )


@endpoint("DELETE", "/v1/admin/tokens/{id}", needs="core.view", status=204)
async def revoke(ctx: Ctx, id: UUID) -> None:
    """Revoke a token; it stops working within two seconds."""
    await api_tokens.revoke(ctx, id)
