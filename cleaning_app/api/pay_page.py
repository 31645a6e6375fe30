"""How the public page of an invoice looks: plain HTML in the company's name, nothing that runs."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from cleaning_app.services.papers import InvoicePaper, shown

_FOLDER: Final = Path(__file__).parent / "templates"

PRIVATE: Final = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",  # the address is the key
}
POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_COLOURS: Final = {"draft": "", "void": "red", "overdue": "red", "paid": "green"}


def page(paper: InvoicePaper, *, path: str, card: str | None) -> HTMLResponse:
    """The page of an invoice. `path` is its own address, `card` where it is paid by card."""
    # The picture stands among the text: one request, and the answer may not be kept anywhere.
    logo = base64.b64encode(paper.company.logo).decode() if paper.company.logo else ""
    values: dict[str, Any] = {
        "d": shown(paper),
        "logo": logo,
        "path": path,
        "card": card,
        "colour": _COLOURS.get(paper.status, "blue"),
        "initial": paper.company.name.strip()[:1].upper(),
    }
    return _answer("pay.html", values, 200)


def missing() -> HTMLResponse:
    """The same for every address at which there is nothing."""
    return _answer("pay_missing.html", {}, 404)


def _answer(template: str, values: dict[str, Any], status: int) -> HTMLResponse:
    text = _environment().get_template(template).render(values)
    return HTMLResponse(text, status, PRIVATE | {"Content-Security-Policy": POLICY})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
