"""The compiled frontend follows the address bar; it is compiled again only when its sources change."""

from __future__ import annotations

from pathlib import Path

import pytest
import reflex_base

from cleaning_app.same_origin import follow_the_address_bar
from cleaning_app.settings import get_settings
from deploy import frontend

STATE_JS = Path(reflex_base.__file__).parent / ".templates/web/utils/state.js"


def test_the_installed_reflex_can_be_patched_once_and_again():
    original = STATE_JS.read_text()
    patched = follow_the_address_bar(original)
    assert patched.count("endpoint.port = window.location.port;") == 1
    assert 'endpoint.port = "";' not in patched
    assert follow_the_address_bar(patched) == patched


def test_a_reflex_that_has_changed_is_told_instead_of_served_broken():
    with pytest.raises(ValueError, match="getBackendURL"):
        follow_the_address_bar("export const getBackendURL = () => location.origin;")


def test_the_fingerprint_changes_with_a_source_and_not_with_the_port(tmp_path):
    settings = get_settings()
    asset = frontend.ROOT / "assets" / f"{tmp_path.name}.probe"
    before = frontend.fingerprint(settings)
    assert frontend.fingerprint(settings.model_copy(update={"port": 9999})) == before
    try:
        asset.write_text("new")
        assert frontend.fingerprint(settings) != before
    finally:
        asset.unlink()
    assert frontend.fingerprint(settings) == before
