"""E-mail through SendGrid's v3 API (https://www.twilio.com/docs/sendgrid/api-reference/mail-send)."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from cleaning_app.clock import SystemClock
from cleaning_app.integrations.email.message import Address, Attachment, Message, Receipt
from cleaning_app.integrations.failures import Permanent, Temporary, Uncertain, retry_after
from cleaning_app.settings import Settings

SECONDS = 20.0
_PASSING = {408, 425, 429}


class SendGrid:
    """Sends over one pool of HTTP connections."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send(self, message: Message) -> Receipt:
        """Hand one message to SendGrid; it answers 202 once it has queued it."""
        try:
            answer = await self._client.post("/v3/mail/send", json=_body(message))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Temporary(f"SendGrid can't be reached ({type(error).__name__})") from error
        except httpx.HTTPError as error:
            raise Uncertain(f"SendGrid's answer got lost ({type(error).__name__})") from error
        _check(answer)
        return Receipt(answer.headers.get("X-Message-Id", "")[:200])


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[SendGrid]:
    """A sender with its connections, until the block ends."""
    async with httpx.AsyncClient(
        base_url=settings.sendgrid_base_url,
        headers={"Authorization": f"Bearer {settings.secret('sendgrid_api_key')}"},
        timeout=httpx.Timeout(SECONDS, connect=5.0),
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=32),
    ) as client:
        yield SendGrid(client)


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status < 300:
        return
    if status in _PASSING or status >= 500:
        wish = retry_after(answer.headers.get("Retry-After"), SystemClock().now())
        raise Temporary(f"SendGrid answered {status}", wish)
    if status in (401, 403):
        # A wrong key is ours to mend, not a fault of this message: it waits instead of dying.
        raise Temporary(f"SendGrid refused our key ({status})")
    raise Permanent(f"SendGrid refused it ({status}): {_fields(answer)}")


def _fields(answer: httpx.Response) -> str:
    """Which fields were refused. SendGrid's own words may repeat the address, so they stay out."""
    try:
        errors: list[dict[str, Any]] = answer.json()["errors"]
        return ", ".join(str(error.get("field") or "the message") for error in errors)[:200]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "no reason given"


def _mailbox(address: Address) -> dict[str, str]:
    return (
        {"email": address.email, "name": address.name} if address.name else {"email": address.email}
    )


def _file(attachment: Attachment) -> dict[str, str]:
    return {
        "content": base64.b64encode(attachment.data).decode(),
        "type": attachment.media_type,
        "filename": attachment.filename,
        "disposition": "attachment",
    }


def _body(message: Message) -> dict[str, Any]:
    # An empty list is refused, so messages without files do not name it.
    files = {"attachments": [_file(one) for one in message.attachments]}
    return (files if message.attachments else {}) | {
        "personalizations": [
            {
                "to": [_mailbox(message.to)],
                "custom_args": {**message.labels, "message_key": message.key},
            }
        ],
        "from": _mailbox(message.sender),
        "subject": message.subject,
        "headers": {"X-Message-Key": message.key},
        "content": [
            {"type": "text/plain", "value": message.text},
            {"type": "text/html", "value": message.html},
        ],
        # Links of ours carry single-use tokens: nobody else shall follow or rewrite them.
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
        },
    }
