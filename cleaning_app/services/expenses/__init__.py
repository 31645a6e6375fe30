"""Money spent, with the GST inside it."""

from cleaning_app.services.expenses.categories import CategoryView, add_category, categories
from cleaning_app.services.expenses.find import CategoryTotal, ExpenseRow, find, get, totals
from cleaning_app.services.expenses.write import (
    ExpenseInput,
    create,
    delete,
    restore,
    suggest_tax,
    update,
)

__all__ = [
    "CategoryTotal",
    "CategoryView",
    "ExpenseInput",
    "ExpenseRow",
    "add_category",
    "categories",
    "create",
    "delete",
    "find",
    "get",
    "restore",
    "suggest_tax",
    "totals",
    "update",
]
