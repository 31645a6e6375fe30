"""Whose address a request comes from, and over which scheme, when proxies of ours stand in front."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, MutableMapping
from typing import Any

from cleaning_app.settings import get_settings

UNKNOWN = "unknown"


def of(scope: MutableMapping[str, Any]) -> str:
    """The caller's address: the peer's, or what our outermost proxy saw.

    Every proxy appends the peer it saw to X-Forwarded-For, so with `TRUSTED_PROXY_HOPS` proxies
    of ours the caller is that many entries from the right; whatever stands further left was
    written by the caller. A missing or odd entry falls back to the peer.
    """
    peer = scope["client"][0] if scope.get("client") else UNKNOWN
    settings = get_settings()
    hops = settings.trusted_proxy_hops if settings.trust_proxy_headers else 0
    if hops == 0:
        return peer
    chain = [entry.strip() for entry in ",".join(_all(scope, b"x-forwarded-for")).split(",")]
    if len(chain) < hops:
        return peer
    return _address(chain[-hops]) or peer


def is_https(scope: MutableMapping[str, Any]) -> bool:
    """Whether the caller's own connection is encrypted."""
    settings = get_settings()
    if settings.trust_proxy_headers and settings.trusted_proxy_hops:
        forwarded = list(_all(scope, b"x-forwarded-proto"))
        if forwarded:
            return forwarded[-1].split(",")[-1].strip().lower() in {"https", "wss"}
    return scope.get("scheme") in {"https", "wss"}


def network(address: str) -> str:
    """What a limit counts: an IPv4 address, or the /64 an IPv6 customer gets whole."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _all(scope: MutableMapping[str, Any], wanted: bytes) -> Iterable[str]:
    return (value.decode("latin-1") for name, value in scope["headers"] if name == wanted)


def _address(entry: str) -> str | None:
    """An address as proxies write it: bare, with a port, or IPv6 in brackets."""
    bare = entry.strip("[]") if entry.endswith("]") else entry.partition("]")[0].strip("[")
    for candidate in (bare, entry.rpartition(":")[0]):
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return None
