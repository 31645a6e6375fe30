"""Sending e-mail: one interface, two ways, chosen by EMAIL_MODE.

Neither SMTP nor SendGrid's v3 API deduplicates, so e-mail is *blind*: when an answer is lost nobody
can tell whether the message left. Both modules say so by raising Uncertain, and only then.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from cleaning_app.integrations.email import sendgrid, smtp
from cleaning_app.integrations.email.message import Address, Attachment, Message, Receipt
from cleaning_app.settings import Settings

__all__ = ["Address", "Attachment", "Message", "Receipt", "Sender", "opened"]


class Sender(Protocol):
    """Something that sends e-mail."""

    async def send(self, message: Message) -> Receipt:
        """Hand one message over.

        Raises:
            Temporary, Permanent: it was not taken over.
            Uncertain: it may have been.
        """
        ...


def opened(settings: Settings) -> AbstractAsyncContextManager[Sender]:
    """The sender that EMAIL_MODE asks for, with its connections, until the block ends.

    Raises ValueError when EMAIL_MODE is off.
    """
    if settings.email_mode == "smtp":
        return smtp.opened(settings)
    if settings.email_mode == "sendgrid":
        return sendgrid.opened(settings)
    raise ValueError("EMAIL_MODE is off")
