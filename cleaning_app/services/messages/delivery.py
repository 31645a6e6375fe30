"""Sending a queued e-mail: its text is made now, with the organisation's letterhead of today."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import ValidationError

from cleaning_app.clock import SystemClock
from cleaning_app.context import Identity
from cleaning_app.db import unit
from cleaning_app.domain.deliveries import Skipped
from cleaning_app.errors import AppError, Unavailable
from cleaning_app.integrations.email import Address, Message, Sender
from cleaning_app.integrations.email import opened as sender_opened
from cleaning_app.integrations.failures import Permanent, Temporary
from cleaning_app.services import identities
from cleaning_app.services.messages import attachments, letterhead, sealing
from cleaning_app.services.messages.letterhead import Letterhead
from cleaning_app.services.messages.render import Rendered, Sites, render
from cleaning_app.services.outbox_leases import Leased
from cleaning_app.settings import get_settings

_REMEMBER_SECONDS = 30.0
OFF = "E-mail is switched off (EMAIL_MODE=off)."


def off() -> bool:
    """Whether no e-mail leaves just now."""
    return get_settings().email_mode == "off"


@asynccontextmanager
async def opened() -> AsyncGenerator[Callable[[Leased], Awaitable[str]]]:
    """The function that sends one e-mail, with its connections, until the block ends."""
    if off():
        yield _skip
        return
    async with sender_opened(get_settings()) as sender:
        yield _Post(sender).deliver


async def _skip(row: Leased) -> str:
    raise Skipped(OFF)


@dataclass(frozen=True)
class _Office:
    """An organisation whose e-mails are sent: the job at work in it, and how its messages look."""

    identity: Identity
    letterhead: Letterhead


class _Post:
    """Writes and sends e-mails; remembers organisations for a while."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._offices: dict[UUID, tuple[float, _Office]] = {}
        self._one_reader = asyncio.Lock()

    async def deliver(self, row: Leased) -> str:
        """Send one e-mail and return what the provider calls it.

        Raises:
            Temporary, Permanent, Uncertain: as the provider says; Permanent also when the message
                can't be written, Temporary when its paper can't be set yet.
        """
        here = await self._office(row.org_id)
        message = _message(row, here.letterhead)
        files = await attachments.made(here.identity, row.payload)
        return (await self._sender.send(replace(message, attachments=files))).id

    async def _office(self, org_id: UUID) -> _Office:
        # One at a time: a batch of one organisation's messages reads its letterhead once.
        async with self._one_reader:
            known = self._offices.get(org_id)
            if known is None or known[0] < time.monotonic():
                known = (time.monotonic() + _REMEMBER_SECONDS, await _load(org_id))
                self._offices[org_id] = known
            return known[1]


async def _load(org_id: UUID) -> _Office:
    try:
        identity = await identities.as_job(org_id, "outbox-delivery")
        async with unit(identity, login="jobs") as ctx:
            return _Office(identity, await letterhead.load(ctx))
    except Unavailable as error:
        raise Temporary("The database was away.") from error
    except AppError as error:
        raise Permanent(f"The organisation can't be found: {error.detail}") from error


def _message(row: Leased, us: Letterhead) -> Message:
    settings = get_settings()
    try:
        template = str(row.payload["template"])
        to = Address(str(row.payload["to"]))
        written = _write(template, row, us)
        return Message(
            key=row.key,
            sender=Address(settings.email_from or "", us.sender),
            to=to,
            subject=written.subject,
            text=written.text,
            html=written.html,
            labels={"organisation": str(row.org_id), "template": template},
        )
    except (KeyError, ValidationError, ValueError, AppError) as error:
        # Which value it was stays out: it may be personal.
        raise Permanent(f"The message can't be written ({type(error).__name__}).") from error


def _write(template: str, row: Leased, us: Letterhead) -> Rendered:
    facts = sealing.unseal(template, row.payload["data"])
    return render(template, facts, us, sites=Sites.of(get_settings()), now=SystemClock().now())
