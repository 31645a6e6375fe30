"""Exports for the accountant: QuickBooks and Xero import files, sales ledger, payments, deposits."""

from cleaning_app.services.accounting.export import download, export, file_name
from cleaning_app.services.accounting.figures import Figures, figures
from cleaning_app.services.accounting.history import Downloaded, recent
from cleaning_app.services.accounting.kinds import FORMATS, Kind, kind_named
from cleaning_app.services.accounting.names import Key, Name, Names, names, rename
from cleaning_app.services.accounting.questions import Asking, Doubt, questions

__all__ = [
    "FORMATS",
    "Asking",
    "Doubt",
    "Downloaded",
    "Figures",
    "Key",
    "Kind",
    "Name",
    "Names",
    "download",
    "export",
    "figures",
    "file_name",
    "kind_named",
    "names",
    "questions",
    "recent",
    "rename",
]
