"""One row of the organisation, to read or to change.

Row-level security already hides other organisations' rows, so a foreign id is simply not found.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from cleaning_app.context import Ctx
from cleaning_app.errors import NotFound, PreconditionFailed

Model = TypeVar("Model", bound=SQLModel)


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int


async def one(ctx: Ctx, model: type[Model], id: UUID, missing: str) -> Model:
    """The row with that id.

    Raises:
        NotFound: with the sentence `missing`.
    """
    row = await ctx.session.scalar(select(model).where(_id(model) == id))
    if row is None:
        raise NotFound(missing)
    return row


async def locked(
    ctx: Ctx, model: type[Model], id: UUID, missing: str, version: int | None = None
) -> Model:
    """The row with that id, locked until the transaction ends and freshly read.

    With `version`, the row must still be the one the caller saw; `touched` counts the change.

    Raises:
        NotFound: with the sentence `missing`.
        PreconditionFailed: somebody changed it meanwhile.
    """
    row = await ctx.session.scalar(
        select(model)
        .where(_id(model) == id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(missing)
    if version is not None and cast(Versioned, row).version != version:
        raise PreconditionFailed(
            "Somebody changed this while you had it open. Look at it again, then repeat your change.",
            extra={"version": cast(Versioned, row).version},
        )
    return row


def touched(row: Versioned) -> None:
    """Count one change of a row, for whoever holds an older version."""
    row.version += 1


def changes(row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Set attributes and return what differed: {name: [before, after]}, for the audit log."""
    differing: dict[str, Any] = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            differing[name] = [before, value]
            setattr(row, name, value)
    return differing


def _id(model: type[SQLModel]) -> Any:
    return cast(Any, model).id
