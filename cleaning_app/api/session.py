"""Signing in and out in a browser: plain forms that set and clear the session cookie."""

from __future__ import annotations

from uuid import UUID

import structlog
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from cleaning_app import client_address, cookies, crypto, metrics, rate_limits
from cleaning_app.api import origins
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.forms import Fields, fields, redirect, safe_path, to_sign_in
from cleaning_app.context import Ctx
from cleaning_app.errors import (
    Invalid,
    NotFound,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from cleaning_app.services import organisations, sessions
from cleaning_app.services.sessions import SignedIn

HOME, WORKERS_HOME, FIRST_PASSWORD = "/", "/today", "/account"

log = structlog.get_logger("sign-in")


@endpoint("POST", "/session", open=True, module="", status=303, form=True)
async def sign_in(request: Request) -> Response:
    """Sign in with a form: `login`, `password`, `next`.

    Sets the session cookie and leads to `next`, a path on this site. What goes wrong leads back to
    `/sign-in?error=wrong|locked|away`; the same for an unknown account as for a wrong password.
    On an installation without an organisation everything leads to `/setup`.
    """
    origins.require_ours(request.headers)
    await rate_limits.check_address(client_address.of(request.scope), "sign-in")
    form = await fields(request, "login", "password", "next")
    next_path = safe_path(form["next"])
    try:
        opened = await sessions.sign_in(
            form["login"], form["password"], user_agent=request.headers.get("user-agent", "")
        )
    except (Unauthenticated, TooManyRequests, Invalid):
        # Known or not, an account says "locked" after as many tries: by this count, not by its own.
        locked = await rate_limits.is_fifth_wrong_try(form["login"])
        metrics.sign_ins.labels("locked" if locked else "wrong").inc()
        log.info("sign-in refused", locked=locked)
        if not await organisations.any_exist():
            return redirect("/setup")
        return to_sign_in("locked" if locked else "wrong", next_path)
    except Unavailable:
        metrics.sign_ins.labels("away").inc()
        return to_sign_in("away", next_path)
    await rate_limits.forget_wrong_tries(form["login"])
    metrics.sign_ins.labels("ok").inc()
    await _end_former(request)
    where = _first_page(opened, next_path)
    return redirect(where, cookies.setting(opened.token, _seconds()))


def _first_page(opened: SignedIn, next_path: str) -> str:
    """Where somebody goes on: workers have no front page in the office."""
    if opened.must_change_password:
        return FIRST_PASSWORD
    is_worker = opened.identity.actor.role == "worker"
    return WORKERS_HOME if is_worker and next_path == HOME else next_path


async def _end_former(request: Request) -> None:
    """A browser holds one session: the one it came with ends (OWASP ASVS 5.0 §7.2.4)."""
    former = cookies.session_token(request.headers.get("cookie"))
    if former:
        await sessions.sign_out(former)


def _seconds() -> int:
    return int(sessions.ABSOLUTE.total_seconds())


@endpoint("POST", "/session/end", open=True, module="", status=303, form=True)
async def sign_out(request: Request) -> Response:
    """Sign out: ends the session and clears the cookie."""
    origins.require_ours(request.headers)
    token = cookies.session_token(request.headers.get("cookie"))
    if token:
        await sessions.sign_out(token)
    return redirect("/sign-in", cookies.clearing())


@endpoint("POST", "/session/organisation", open=True, module="", status=303, form=True)
async def switch(request: Request) -> Response:
    """Go on in another organisation of one's own: form field `organisation`, its id.

    The session gets a new token; the old one ends.
    """
    origins.require_ours(request.headers)
    token = cookies.session_token(request.headers.get("cookie"))
    form: Fields = await fields(request, "organisation")
    try:
        fresh = await sessions.switch_organisation(token or "", UUID(form["organisation"]))
    except ValueError:
        raise NotFound("There is no such organisation.") from None
    except Unauthenticated:
        return to_sign_in("ended", HOME)
    return redirect(HOME, cookies.setting(fresh, _seconds()))


class Myself(BaseModel):
    """Who is signed in, and the token their writes must carry in X-CSRF-Token (cookies only)."""

    name: str
    role: str
    permissions: list[str]
    organisation: str
    timezone: str
    csrf_token: str | None


@endpoint("GET", "/session", answer=Myself, module="")
async def myself(ctx: Ctx, request: Request) -> Myself:
    """Who am I, and what may I do here?"""
    token = cookies.session_token(request.headers.get("cookie"))
    by_cookie = token is not None and "authorization" not in request.headers
    return Myself(
        name=ctx.actor.name,
        role=ctx.actor.role,
        permissions=sorted(ctx.actor.permissions),
        organisation=ctx.org.slug,
        timezone=ctx.org.timezone,
        csrf_token=crypto.csrf_token(token) if by_cookie and token else None,
    )
