"""Ways of looking at a list or the schedule that somebody gave a name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from cleaning_app.models.columns import OrgRow, moment, tenant_fk, tenant_key


class SavedView(OrgRow, table=True):
    """A name for what stands in a page's address: filters, order, columns. Its owner's, or shared."""

    __tablename__ = "saved_views"
    __table_args__ = (
        tenant_key("saved_views"),
        Index(
            "uq_saved_views_name",
            "org_id",
            "page",
            "user_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    user_id: UUID = Field(foreign_key="users.id")
    page: str = Field(max_length=60)
    name: str = Field(max_length=60)
    query: str = Field(max_length=1000)
    is_shared: bool = False
    deleted_at: datetime | None = moment()
    version: int = Field(default=1)


class SavedViewDefault(SQLModel, table=True):
    """The view a person's page opens with; their own one or a shared one."""

    __tablename__ = "saved_view_defaults"
    __table_args__ = (
        tenant_fk("saved_view_defaults", "view_id", "saved_views", cascade=True),
        Index("ix_saved_view_defaults_view", "org_id", "view_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organisations.id")
    user_id: UUID = Field(primary_key=True, foreign_key="users.id")
    page: str = Field(primary_key=True, max_length=60)
    view_id: UUID
