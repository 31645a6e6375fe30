"""The first organisation and its owner, on an installation that has none."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cleaning_app import client_address, cookies, crypto, rate_limits
from cleaning_app.api import origins, setup_page
from cleaning_app.api.endpoint import endpoint
from cleaning_app.api.forms import fields, redirect
from cleaning_app.errors import Conflict, Forbidden, Invalid
from cleaning_app.services import first_owner, organisations, sessions
from cleaning_app.settings import get_settings

_FIELDS = ("organisation", "timezone", "name", "email", "password", "code")


@endpoint("GET", "/setup", open=True, door="set-up", module="", in_document=False)
async def show(request: Request) -> Response:
    """The form of first use; once there is an organisation, the sign-in page."""
    if await organisations.any_exist():
        return redirect("/sign-in")
    return setup_page.form(request.query_params.get("error", ""), get_settings().is_prod)


@endpoint("POST", "/setup", open=True, module="", status=303, form=True)
async def set_up(request: Request) -> Response:
    """Open the first organisation with a form: `organisation`, `timezone`, `name`, `email`, `password`.

    In production the form also needs `code`: OWNER_BASIC_PASSWORD (or ADMIN_BASIC_PASSWORD), so
    that nobody else gets there first. Signs the owner in. A field that can't be used leads back to
    `/setup?error=FIELD`; once there is an organisation, all leads to `/sign-in`.
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
        field = refused.errors[0].field if refused.errors else "organisation"
        return redirect(f"/setup?error={field if field in _FIELDS else 'organisation'}")
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
