"""The optimiser's pages: asking for a better day, and what came out of it."""

from cleaning_app.pages.optimise import ask, run

__all__ = ["ask", "run"]
