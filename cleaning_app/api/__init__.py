"""HTTP routes: the door for programs, and for the browser's cookie."""

from cleaning_app.api.app import create, lifespan

__all__ = ["create", "lifespan"]
