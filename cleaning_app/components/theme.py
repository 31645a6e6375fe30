"""The look: the style sheets in their order, and the colours of assets/css/tokens.css for charts."""

from __future__ import annotations

import re
from typing import Final

from cleaning_app.settings import ROOT

STYLESHEETS: Final = [
    "/css/tokens.css",
    "/css/base.css",
    "/css/shell.css",
    "/css/pieces.css",
    "/css/forms.css",
    "/css/table.css",
    "/css/overlay.css",
    "/css/dashboard.css",
    "/css/pages.css",
    "/css/bookings.css",
    "/css/onsite.css",
    "/css/money.css",
    "/css/series.css",
    "/css/schedule.css",
    "/css/optimise.css",
    "/css/expenses.css",
    "/css/finance.css",
    "/css/ledgers.css",
    "/css/exports.css",
    "/css/people.css",
    "/css/phone.css",
    "/css/print.css",
]

_TOKENS: Final = (ROOT / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")


def _colours(selector: str) -> dict[str, str]:
    """The tokens of one block of the style sheet: name → value."""
    found = re.search(re.escape(selector) + r" \{(.*?)\n\}", _TOKENS, re.DOTALL)
    assert found is not None  # the file is ours
    return dict(re.findall(r"--([a-z0-9-]+): (.+?);", found[1]))


LIGHT: Final = _colours(":root")
DARK: Final = _colours(":root.dark")

SERVICE_COLOURS: Final = ("accent", "blue", "violet", "amber", "rose", "green")
"""Colours a service may have; each has a soft ground of the same name."""
