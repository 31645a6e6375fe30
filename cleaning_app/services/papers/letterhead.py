"""What stands at the head of an organisation's papers, from Settings → Company."""

from __future__ import annotations

from cleaning_app.context import Ctx
from cleaning_app.errors import Unavailable
from cleaning_app.integrations import storage
from cleaning_app.integrations.failures import ProviderError
from cleaning_app.models import OrganisationSettings
from cleaning_app.services import organisations
from cleaning_app.services.papers import words
from cleaning_app.services.papers.paper import Company

_BN = 9  # digits of a business number, before its program account
_MOST_KEPT = 64
_read: dict[str, bytes] = {}


async def company(ctx: Ctx) -> Company:
    """The letterhead of the organisation at work.

    Raises:
        Unavailable: the logo can't be reached; a paper without it would be another paper.
    """
    return await of_settings(ctx.org.name, await organisations.settings(ctx))


async def of_settings(name: str, found: OrganisationSettings) -> Company:
    """The letterhead these settings make."""
    number = found.gst_number
    return Company(
        name=name,
        lines=lines_of(found.postal_address),
        phone=found.phone,
        email=found.contact_email,
        gst_number=f"{number[:_BN]} {number[_BN:]}".strip(),
        footer=found.paper_footer,
        logo=await logo(found.logo_key),
    )


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of an address as somebody typed it."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def language(ctx: Ctx) -> str:
    """The language the organisation's clients are written to in."""
    return words.known(ctx.org.language)


async def logo(key: str) -> bytes | None:
    """The logo kept under a key, None when there is none. A key names its contents, so what was
    read once is right for good.

    Raises:
        Unavailable: storage is away.
    """
    if not key:
        return None
    if key in _read:
        return _read[key]
    try:
        data = b"".join([piece async for piece in storage.files().pieces(key)])
    except storage.Missing:
        return None
    except ProviderError as error:
        raise Unavailable("The logo can't be reached right now. Try again shortly.") from error
    if len(_read) >= _MOST_KEPT:
        _read.clear()
    _read[key] = data
    return data
