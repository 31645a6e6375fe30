"""What things are called in the programs an accountant works with."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from cleaning_app.models.columns import OrgRow, check, one_of

SYSTEMS = ("quickbooks", "xero")
USES = ("income", "expense", "sales_tax", "purchase_tax", "account", "dates")


class AccountingName(OrgRow, table=True):
    """The name or code of one thing in one program, where it isn't the proposed one.

    `key` says which thing: a service's or a category's key, a tax code's id, the key of an account.
    """

    __tablename__ = "accounting_names"
    __table_args__ = (
        one_of("accounting_names", "system", SYSTEMS),
        one_of("accounting_names", "use", USES),
        check("accounting_names", "name", "name <> ''"),
        UniqueConstraint("org_id", "system", "use", "key", name="uq_accounting_names_key"),
    )

    system: str = Field(max_length=20)
    use: str = Field(max_length=20)
    key: str = Field(max_length=60)
    name: str = Field(max_length=100)
