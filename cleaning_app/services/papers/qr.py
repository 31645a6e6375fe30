"""A link as a QR code."""

from __future__ import annotations

from typing import Any, cast

import segno


def as_svg(link: str) -> str:
    """The code as an SVG picture, dark on nothing, with the quiet zone a scanner needs (ISO 18004)."""
    code: Any = segno.make_qr(link, error="m")
    return cast(str, code.svg_inline(scale=1, border=2, dark="#1c1917"))
