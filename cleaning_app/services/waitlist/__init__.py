"""Clients who wait for a time: kept, matched with what is free, booked."""

from cleaning_app.services.waitlist.entries import (
    Waiting,
    Wish,
    add,
    book,
    close,
    entry,
    reopen,
    settle,
    unbook,
    waiting,
)
from cleaning_app.services.waitlist.matching import Chance, chances, could_take

__all__ = [
    "Chance",
    "Waiting",
    "Wish",
    "add",
    "book",
    "chances",
    "close",
    "could_take",
    "entry",
    "reopen",
    "settle",
    "unbook",
    "waiting",
]
