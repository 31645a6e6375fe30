"""What is to be done at a visit: a template for each service, and each booking's own copy of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, moment, one_of, tenant_fk, tenant_key

PHASES = ("before", "during", "after")


class ChecklistTemplate(OrgRow, table=True):
    """The checklist of a service type, as the next booking will get it."""

    __tablename__ = "checklist_templates"
    __table_args__ = (
        tenant_key("checklist_templates"),
        tenant_fk("checklist_templates", "service_type_id", "service_types"),
        UniqueConstraint("org_id", "service_type_id", name="uq_checklist_templates_service"),
    )

    service_type_id: UUID
    version: int = Field(default=1)


class ChecklistTemplateItem(OrgRow, table=True):
    """One line of a template."""

    __tablename__ = "checklist_template_items"
    __table_args__ = (
        tenant_key("checklist_template_items"),
        tenant_fk("checklist_template_items", "template_id", "checklist_templates", cascade=True),
        one_of("checklist_template_items", "phase", PHASES),
        check("checklist_template_items", "label", "length(btrim(label)) > 0"),
        UniqueConstraint(
            "org_id", "template_id", "position", name="uq_checklist_template_items_position"
        ),
    )

    template_id: UUID
    position: int
    label: str = Field(max_length=120)
    phase: str = Field(max_length=10)
    is_required: bool = False


class ChecklistItem(OrgRow, table=True):
    """One line of a booking's own checklist, copied when its crew first opened it."""

    __tablename__ = "checklist_items"
    __table_args__ = (
        tenant_key("checklist_items"),
        tenant_fk("checklist_items", "booking_id", "bookings", cascade=True),
        tenant_fk("checklist_items", "ticked_by", "workers"),
        one_of("checklist_items", "phase", PHASES),
        check("checklist_items", "ticked", "(ticked_at IS NULL) = (ticked_by IS NULL)"),
        Index("uq_checklist_items_position", "org_id", "booking_id", "position", unique=True),
    )

    booking_id: UUID
    position: int
    label: str = Field(max_length=120)
    phase: str = Field(max_length=10)
    is_required: bool = False
    ticked_at: datetime | None = moment()
    ticked_by: UUID | None = None
