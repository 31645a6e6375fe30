"""E-mails of the product: what they say, how they look, and how one is queued.

`email` is the one way for services to send an e-mail. It checks everything while the person who
caused it is still there, and queues names and facts; the text is made at delivery.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from cleaning_app.context import Ctx
from cleaning_app.domain.contacts import normalise_email
from cleaning_app.services import outbox
from cleaning_app.services.messages import sealing
from cleaning_app.services.messages.facts import TEMPLATES

__all__ = ["PAPERS", "TEMPLATES", "email"]

PAPERS: Final = ("invoice", "receipt", "credit_note")
"""Kinds of paper an e-mail may bring along as PDF."""


async def email(
    ctx: Ctx,
    template: str,
    to: str,
    data: dict[str, Any],
    *,
    dedupe_key: str,
    not_before: datetime | None = None,
    paper: tuple[str, UUID] | None = None,
) -> bool:
    """Queue one e-mail; jobs deliver it after the commit, usually within a second.

    `data` is what `facts.TEMPLATES[template]` lists: amounts in cents, aware datetimes, dates in
    the organisation's zone. `dedupe_key` says what the message is about ("receipt:<payment id>");
    queueing the same key again does nothing and returns False. Passwords and links with tokens
    are encrypted until delivery. `not_before` holds it back until that moment. `paper` is a kind of
    PAPERS and the id of what it is about; the PDF is made at delivery, as things stand then.

        await messages.email(ctx, "receipt", client.email, {"client_name": …}, dedupe_key=…)

    Raises:
        Invalid: `to` is not an e-mail address.
        ValueError: no such template, or data it does not fit; a mistake of the caller's.
    """
    kind = TEMPLATES.get(template)
    if kind is None:
        raise ValueError(f"no template {template!r}; there are {', '.join(TEMPLATES)}")
    if paper is not None and paper[0] not in PAPERS:
        raise ValueError(f"no paper {paper[0]!r}; there are {', '.join(PAPERS)}")
    address = normalise_email(to)
    try:
        facts = kind.model_validate(data)
    except ValidationError as error:
        # The values may be personal; names and reasons are enough to mend a call.
        wrong = "; ".join(f"{_name(item)}: {item['msg']}" for item in error.errors())
        raise ValueError(f"{template} does not fit: {wrong}") from None
    payload: dict[str, Any] = {"template": template, "to": address, "data": sealing.seal(facts)}
    if paper is not None:
        payload["paper"] = {"kind": paper[0], "id": str(paper[1])}
    return await outbox.queue(ctx, "email", payload, dedupe_key=dedupe_key, not_before=not_before)


def _name(item: Any) -> str:
    return ".".join(str(part) for part in item["loc"])
