"""Money received and given back on invoices, and the credit that is left over."""

from cleaning_app.services.payments import credit, credit_back
from cleaning_app.services.payments.find import PaymentRow, find, get
from cleaning_app.services.payments.record import Recorded, record, refund, take_back

__all__ = [
    "PaymentRow",
    "Recorded",
    "credit",
    "credit_back",
    "find",
    "get",
    "record",
    "refund",
    "take_back",
]
