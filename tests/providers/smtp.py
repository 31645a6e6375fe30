"""An SMTP server on loopback (aiosmtpd) that can refuse, delay and vanish."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class MailServer:
    """Keeps what it accepted in `inbox`; use it as `async with MailServer() as server`.

    `refused` addresses get a 550, `busy` ones a 451. `vanish_after_data` accepts that many messages
    and then hangs up instead of answering, as a server does that dies at the worst moment.
    """

    def __init__(self, *, password: str = "") -> None:
        self.inbox: list[EmailMessage] = []
        self.envelopes: list[list[str]] = []
        self.refused: set[str] = set()
        self.busy: set[str] = set()
        self.vanish_after_data = 0
        self.seconds = 0.0
        self.connections = 0
        self.arrived = asyncio.Event()
        self.port = 0
        self._password = password
        self._live: set[Any] = set()

    async def __aenter__(self) -> MailServer:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    async def down(self) -> None:
        """Stop listening and hang up on everybody; `__aenter__` again listens on the same port."""
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    def hang_up(self) -> None:
        """Close every connection, as servers do with idle ones."""
        for protocol in list(self._live):
            if protocol.transport is not None:
                protocol.transport.abort()
        self._live.clear()

    def _protocol(self) -> SMTP:
        self.connections += 1
        protocol = SMTP(
            self,
            hostname="mail.test",
            authenticator=self._check if self._password else None,
            auth_required=bool(self._password),
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )
        self._live.add(protocol)
        return protocol

    def _check(self, _s: Any, _session: Any, _e: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == self._password.encode()
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return f"550 5.1.1 no such user {address}"
        if address in self.busy:
            return "451 4.7.1 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.seconds:
            await asyncio.sleep(self.seconds)
        content = envelope.content
        assert isinstance(content, bytes)
        self.inbox.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        self.envelopes.append(list(envelope.rcpt_tos))
        self.arrived.set()
        if self.vanish_after_data:
            self.vanish_after_data -= 1
            assert server.transport is not None
            server.transport.abort()
        return f"250 2.0.0 OK: queued as {len(self.inbox):06X}"

    def to(self) -> list[str]:
        """The recipients of everything accepted, in order."""
        return [str(mail["To"]) for mail in self.inbox]
