"""The datasets that can be taken over, in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from cleaning_app.domain.importing.columns import count_matches, plain
from cleaning_app.domain.importing.datasets.bookings import BOOKINGS
from cleaning_app.domain.importing.datasets.clients import CLIENTS
from cleaning_app.domain.importing.datasets.expenses import EXPENSES
from cleaning_app.domain.importing.datasets.gst_instalments import GST_INSTALMENTS
from cleaning_app.domain.importing.datasets.invoices import INVOICES
from cleaning_app.domain.importing.datasets.payments import PAYMENTS
from cleaning_app.domain.importing.datasets.workers import WORKERS
from cleaning_app.domain.importing.rows import Dataset

DATASETS: tuple[Dataset[Any], ...] = (
    CLIENTS,
    WORKERS,
    BOOKINGS,
    INVOICES,
    PAYMENTS,
    EXPENSES,
    GST_INSTALMENTS,
)

BY_KEY: dict[str, Dataset[Any]] = {dataset.key: dataset for dataset in DATASETS}


def guess_dataset(filename: str, header: Sequence[str] = ()) -> str | None:
    """Which dataset a file is: by its name, else by whose columns its header fits best.

    "bookings.csv" and "bookings_2026-11.csv" are bookings; None when nothing fits.
    """
    stem = plain(PurePath(filename).stem)
    named = [d.key for d in DATASETS if stem == d.key or stem.startswith(d.key + "_")]
    if named:
        return named[0]
    fits = [(count_matches(d.fields, header), d.key) for d in DATASETS]
    best, key = max(fits, key=lambda fit: fit[0])
    return key if best else None
