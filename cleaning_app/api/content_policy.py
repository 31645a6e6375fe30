"""The Content-Security-Policy of the dashboard: scripts of ours, by file or by hash, and no others.

The compiled frontend starts itself with a few inline scripts; their hashes are read from the build,
so that an inline script anybody else smuggles into a page does not run. `unsafe-eval` stays: Reflex
carries toasts and `rx.call_script` to the browser as text to evaluate. Styles are inline because
emotion makes them while the page runs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from reflex.constants import Dirs
from reflex.utils import prerequisites

from cleaning_app.settings import get_settings

NOTHING = "default-src 'none'; frame-ancestors 'none'"

SERVICE_WORKER = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
"""A worker obeys the policy of its own script: the phone's fetches our own files and nothing else."""
_INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)


def for_dashboard() -> str:
    """The policy of every page of the compiled frontend."""
    build = prerequisites.get_web_dir() / Dirs.STATIC
    settings = get_settings()
    return _policy(_hashes(build, _stamp(build)), settings.cdn_url, settings.map_tile_url)


@lru_cache(maxsize=4)
def _policy(hashes: tuple[str, ...], cdn_url: str | None, tile_url: str | None = None) -> str:
    parts = urlsplit(cdn_url or "")
    own = f"'self' {parts.scheme}://{parts.netloc}" if cdn_url else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {own} 'unsafe-eval' {' '.join(hashes)}".rstrip(),
            f"style-src {own} 'unsafe-inline'",
            f"img-src {own} data: blob:{_tiles(tile_url)}",
            f"font-src {own} data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _tiles(tile_url: str | None) -> str:
    """Where map tiles come from; `{s}` in their address stands for one of several subdomains."""
    if not tile_url:
        return ""
    parts = urlsplit(tile_url.replace("{s}", "*"))
    return f" {parts.scheme}://{parts.netloc}"


def _stamp(build: Path) -> int:
    """Changes with every build."""
    try:
        return (build / "index.html").stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=2)
def _hashes(build: Path, _stamp: int) -> tuple[str, ...]:
    """The inline scripts of all pages of a build, as CSP sources."""
    found: set[str] = set()
    for page in build.rglob("*.html"):
        for script in _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8")):
            digest = hashlib.sha256(script.encode()).digest()
            found.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return tuple(sorted(found))
