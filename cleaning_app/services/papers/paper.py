"""What every paper has: whose it is, for whom, in which language, of which day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

_ODD = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, kw_only=True)
class Company:
    """The letterhead. `logo` is a PNG of ours, or None; `lines` is the postal address."""

    name: str
    lines: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    gst_number: str = ""
    footer: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Party:
    """Whom a paper is for."""

    name: str
    lines: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document ready to be set, by the template `templates/<template>.typ`.

    Fields that end in `_cents` are amounts and reach the template as text ("$1,234.50"), days as
    their long and short form, None as none. `made_on` becomes the PDF's own date, so that it
    follows from the data.
    """

    template: ClassVar[str]

    company: Company
    language: str = "en"
    currency: str = "CAD"
    made_on: date

    @property
    def title(self) -> str:
        """What a reader of PDFs shows in its title bar."""
        raise NotImplementedError

    @property
    def filename(self) -> str:
        """A name for the file, from what stands on the paper."""
        return file_name(self.title)


def file_name(text: str, extension: str = "pdf") -> str:
    """Text as the name of a file: letters, digits, dots and dashes; anything else becomes a dash."""
    plain = _ODD.sub("-", text).strip("-.")[:80] or "paper"
    return f"{plain}.{extension}"
