"""What the database refuses, in the words of a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exc

from cleaning_app.errors import AppError, Conflict, Invalid, Unavailable


def constraint_of(error: BaseException) -> str:
    """The name of the constraint a database error is about, or an empty string."""
    original: Any = getattr(error, "orig", error)
    return getattr(getattr(original, "diag", None), "constraint_name", None) or ""


_PLAIN_WORDS = {
    "uq_invoices_live_booking": "This booking already has an invoice.",
    "uq_payments_provider_ref": "This payment has already been recorded.",
    "worker_time_no_double_booking": "That worker is already booked at that time.",
    "worker_time_no_booking_in_block": "That worker is off at that time.",
    "time_segments_one_place": "Nobody can be on the clock in two places at once.",
    "uq_workers_user": "That person is already a worker here.",
    "uq_memberships_user": "That person already belongs to this organisation.",
    "ix_gst_instalments_due": "There is already an instalment due that day.",
    "gst_filings_closed": "The GST return of those days was filed, so they are closed. Date it later,"
    " or correct it with a new entry.",
}


_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, exc.DisconnectionError)


def translate(error: exc.SQLAlchemyError) -> AppError | None:
    """What a database error means to a person; None for a fault of ours, which must be seen.

    Never carries SQL or values.
    """
    name = constraint_of(error)
    if isinstance(error, exc.IntegrityError):
        state = getattr(error.orig, "sqlstate", "")
        if state in {"23000", "23505", "23P01"}:
            detail = _PLAIN_WORDS.get(name, "Something with these details already exists.")
            return Conflict(detail, extra={"constraint": name})
        if state == "23503":
            return Invalid("Something this refers to does not exist, or is still in use.")
        return Invalid("A value is outside what is allowed.", extra={"constraint": name})
    if isinstance(error, exc.DataError):
        return Invalid("A value is too long, too large, or not of the right kind.")
    if isinstance(error, exc.DBAPIError) and getattr(error.orig, "sqlstate", "") in {
        "40001",
        "40P01",
        "55P03",
    }:
        return Conflict("Somebody else was changing the same thing. Please try again.")
    if isinstance(error, _AWAY) or getattr(error, "connection_invalidated", False):
        return Unavailable("The database can't be reached right now. Nothing was lost; try again.")
    return None
