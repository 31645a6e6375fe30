"""Whose wish decides the language of the phone."""

from __future__ import annotations

import pytest

from cleaning_app.domain.languages import choose


@pytest.mark.parametrize(
    ("own", "accepted", "organisation", "spoken"),
    [
        ("fr", "en-CA", "en", "fr"),
        ("", "fr-CA,fr;q=0.9,en;q=0.8", "en", "fr"),
        ("", "en;q=0.4, fr;q=0.7", "en", "fr"),
        ("", "de-DE,uk;q=0.9", "fr", "fr"),
        ("", "fr;q=0", "en", "en"),
        ("", "", "", "en"),
        ("pt", ";;q=,q=x,fr;q=much", "xx", "en"),
    ],
)
def test_own_choice_then_browser_then_organisation(own, accepted, organisation, spoken):
    assert choose(own, accepted, organisation) == spoken
