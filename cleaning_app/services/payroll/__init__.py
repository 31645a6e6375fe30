"""Hours and pay: from clocked time and pay items to a period's sheet, approved and kept."""

from cleaning_app.services.payroll.approve import approve, reopen
from cleaning_app.services.payroll.items import KINDS, add_item, remove_item, restore_item
from cleaning_app.services.payroll.own import OwnPay, own
from cleaning_app.services.payroll.sheets import PeriodRef, behind, periods, sheet
from cleaning_app.services.payroll.views import (
    Adjustment,
    Item,
    PayDay,
    PayRow,
    Sheet,
    Unclocked,
    Visit,
)

__all__ = [
    "KINDS",
    "Adjustment",
    "Item",
    "OwnPay",
    "PayDay",
    "PayRow",
    "PeriodRef",
    "Sheet",
    "Unclocked",
    "Visit",
    "add_item",
    "approve",
    "behind",
    "own",
    "periods",
    "remove_item",
    "reopen",
    "restore_item",
    "sheet",
]
