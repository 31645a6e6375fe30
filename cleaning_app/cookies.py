"""The session cookie: its name, how it is set and cleared, and how a door reads it."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from cleaning_app.settings import get_settings

_LONGEST = 200


def is_secure() -> bool:
    """Whether people reach this installation over https, so that cookies may insist on it."""
    settings = get_settings()
    return settings.is_prod or settings.base_url.startswith("https://")


def name() -> str:
    """`__Host-session` where https is certain, else `session`.

    Browsers take a `__Host-` cookie only over https, for exactly this host and the whole site
    (RFC 6265bis §4.1.3.2), so that no neighbouring subdomain can plant one.
    """
    return "__Host-session" if is_secure() else "session"


def session_token(cookie_header: str | None) -> str | None:
    """The session token in a Cookie header, or None when there is none or the header is broken."""
    try:
        found = SimpleCookie(cookie_header or "").get(name())
    except CookieError:
        return None
    return found.value if found and 0 < len(found.value) <= _LONGEST else None


def setting(token: str, max_age_seconds: int) -> str:
    """A Set-Cookie value that scripts can't read and that other sites' forms don't send."""
    parts = f"{name()}={token}; Max-Age={max_age_seconds}; Path=/; HttpOnly; SameSite=Lax"
    return f"{parts}; Secure" if is_secure() else parts


def clearing() -> str:
    """A Set-Cookie value that makes the browser forget the token."""
    return setting("", 0)
