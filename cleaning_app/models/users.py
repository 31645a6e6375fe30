"""People who sign in: users, memberships, custom roles, sessions and API tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, Row, moment, one_of, tenant_fk, tenant_key
from cleaning_app.permissions import ROLES


class User(Row, table=True):
    """A person, known by e-mail or phone. One person may belong to several organisations."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="ck_users_reachable"),
        CheckConstraint("email = lower(email)", name="ck_users_email_lower"),
        one_of("users", "language", ("en", "fr")),
    )

    email: str | None = Field(default=None, unique=True, max_length=254)
    phone: str | None = Field(default=None, unique=True, max_length=20)
    name: str = Field(max_length=120)
    language: str | None = Field(default=None, max_length=5)  # None: never chosen
    password_hash: str | None = Field(default=None, max_length=200)
    must_change_password: bool = False
    failed_attempts: int = 0
    locked_until: datetime | None = moment()
    deactivated_at: datetime | None = moment()


class Role(OrgRow, table=True):
    """A role an organisation made for itself, picking from the permission catalogue."""

    __tablename__ = "roles"
    __table_args__ = (tenant_key("roles"), UniqueConstraint("org_id", "key", name="uq_roles_key"))

    key: str = Field(max_length=60)
    name: str = Field(max_length=120)
    permissions: list[str] = Field(default_factory=list, sa_type=ARRAY(String))


class Membership(OrgRow, table=True):
    """A user's place in an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (
        tenant_key("memberships"),
        UniqueConstraint("org_id", "user_id", name="uq_memberships_user"),
        tenant_fk("memberships", "custom_role_id", "roles"),
        one_of("memberships", "role", ROLES),
    )

    user_id: UUID = Field(foreign_key="users.id", index=True)
    role: str = Field(max_length=20)
    custom_role_id: UUID | None = None
    deactivated_at: datetime | None = moment()


class Session(OrgRow, table=True):
    """A signed-in browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "sessions"
    __table_args__ = (tenant_key("sessions"),)

    user_id: UUID = Field(foreign_key="users.id", index=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    last_seen_at: datetime = moment(nullable=False)
    expires_at: datetime = moment(nullable=False)
    revoked_at: datetime | None = moment()
    user_agent: str = Field(default="", max_length=200)


class ApiToken(OrgRow, table=True):
    """A personal key for programs: hashed, scoped, expiring."""

    __tablename__ = "api_tokens"
    __table_args__ = (tenant_key("api_tokens"),)

    user_id: UUID = Field(foreign_key="users.id", index=True)
    name: str = Field(max_length=120)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    permissions: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    expires_at: datetime = moment(nullable=False)
    last_used_at: datetime | None = moment()
    revoked_at: datetime | None = moment()
