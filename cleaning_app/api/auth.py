"""Who calls: HTTP Basic, a personal API token, or the dashboard's session cookie, in that order.

A request that names credentials is judged by them alone; wrong ones never fall back to a cookie.
"""

from __future__ import annotations

import base64
import binascii

from starlette.requests import Request

from cleaning_app import client_address, cookies, crypto, rate_limits
from cleaning_app.api import origins
from cleaning_app.context import Identity
from cleaning_app.errors import Forbidden, Unauthenticated
from cleaning_app.services import api_tokens, identities, sessions
from cleaning_app.settings import get_settings

CSRF_HEADER = "x-csrf-token"
ORGANISATION_HEADER = "x-organisation"
_READS = {"GET", "HEAD", "OPTIONS"}

_WRONG = "These credentials are not valid."


async def identify(request: Request) -> Identity:
    """The caller and the organisation they act in.

    Raises:
        Unauthenticated: nobody, or credentials that are wrong, expired or revoked.
        Forbidden: a write that another site may have forged, or the wrong organisation's name.
        TooManyRequests: too many wrong credentials from this address.
    """
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        identity = await _by_cookie(request)
    elif scheme.lower() == "basic":
        return await _by_password(request, credentials.strip())
    elif scheme.lower() == "bearer":
        identity = await _by_token(request, credentials.strip())
    else:
        raise Unauthenticated("Use HTTP Basic or a Bearer token.")
    named = request.headers.get(ORGANISATION_HEADER)
    if named and named != identity.org.slug:
        raise Forbidden("These credentials belong to another organisation.")
    if identity.actor.must_change_password:
        raise Forbidden("Choose your own password first: your current one is temporary.")
    return identity


async def _by_cookie(request: Request) -> Identity:
    token = cookies.session_token(request.headers.get("cookie"))
    identity = await sessions.identify(token) if token else None
    if token is None or identity is None:
        raise Unauthenticated("Sign in first.")
    if request.method not in _READS:
        origins.require_ours(request.headers)
        if not crypto.same(request.headers.get(CSRF_HEADER, ""), crypto.csrf_token(token)):
            raise Forbidden("The X-CSRF-Token header is missing or not this session's.")
    return identity


async def _by_token(request: Request, token: str) -> Identity:
    identity = await api_tokens.identify(token)
    if identity is None:
        await rate_limits.check_address(client_address.of(request.scope), "credentials")
        raise Unauthenticated(_WRONG)
    return identity


async def _by_password(request: Request, credentials: str) -> Identity:
    """One of the installation's two Basic accounts, in the organisation the request names.

    Browsers send a remembered Basic password along with other sites' forms too, so writes must
    come from here.
    """
    address = client_address.of(request.scope)
    await rate_limits.refuse_if_used_up(address, "credentials")
    try:
        name, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name, password = "", ""
    role = _basic_role(name, password)
    if role is None:
        await rate_limits.check_address(address, "credentials")
        raise Unauthenticated(_WRONG)
    if request.method not in _READS:
        origins.require_ours(request.headers)
    slug = request.headers.get(ORGANISATION_HEADER) or get_settings().default_org
    org_id = await identities.find_organisation(slug)
    return await identities.as_role(org_id, "basic", name, role)


def _basic_role(name: str, password: str) -> str | None:
    """The role of a Basic account. Both accounts are compared in full whatever the first one says."""
    settings = get_settings()
    found: str | None = None
    for role in ("admin", "owner"):
        username = getattr(settings, f"{role}_basic_username")
        secret = getattr(settings, f"{role}_basic_password")
        if not username or secret is None:
            continue
        name_fits = crypto.same(name, username)
        if crypto.same(password, secret.get_secret_value()) & name_fits:
            found = role
    return found
