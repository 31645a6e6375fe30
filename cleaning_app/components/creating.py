"""What can be made from anywhere: the top bar's New menu and the palette's first lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cleaning_app.context import Ctx


@dataclass(frozen=True)
class Creation:
    """A thing one can make: where its form is, and who may open it."""

    thing: str
    href: str
    icon: str
    permission: str
    module: str = ""
    key: str = ""

    def may(self, ctx: Ctx) -> bool:
        """Whether this person may make one here."""
        return ctx.can(self.permission) and (not self.module or ctx.org.has(self.module))


CREATIONS: Final = (
    Creation("booking", "/bookings/new", "calendar-plus", "bookings.edit", key="N"),
    Creation("client", "/clients?new=yes", "user-plus", "contacts.edit"),
    Creation("invoice", "/invoices/new", "receipt-text", "invoices.edit", "module.invoices"),
    Creation("expense", "/finance/expenses?new=yes", "wallet", "finance.manage", "module.finance"),
)


def allowed(ctx: Ctx) -> list[Creation]:
    """What this person may make."""
    return [one for one in CREATIONS if one.may(ctx)]
