"""A plain HTML page of ours, for what a browser shows without the dashboard's scripts."""

from __future__ import annotations

import html
from collections.abc import Mapping

from starlette.responses import HTMLResponse

_SHEETS = ("tokens", "base", "pieces", "forms", "plain")
_HEAD = (
    '<link rel="icon" href="/icon.svg" type="image/svg+xml"><script src="/theme.js"></script>'
    + "".join(f'<link rel="stylesheet" href="/css/{name}.css">' for name in _SHEETS)
)
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def page(
    title: str,
    body: str,
    *,
    status: int = 200,
    narrow: bool = True,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """An HTML answer: a card in the middle when `narrow`, else a document to read.

    `body` is trusted markup, so whoever writes it escapes what came from outside.
    """
    heading = f'<h1 class="big">{html.escape(title)}</h1>'
    if narrow:
        body = f'<main class="sign-in"><div class="card">{heading}{body}</div></main>'
    else:
        body = f'<main class="reading">{heading}{body}</main>'
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>{_HEAD}</head><body>{body}</body></html>"
    )
    own = {"Content-Security-Policy": POLICY, **(headers or {})}
    return HTMLResponse(text, status_code=status, headers=own)
