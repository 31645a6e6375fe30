"""Settings: how the company works. A section is a module here and a line in `sections.py`."""

from cleaning_app.pages.settings import overview, policies

__all__ = ["overview", "policies"]
