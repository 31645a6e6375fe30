"""The same door as in tests/api."""

from tests.api.conftest import door, setting

__all__ = ["door", "setting"]
