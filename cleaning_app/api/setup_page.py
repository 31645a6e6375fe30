"""The form of first use, as a plain page: it is seen once, before there is anything to show."""

from __future__ import annotations

import html
from typing import Final

from starlette.responses import Response

from cleaning_app.api.page import page

_ZONES: Final = (
    "America/Edmonton",
    "America/Vancouver",
    "America/Regina",
    "America/Winnipeg",
    "America/Toronto",
    "America/Halifax",
    "America/St_Johns",
    "America/Whitehorse",
    "America/Yellowknife",
    "America/Iqaluit",
)

_PROBLEMS: Final = {
    "organisation": "Give your company a name of up to 120 characters.",
    "timezone": "Choose a time zone from the list.",
    "name": "Give your own name, up to 120 characters.",
    "email": "That e-mail address can't be right.",
    "password": "Choose a longer or less common password: 12 characters or more, a few unusual words.",
}


def form(problem: str, with_code: bool) -> Response:
    """The form; `problem` is the field that was refused. Only known words reach the page."""
    said = (
        f'<div class="error-box" role="alert">{_PROBLEMS[problem]}</div>'
        if problem in _PROBLEMS
        else ""
    )
    zones = "".join(f"<option>{zone}</option>" for zone in _ZONES)
    code = _field("code", "Set-up code (OWNER_BASIC_PASSWORD)", "password", "off")
    body = (
        '<p class="muted">This installation is new. Name your company and make its first owner; '
        f'everybody else is added later, inside.</p>{said}<form class="form" method="post" action="/setup">'
        + _field("organisation", "Company", "text", "organization")
        + '<label class="field"><span class="label">Time zone</span>'
        + f'<select class="input" name="timezone">{zones}</select></label>'
        + _field("name", "Your name", "text", "name")
        + _field("email", "Your e-mail", "email", "username")
        + _field("password", "Password, 12 characters or more", "password", "new-password")
        + (code if with_code else "")
        + '<button class="btn primary">Open the company</button></form>'
    )
    return page("Welcome", body, headers={"Cache-Control": "no-store"})


def _field(name: str, label: str, kind: str, complete: str) -> str:
    return (
        f'<label class="field"><span class="label">{html.escape(label)}</span>'
        f'<input class="input" name="{name}" type="{kind}" autocomplete="{complete}"'
        ' maxlength="254" required></label>'
    )
