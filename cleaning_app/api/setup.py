"""The first organisation and its owner, on an installation that has none."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from cleaning_app import client_address, cookies, crypto, rate_limits
from cleaning_app.api import origins
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.forms import fields, redirect
from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.services import first_owner, sessions
from cleaning_app.settings import get_settings

_FIELDS = ("organisation", "timezone", "name", "email", "password", "code")


@endpoint("POST", "/setup", open=True, module="", status=303, form=True)
async def set_up(request: Request) -> Response:
    """Open the first organisation with a form: `organisation`, `timezone`, `name`, `email`, `password`.

    In production the form also needs `code`: OWNER_BASIC_PASSWORD (or ADMIN_BASIC_PASSWORD), so
    that nobody else gets there first. Signs the owner in. Refusals lead back to
    `/setup?error=…`, in words; once there is an organisation, to `/sign-in`.
    """
    origins.require_ours(request.headers)
    await rate_limits.check_address(client_address.of(request.scope), "set-up")
    form = await fields(request, *_FIELDS)
    _check_code(form.pop("code"))
    try:
        await first_owner.set_up(**form)
    except Conflict:
        return redirect("/sign-in")
    except Invalid as refused:
        words = " ".join(problem.message for problem in refused.errors) or refused.detail
        return redirect(f"/setup?error={quote(words)}")
    opened = await sessions.sign_in(
        form["email"], form["password"], user_agent=request.headers.get("user-agent", "")
    )
    seconds = int(sessions.ABSOLUTE.total_seconds())
    return redirect("/", cookies.setting(opened.token, seconds))


def _check_code(code: str) -> None:
    settings = get_settings()
    if not settings.is_prod:
        return
    known = settings.owner_basic_password or settings.admin_basic_password
    if known is None or not crypto.same(code, known.get_secret_value()):
        raise Forbidden("That is not the set-up code: OWNER_BASIC_PASSWORD from the environment.")
