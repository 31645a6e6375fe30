"""What a figure of the owner's pages is asked for, read from untrusted arguments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from cleaning_app.context import Ctx
from cleaning_app.services import gst
from cleaning_app.services.gst.asked import Asked, ask
from cleaning_app.services.listing_filters import day_named

ARGUMENTS = ("figure", "line", "basis", "from", "to")
"""The arguments a figure may take, beside search, order and page."""


async def asked(ctx: Ctx, arguments: Mapping[str, str]) -> Asked:
    """The days and the basis, accrual unless told.

    Raises:
        Forbidden: without `finance.view`.
        Invalid: days or a basis that are none.
    """
    first, last = (day_named(name, arguments.get(name, "")) for name in ("from", "to"))
    return await ask(ctx, first, last, arguments.get("basis") or gst.Basis.ACCRUAL)


def address(figure: str, line: str, basis: str, first: date, last: date) -> str:
    """Where the rows of a figure are: the part of an address after the question mark."""
    said = {"figure": figure, "line": line, "basis": basis, "from": first, "to": last}
    return urlencode({name: str(value) for name, value in said.items() if value})
