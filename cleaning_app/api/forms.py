"""Plain HTML forms: reading their few short fields, and leading the browser on."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from cleaning_app.api.problems import BadRequest, TooLarge

Fields = dict[str, str]

_MOST_BYTES = 16 * 1024
_LONGEST = 1000


async def fields(request: Request, *names: str) -> Fields:
    """The named fields of a form, "" for what is missing; others are ignored.

    Raises:
        BadRequest: not a form, or a field with a file or far too much in it.
        TooLarge: more than a sign-in can be.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise BadRequest("Send a form: Content-Type: application/x-www-form-urlencoded.")
    if len(await request.body()) > _MOST_BYTES:
        raise TooLarge("That is more than this form can hold.")
    async with request.form(max_files=0, max_fields=20) as form:
        found = {name: str(form.get(name, "")) for name in names}
    if any(len(value) > _LONGEST for value in found.values()):
        raise BadRequest("A field of the form is too long.")
    return found


def safe_path(wanted: str) -> str:
    """A path on this site to lead a browser to; the front page for anything else.

    Only what starts with a single slash and holds no backslash, control character or host: the
    ways in which browsers read another site out of a "path".
    """
    plain = wanted.isprintable() and "\\" not in wanted and wanted.isascii()
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    is_local = not parts.scheme and not parts.netloc and not parts.path.startswith("//")
    return wanted if is_local else "/"


def redirect(path: str, cookie: str | None = None) -> Response:
    """Lead the browser to a path of ours with GET, setting a cookie on the way."""
    headers = {"Location": path, "Cache-Control": "no-store"}
    if cookie is not None:
        headers["Set-Cookie"] = cookie
    return Response(status_code=303, headers=headers)


def to_sign_in(error: str, next_path: str) -> Response:
    """Back to the sign-in page, which says why; the name and password typed are not repeated."""
    after = f"&next={quote(next_path)}" if next_path != "/" else ""
    return redirect(f"/sign-in?error={error}{after}")
