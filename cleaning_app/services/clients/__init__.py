"""Clients: finding them, reading one, and everything the office changes about them."""

from cleaning_app.services.clients.addresses import (
    AddressChanges,
    add_address,
    remove_address,
    restore_address,
    show_access_notes,
    update_address,
)
from cleaning_app.services.clients.names import name_of, named
from cleaning_app.services.clients.read import (
    AddressDetail,
    ClientDetail,
    ClientRow,
    find,
    get,
    matches,
    sees_money,
)
from cleaning_app.services.clients.wishes import Wish, unwish, wish, wishes
from cleaning_app.services.clients.write import (
    RESTORABLE,
    ClientChanges,
    block,
    create,
    delete,
    restore,
    set_reminders,
    unblock,
    update,
)

__all__ = [
    "RESTORABLE",
    "AddressChanges",
    "AddressDetail",
    "ClientChanges",
    "ClientDetail",
    "ClientRow",
    "Wish",
    "add_address",
    "block",
    "create",
    "delete",
    "find",
    "get",
    "matches",
    "name_of",
    "named",
    "remove_address",
    "restore",
    "restore_address",
    "sees_money",
    "set_reminders",
    "show_access_notes",
    "unblock",
    "unwish",
    "update",
    "update_address",
    "wish",
    "wishes",
]
