"""Whether a browser sent a request from a page of ours, so that no other site can act as a visitor."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from cleaning_app.errors import Forbidden
from cleaning_app.settings import get_settings


def is_ours(headers: Headers) -> bool:
    """Whether nothing says that another site sent it.

    Browsers say so by Sec-Fetch-Site (Fetch Metadata §2.3), older ones by Origin; programs that
    send neither hold no cookies a stranger could misuse.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or is_own_origin(origin, headers)


def is_own_origin(origin: str, headers: Headers) -> bool:
    """Whether an Origin header names this site: the public address, or the host that was asked."""
    asked = urlsplit(origin)
    public = urlsplit(get_settings().base_url)
    return bool(asked.netloc) and (
        asked.netloc == headers.get("host") or (asked.scheme, asked.netloc) == public[:2]
    )


def require_ours(headers: Headers) -> None:
    """Refuse what another site made a browser send.

    Raises:
        Forbidden: it was.
    """
    if not is_ours(headers):
        raise Forbidden("This has to come from a page of this site.")
