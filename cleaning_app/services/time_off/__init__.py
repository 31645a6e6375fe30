"""Time off that workers ask for from the phone and the office answers."""

from cleaning_app.services.time_off.answer import Answered, approve, decline, reopen
from cleaning_app.services.time_off.ask import ask, own, withdraw
from cleaning_app.services.time_off.inbox import Waiting, answered, get, inbox
from cleaning_app.services.time_off.views import KINDS, Asked

__all__ = [
    "KINDS",
    "Answered",
    "Asked",
    "Waiting",
    "answered",
    "approve",
    "ask",
    "decline",
    "get",
    "inbox",
    "own",
    "reopen",
    "withdraw",
]
