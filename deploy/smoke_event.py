"""Sends one event over the dashboard's websocket and waits for its answer, as a browser would.

Only the standard library, so that it runs on a server that has nothing else of ours.
Usage: python3 deploy/smoke_event.py https://example.com
"""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import struct
import sys
import uuid
from urllib.parse import urlsplit

SECONDS = 15
NAMESPACE = "/_event"
HYDRATE = "reflex___state____state.hydrate"


class Refused(Exception):
    """The other side did not do what a dashboard does; the message says what it did."""


class WebSocket:
    """As much of RFC 6455 as one question and its answer need."""

    def __init__(self, base_url: str, path: str) -> None:
        parts = urlsplit(base_url)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        self._socket: socket.socket = socket.create_connection((host, port), SECONDS)
        if secure:
            context = ssl.create_default_context()
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        self._file = self._socket.makefile("rb")
        self._shake_hands(parts.netloc, base_url.rstrip("/"), path)

    def _shake_hands(self, host: str, origin: str, path: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        status = self._file.readline().decode(errors="replace").strip()
        if " 101 " not in f"{status} ":
            raise Refused(f"no websocket: {status or 'the connection was closed'}")
        while self._file.readline() not in (b"\r\n", b""):
            pass

    def send(self, text: str) -> None:
        data, mask = text.encode(), os.urandom(4)
        if len(data) < 126:
            head = struct.pack("!BB", 0x81, 0x80 | len(data))
        else:
            head = struct.pack("!BBH", 0x81, 0x80 | 126, len(data))
        masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(data))
        self._socket.sendall(head + mask + masked)

    def receive(self) -> str:
        """The next message; raises Refused when the other side closes."""
        message = b""
        while True:
            first, second = self._read(2)
            length = second & 0x7F
            if length > 125:
                shape = "!H" if length == 126 else "!Q"
                (length,) = struct.unpack(shape, self._read(struct.calcsize(shape)))
            data = self._read(length)
            if first & 0x0F == 8:
                raise Refused("the websocket was closed")
            message += data if first & 0x0F in (0, 1) else b""
            if first & 0x80 and first & 0x0F in (0, 1):
                return message.decode()

    def _read(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) < count:
            raise Refused("the connection was closed")
        return data


def ask(base_url: str) -> None:
    """Connect, hydrate a new page, wait for its state. Raises Refused or OSError."""
    path = f"{NAMESPACE}/?EIO=4&transport=websocket&token={uuid.uuid4()}"
    page = WebSocket(base_url, path)
    _wait(page, "0{")
    page.send(f"40{NAMESPACE},")
    _wait(page, f"40{NAMESPACE},")
    router = {"pathname": "/", "asPath": "/", "query": {}}
    event = {"name": HYDRATE, "payload": {}, "router_data": router}
    page.send(f"42{NAMESPACE}," + json.dumps(["event", event]))
    _wait(page, f'42{NAMESPACE},["event",')


def _wait(page: WebSocket, start: str) -> None:
    for _ in range(20):
        message = page.receive()
        if message.startswith(start):
            return
        if message == "2":
            page.send("3")
        elif message.startswith(f"44{NAMESPACE}"):
            raise Refused(f"the connection was refused: {message[:200]}")
    raise Refused("no answer to the event")


def main() -> int:
    try:
        ask(sys.argv[1])
    except (Refused, OSError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
