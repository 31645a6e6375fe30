"""GST instalments paid ahead to the CRA."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cleaning_app.domain.importing.cells import cents_from, day, text
from cleaning_app.domain.importing.columns import Field
from cleaning_app.domain.importing.rows import Dataset, Severity


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """One instalment in cents. Its due day says which it is: the CRA asks for one a quarter."""

    row: int
    due_on: date
    amount: int
    paid_on: date | None
    note: str

    @property
    def external_id(self) -> str:
        return self.due_on.isoformat()


def _examine(_: InstalmentRow) -> Iterator[tuple[str, str, Severity]]:
    return iter(())


GST_INSTALMENTS = Dataset(
    key="gst_instalments",
    title="GST instalments",
    row_type=InstalmentRow,
    identity="due_on",
    examine=_examine,
    fields=(
        Field("due_on", day, "2026-04-30.", required=True, aliases=("due_date", "due", "date")),
        Field(
            "amount",
            cents_from(1),
            "Dollars.",
            required=True,
            aliases=("instalment", "instalment_amount", "total"),
        ),
        Field("paid_on", day, "Empty when not paid yet.", aliases=("paid", "paid_date")),
        Field("note", text(500), "Anything worth keeping.", default="", aliases=("notes", "memo")),
    ),
)
