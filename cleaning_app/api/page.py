"""A plain HTML page of ours, for what a browser shows without the dashboard's scripts."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping

from starlette.responses import HTMLResponse

_STYLE = """
:root{color-scheme:light dark;--ink:#14181f;--soft:#5b6472;--line:#e3e6ea;--ground:#fbfbfa}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa3af;--line:#2b3038;--ground:#14161a}}
body{font:15px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--ground);
max-width:62rem;margin:3rem auto;padding:0 1.25rem}
h1{font-size:1.5rem}h2{margin-top:2.5rem;font-size:1.15rem}h3{font-size:1rem;margin-bottom:.25rem}
code,pre{font:13px/1.5 ui-monospace,monospace}pre{overflow:auto;padding:.75rem;
border:1px solid var(--line);border-radius:6px}table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;
border-bottom:1px solid var(--line)}.soft{color:var(--soft)}a{color:inherit}
label{display:block;margin:1rem 0 .25rem}
input,select{font:inherit;width:100%;max-width:26rem;box-sizing:border-box;padding:.5rem .6rem;
color:inherit;background:transparent;border:1px solid var(--soft);border-radius:6px}
button{font:inherit;margin-top:1.5rem;padding:.55rem 1.1rem;border:0;border-radius:6px;
background:#0f766e;color:#fff;cursor:pointer}:focus-visible{outline:2px solid #0f766e;
outline-offset:2px}[role=alert]{border-left:3px solid #b91c1c;padding-left:.75rem}
section{border-top:1px solid var(--line);padding-top:.75rem;margin-top:1.25rem}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def page(
    title: str, body: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """An HTML answer; `body` is trusted markup, so whoever writes it escapes what came from outside."""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{html.escape(title)}</h1>{body}</body></html>"
    )
    own = {"Content-Security-Policy": POLICY, **(headers or {})}
    return HTMLResponse(text, status_code=status, headers=own)
