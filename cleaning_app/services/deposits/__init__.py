"""Deposits: money asked for before a visit, held until its invoice takes it.

Keeping one writes an invoice, and stands in `deposits.keeping`: sending an invoice takes the deposit,
so invoices import this package.
"""

from cleaning_app.services.deposits.applying import put_back
from cleaning_app.services.deposits.asking import ask, due
from cleaning_app.services.deposits.figures import movements, totals
from cleaning_app.services.deposits.find import find, get, of_booking, of_client
from cleaning_app.services.deposits.giving_back import refund, take_back
from cleaning_app.services.deposits.offer import Offer, offer
from cleaning_app.services.deposits.receive import DepositMoved, record
from cleaning_app.services.deposits.views import DepositRow, Movement, Totals
from cleaning_app.services.deposits.waiving import ask_again, waive

__all__ = [
    "DepositMoved",
    "DepositRow",
    "Movement",
    "Offer",
    "Totals",
    "ask",
    "ask_again",
    "due",
    "find",
    "get",
    "movements",
    "of_booking",
    "of_client",
    "offer",
    "put_back",
    "record",
    "refund",
    "take_back",
    "totals",
    "waive",
]
