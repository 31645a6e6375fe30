"""The audit log: who did what, to what, and proof that nobody changed it."""

from cleaning_app.pages.audit import overview

__all__ = ["overview"]
