"""What tables share: ids, organisation, timestamps, statuses, keys that stay inside one organisation."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, UniqueConstraint, func
from sqlmodel import Field, SQLModel

from cleaning_app.ids import new_id

Moment = DateTime(timezone=True)
"""Every moment is stored as timestamptz; naive datetimes are refused by the driver's type."""


def moment(*, nullable: bool = True, now: bool = False, **kwargs: Any) -> Any:
    """A timestamptz column; `now` lets the database fill in the moment of the transaction."""
    extra = {"server_default": func.now()} if now else {}
    default = {} if not nullable and not now else {"default": None}
    return Field(
        sa_type=Moment,  # pyright: ignore[reportArgumentType]
        nullable=nullable,
        sa_column_kwargs=extra,
        **default,
        **kwargs,
    )


class Row(SQLModel):
    """A table with a UUIDv7 key and the moment each row was made."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = moment(nullable=False, now=True)


class OrgRow(Row):
    """A table whose rows belong to one organisation. No default: forgetting it must fail."""

    org_id: UUID = Field(foreign_key="organisations.id", nullable=False)


def tenant_key(table: str) -> UniqueConstraint:
    """The key other tables of the same organisation point at."""
    return UniqueConstraint("org_id", "id", name=f"uq_{table}_org_id_id")


def tenant_fk(
    table: str, column: str, target: str, *, cascade: bool = False
) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the organisation: (org_id, column) → target (org_id, id)."""
    return ForeignKeyConstraint(
        ["org_id", column],
        [f"{target}.org_id", f"{target}.id"],
        name=f"fk_{table}_{column}",
        ondelete="CASCADE" if cascade else None,
    )


def one_of(table: str, column: str, values: Iterable[str]) -> CheckConstraint:
    """A CHECK that holds the names a status or kind may have."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def check(table: str, name: str, rule: str) -> CheckConstraint:
    """A named CHECK; the name is what error translation looks at."""
    return CheckConstraint(rule, name=f"ck_{table}_{name}")
