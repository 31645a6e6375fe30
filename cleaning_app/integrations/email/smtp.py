"""E-mail over SMTP (RFC 5321), on a few connections that are kept open between messages."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import localtime

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPSenderRefused,
)

from cleaning_app.integrations.email.message import Address, Message, Receipt
from cleaning_app.integrations.failures import Permanent, Temporary, Uncertain
from cleaning_app.settings import Settings

SECONDS = 20.0
_POLICY = LINES.clone(cte_type="7bit")  # not every server takes 8-bit text
_QUEUED_AS = re.compile(r"queued as ([\w.\-]+)", re.IGNORECASE)
_BROKEN = (SMTPException, OSError, TimeoutError, EOFError)


class Smtp:
    """Sends over connections it opens when needed and keeps while they work."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: list[SMTP] = []

    async def send(self, message: Message) -> Receipt:
        """Hand one message to the server; its 250 after the data means it has it.

        Until the data goes out nothing has happened, so a broken connection is temporary; after
        that, silence is uncertain.
        """
        data, sender, recipient = _wire(message), _ascii(message.sender), _ascii(message.to)
        connection = await self._begin(sender)
        try:
            await _name_recipient(connection, recipient)
            answer = await _hand_over(connection, data)
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        found = _QUEUED_AS.search(answer)
        return Receipt(found[1][:200] if found else "")

    async def _begin(self, sender: str) -> SMTP:
        """A connection on which the server has accepted our sender.

        Servers close connections that were idle or carried enough messages, so trouble on a used
        one only means that a new one is needed.
        """
        while self._idle:
            used = self._idle.pop()
            try:
                await used.mail(sender)
                return used
            except _BROKEN:
                used.close()
        fresh = self._new()
        try:
            await fresh.connect()
            await fresh.mail(sender)
        except (SMTPAuthenticationError, SMTPSenderRefused) as error:
            # Ours to mend, not a fault of this message: it waits instead of dying.
            fresh.close()
            what = "sender" if isinstance(error, SMTPSenderRefused) else "sign-in"
            raise Temporary(f"The mail server refused our {what} ({error.code})") from error
        except _BROKEN as error:
            fresh.close()
            raise Temporary(f"The mail server can't be reached ({_kind(error)})") from error
        return fresh

    def _new(self) -> SMTP:
        settings = self._settings
        password = settings.smtp_password
        return SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=SECONDS,
        )

    async def close(self) -> None:
        """Say goodbye on every open connection."""
        while self._idle:
            connection = self._idle.pop()
            try:
                await connection.quit(timeout=2)
            except _BROKEN:
                connection.close()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[Smtp]:
    """A sender with its connections, until the block ends."""
    sender = Smtp(settings)
    try:
        yield sender
    finally:
        await sender.close()


async def _name_recipient(connection: SMTP, recipient: str) -> None:
    try:
        await connection.rcpt(recipient)
    except SMTPResponseException as error:
        raise _refusal(error) from error
    except _BROKEN as error:
        raise Temporary(f"The mail server went away ({_kind(error)})") from error


async def _hand_over(connection: SMTP, data: bytes) -> str:
    try:
        return (await connection.data(data)).message
    except SMTPResponseException as error:
        raise _refusal(error) from error
    except _BROKEN as error:
        raise Uncertain(f"The mail server's answer got lost ({_kind(error)})") from error


def _refusal(error: SMTPResponseException) -> Permanent | Temporary:
    """RFC 5321 §4.2.1: 5yz will not change, 4yz may. The server's words may repeat the address."""
    words = f"The mail server answered {error.code}"
    return Permanent(words) if 500 <= error.code < 600 else Temporary(words)


def _kind(error: BaseException) -> str:
    return type(error).__name__.removeprefix("SMTP")


def _ascii(address: Address) -> str:
    """The address for the envelope; a domain in other letters becomes its xn-- form (RFC 5891)."""
    local, _, domain = address.email.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Permanent("The address has letters that plain SMTP can't carry") from error


def _wire(message: Message) -> bytes:
    """The message as it travels."""
    mail = EmailMessage(_POLICY)
    domain = _ascii(message.sender).rpartition("@")[2]
    mail["From"] = _mailbox(message.sender)
    mail["To"] = _mailbox(message.to)
    mail["Subject"] = message.subject
    mail["Date"] = localtime()
    # The same for every attempt: receivers show a message with a known id once.
    mail["Message-ID"] = f"<{message.key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    for file in message.attachments:
        kind, _, subtype = file.media_type.partition("/")
        mail.add_attachment(file.data, kind, subtype, filename=file.filename)
    return mail.as_bytes()


def _mailbox(address: Address) -> HeaderAddress:
    return HeaderAddress(address.name, addr_spec=_ascii(address))
