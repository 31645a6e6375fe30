"""The paper an e-mail brings along: named when it is queued, made when it is delivered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from cleaning_app.context import Ctx, Identity
from cleaning_app.db import unit
from cleaning_app.errors import AppError, Unavailable
from cleaning_app.integrations.email import Attachment
from cleaning_app.integrations.failures import Permanent, Temporary
from cleaning_app.services import papers
from cleaning_app.services.papers import Paper
from cleaning_app.services.papers.typesetting import NotSet

LOADERS: dict[str, Callable[[Ctx, UUID], Awaitable[Paper]]] = {
    "invoice": papers.invoice,
    "receipt": papers.receipt,
    "credit_note": papers.credit_note,
}
"""How each of `messages.PAPERS` is loaded."""


async def made(identity: Identity, payload: dict[str, Any]) -> tuple[Attachment, ...]:
    """The attachments a queued e-mail names, as they stand now. Nothing of the database is held
    while pages are set.

    Raises:
        Temporary: a part we depend on is away, or the paper's template has a fault: once that is
            mended, the next try sends the message.
        Permanent: what the paper is about is gone.
    """
    named = payload.get("paper")
    if named is None:
        return ()
    try:
        load, subject = LOADERS[named["kind"]], UUID(named["id"])
    except (KeyError, ValueError, TypeError) as error:
        raise Permanent("The message names a paper there is no kind of.") from error
    try:
        async with unit(identity, login="jobs") as ctx:
            paper = await load(ctx, subject)
        return (Attachment(paper.filename, "application/pdf", await papers.typeset(paper)),)
    except Unavailable as error:
        raise Temporary("The paper could not be made: a part of us was away.") from error
    except AppError as error:
        raise Permanent(f"The paper can't be made: {error.detail}") from error
    except NotSet as error:
        raise Temporary(f"The {named['kind']} could not be set as PDF: see the log.") from error
