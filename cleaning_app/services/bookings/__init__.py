"""Bookings: what the office and its boards do with visits. One verb, one file."""

from cleaning_app.services.bookings.cancel import cancel, cancellation_terms, undo_cancel
from cleaning_app.services.bookings.candidates import Candidate, candidates
from cleaning_app.services.bookings.change import BookingChanges, show_access_notes, update
from cleaning_app.services.bookings.client_moves import ForClient
from cleaning_app.services.bookings.create import create
from cleaning_app.services.bookings.estimate import estimate
from cleaning_app.services.bookings.extras import (
    Rechosen,
    put_extras_back,
    set_extras,
    weigh_extras,
)
from cleaning_app.services.bookings.find import find, row
from cleaning_app.services.bookings.get import get, placement
from cleaning_app.services.bookings.instead import free_instead, with_free_times
from cleaning_app.services.bookings.many import Outcome, Refused
from cleaning_app.services.bookings.override import NeedsReason
from cleaning_app.services.bookings.pricing import HomeInputs, Quote, quote, rework
from cleaning_app.services.bookings.rearrange import Rearranged, Where, rearrange
from cleaning_app.services.bookings.remove import delete, restore
from cleaning_app.services.bookings.reschedule import CrewChange, assign, reschedule, unassign
from cleaning_app.services.bookings.slots import Slot, SlotWish, other_times, slots
from cleaning_app.services.bookings.status import confirm, finish, no_show, start, undo_confirm
from cleaning_app.services.bookings.step_back import undo_step
from cleaning_app.services.bookings.teams import best_of_team, of_team
from cleaning_app.services.bookings.terms import would_be_terms
from cleaning_app.services.bookings.views import (
    Advanced,
    BookingDetail,
    BookingRow,
    Cancelled,
    ClientBrief,
    CrewMember,
    Extra,
    InvoiceBrief,
    Moved,
    Placement,
    Saved,
    Warned,
    WorkerRef,
)

__all__ = [
    "Advanced",
    "BookingChanges",
    "BookingDetail",
    "BookingRow",
    "Cancelled",
    "Candidate",
    "ClientBrief",
    "CrewChange",
    "CrewMember",
    "Extra",
    "ForClient",
    "HomeInputs",
    "InvoiceBrief",
    "Moved",
    "NeedsReason",
    "Outcome",
    "Placement",
    "Quote",
    "Rearranged",
    "Rechosen",
    "Refused",
    "Saved",
    "Slot",
    "SlotWish",
    "Warned",
    "Where",
    "WorkerRef",
    "assign",
    "best_of_team",
    "cancel",
    "cancellation_terms",
    "candidates",
    "confirm",
    "create",
    "delete",
    "estimate",
    "find",
    "finish",
    "free_instead",
    "get",
    "no_show",
    "of_team",
    "other_times",
    "placement",
    "put_extras_back",
    "quote",
    "rearrange",
    "reschedule",
    "restore",
    "rework",
    "row",
    "set_extras",
    "show_access_notes",
    "slots",
    "start",
    "unassign",
    "undo_cancel",
    "undo_confirm",
    "undo_step",
    "update",
    "weigh_extras",
    "with_free_times",
    "would_be_terms",
]
