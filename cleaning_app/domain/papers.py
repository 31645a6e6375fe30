"""Papers people send: a photo of one, or a PDF, told apart by what is in the file, never by its name."""

from __future__ import annotations

import re
from typing import Final, Literal

from cleaning_app.errors import Invalid

Kind = Literal["picture", "pdf"]
MOST_PDF_BYTES: Final = 10 * 1024 * 1024

_HEADER: Final = re.compile(rb"\s{0,16}%PDF-[12]\.\d")
_ENDING_WITHIN: Final = 2048
# What a receipt never needs and a trap does: scripts, programs, files inside. Parts that are
# compressed hide from this look; the headers the file is sent with are for those.
_ACTIVE: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


def kind_of(data: bytes) -> Kind:
    """PDF or picture; what is neither is found out when the picture is decoded."""
    return "pdf" if _HEADER.match(data) else "picture"


def expect_plain_pdf(data: bytes) -> None:
    """Refuse a PDF that is too large, cut off, or does things.

    Raises:
        Invalid: saying which.
    """
    if len(data) > MOST_PDF_BYTES:
        raise _refused("This PDF is larger than 10 MB.")
    if b"%%EOF" not in data[-_ENDING_WITHIN:] or b"startxref" not in data[-_ENDING_WITHIN:]:
        raise _refused("This PDF is cut off. Download or scan it again.")
    if _ACTIVE.search(data):
        raise _refused("This PDF holds scripts or other files. Print it to a plain PDF first.")


def _refused(words: str) -> Invalid:
    return Invalid.field("receipt", words)
