"""Taking over a company's books from CSV files: look, run, take back.

`preview` shows what a file would do, `run` does it in the caller's transaction, `undo` takes a
batch back, `list_batches` is the history. `plan` decides, `write` writes; `books` knows how each
dataset lives in the tables; reading files is `domain.importing`.
"""

from __future__ import annotations

from cleaning_app.services.imports import shelf
from cleaning_app.services.imports.history import list_batches
from cleaning_app.services.imports.results import Batch, Counts, ImportResult, Preview
from cleaning_app.services.imports.run import preview, run
from cleaning_app.services.imports.undo import Undone, undo
from cleaning_app.services.imports.write import Progress

__all__ = [
    "Batch",
    "Counts",
    "ImportResult",
    "Preview",
    "Progress",
    "Undone",
    "list_batches",
    "preview",
    "run",
    "shelf",
    "undo",
]
