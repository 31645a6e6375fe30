"""Money spent, with the GST inside it."""

from cleaning_app.services.expenses import budgets, receipts, recurring
from cleaning_app.services.expenses.categories import CategoryView, add_category, categories
from cleaning_app.services.expenses.find import (
    CategoryTotal,
    ExpenseRow,
    find,
    get,
    last_of,
    totals,
    vendors,
)
from cleaning_app.services.expenses.receipts import Receipt
from cleaning_app.services.expenses.write import (
    ExpenseInput,
    create,
    delete,
    recategorise,
    restore,
    update,
)

__all__ = [
    "CategoryTotal",
    "CategoryView",
    "ExpenseInput",
    "ExpenseRow",
    "Receipt",
    "add_category",
    "budgets",
    "categories",
    "create",
    "delete",
    "find",
    "get",
    "last_of",
    "recategorise",
    "receipts",
    "recurring",
    "restore",
    "totals",
    "update",
    "vendors",
]
