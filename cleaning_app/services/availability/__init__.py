"""Who is off when: blocks of workers, teams and everybody, and the calendar that shows them."""

from cleaning_app.models.availability import KINDS, SCOPES
from cleaning_app.services.availability.blocks import (
    Block,
    Blocked,
    between,
    create,
    delete,
    get,
    restore,
    update,
)
from cleaning_app.services.availability.clearing import clear
from cleaning_app.services.availability.in_the_way import InTheWay
from cleaning_app.services.availability.strip import Bar, Day, Person, Strip, strip

__all__ = [
    "KINDS",
    "SCOPES",
    "Bar",
    "Block",
    "Blocked",
    "Day",
    "InTheWay",
    "Person",
    "Strip",
    "between",
    "clear",
    "create",
    "delete",
    "get",
    "restore",
    "strip",
    "update",
]
