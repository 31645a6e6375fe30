"""Credit notes: what is taken off an invoice that was sent, and debts given up."""

from cleaning_app.services.credit_notes.choosing import Asked
from cleaning_app.services.credit_notes.find import find, get, of_invoice
from cleaning_app.services.credit_notes.issue import issue, write_off
from cleaning_app.services.credit_notes.preview import Creditable, Preview, creditable, preview
from cleaning_app.services.credit_notes.reverse import reverse
from cleaning_app.services.credit_notes.views import NoteLine, NoteRow

__all__ = [
    "Asked",
    "Creditable",
    "NoteLine",
    "NoteRow",
    "Preview",
    "creditable",
    "find",
    "get",
    "issue",
    "of_invoice",
    "preview",
    "reverse",
    "write_off",
]
