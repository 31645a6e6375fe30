"""Money received and given back on invoices, and the credit that is left over.

Giving credit back stands in `payments.credit_back`: some of it came by deposits, which import this
package.
"""

from cleaning_app.services.payments import credit
from cleaning_app.services.payments.find import PaymentRow, find, get
from cleaning_app.services.payments.record import Recorded, record, refund, take_back

__all__ = [
    "PaymentRow",
    "Recorded",
    "credit",
    "find",
    "get",
    "record",
    "refund",
    "take_back",
]
