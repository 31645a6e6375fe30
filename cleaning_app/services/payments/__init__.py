"""Money received and given back on invoices."""

from cleaning_app.services.payments.find import PaymentRow, find, get
from cleaning_app.services.payments.record import Recorded, record, refund, take_back

__all__ = ["PaymentRow", "Recorded", "find", "get", "record", "refund", "take_back"]
