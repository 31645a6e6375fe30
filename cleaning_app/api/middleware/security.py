"""Headers that tell browsers what our pages may do (OWASP ASVS 5.0 V3.4)."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cleaning_app import client_address
from cleaning_app.api.content_policy import NOTHING, SERVICE_WORKER, for_dashboard
from cleaning_app.settings import get_settings

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = "max-age=63072000; includeSubDomains"


WORKER_SCRIPT = "/sw.js"


def _policy(path: str, kind: str) -> str:
    """What a document, or the service worker, may do; anything else may do nothing."""
    if kind.startswith("text/html"):
        return for_dashboard()
    return SERVICE_WORKER if path == WORKER_SCRIPT else NOTHING


class SecurityHeaders:
    """Adds what the answer does not already say about itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                # Headers of a 304 replace those of the cached answer, which has its own policy.
                if message["status"] != 304:
                    kind = headers.get("content-type", "")
                    headers.setdefault("Content-Security-Policy", _policy(scope["path"], kind))
                if scope["path"] == WORKER_SCRIPT:
                    headers["Cache-Control"] = "no-cache"
                if get_settings().is_prod or client_address.is_https(scope):
                    headers.setdefault("Strict-Transport-Security", _HSTS)
            await send(message)

        await self.app(scope, receive, with_headers)
