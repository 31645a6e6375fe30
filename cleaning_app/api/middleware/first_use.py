"""On an installation without an organisation, the sign-in page leads to where one is made."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from cleaning_app.api.forms import redirect
from cleaning_app.errors import AppError
from cleaning_app.services import organisations


class FirstUse:
    """Looks once per visit to the sign-in page until there is an organisation, then never again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._used = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_sign_in = scope["type"] == "http" and scope["path"].rstrip("/") == "/sign-in"
        if is_sign_in and not self._used:
            try:
                self._used = await organisations.any_exist()
            except AppError:
                await self.app(scope, receive, send)
                return
            if not self._used:
                await redirect("/setup")(scope, receive, send)
                return
        await self.app(scope, receive, send)
