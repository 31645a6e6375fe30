"""What each e-mail needs to know: one class per template, checked when the message is queued.

Amounts are cents in the organisation's currency, moments are aware, days are the organisation's.
Text that people typed loses line breaks and control characters, except in notes.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _several_lines(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def _inside(path: str) -> str:
    if path and (not re.fullmatch(r"/[\w\-./?=&%~]*", path) or path.startswith("//")):
        raise ValueError("a path on our own site, such as /sign-in")
    return path


Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_one_line)]
Notes = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_several_lines)]
Path = Annotated[str, StringConstraints(max_length=500), AfterValidator(_inside)]
"""Where a link leads, below BASE_URL; "" leaves the link out."""


class Facts(BaseModel):
    """What one template needs. `subject` is a template too; `sealed` names what is encrypted at rest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: ClassVar[str]
    sealed: ClassVar[frozenset[str]] = frozenset()


class _Visit(Facts):
    client_name: Line
    number: Line = ""
    service: Line
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    address: Line = ""


class BookingConfirmed(_Visit):
    subject = "Booked: {{ service }} on {{ starts_at | day }}"

    price_cents: int | None = None
    notes: Notes = ""


class BookingMoved(_Visit):
    subject = "New time: {{ service }} on {{ starts_at | day }}"

    was_starts_at: AwareDatetime


class BookingCancelled(_Visit):
    subject = "Cancelled: {{ service }} on {{ starts_at | day }}"

    reason: Line = ""
    fee_cents: int = 0


class BookingReminder(_Visit):
    subject = "{{ starts_at | near_day | begin }}: {{ service }} at {{ starts_at | hour }}"


class BookingMessage(_Visit):
    """What the office wrote itself: its subject (`about`) and its words (`notes`)."""

    subject = "{{ about }}"

    about: Line
    notes: Notes


class SeriesConfirmed(Facts):
    """Visits that come back, told once. `starts_at` and `ends_at` are those of the first to come."""

    subject = "Booked: {{ service }}, {{ rule | inside }}"

    client_name: Line
    service: Line
    rule: Line
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    coming: list[AwareDatetime] = Field(min_length=1, max_length=8)
    address: Line = ""
    price_cents: int | None = None


class SeriesChanged(SeriesConfirmed):
    """What is different from now on, in a sentence (`what`), and what comes next."""

    subject = "Your regular cleaning: {{ what | inside }}"

    what: Line
    coming: list[AwareDatetime] = Field(max_length=8)


class InvoiceLine(BaseModel):
    """One line as the client reads it. `quantity` is shown unless it is "1"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: Line
    amount_cents: int
    quantity: Line = "1"


class Invoice(Facts):
    subject = "Invoice {{ number }} from {{ us.name }}: {{ balance_cents | money }}"
    sealed = frozenset({"path"})

    client_name: Line
    number: Line
    issued_on: date
    due_on: date
    lines: list[InvoiceLine] = Field(min_length=1, max_length=200)
    discount_cents: int = 0
    tax_cents: int
    tax_name: Line = "GST"
    provincial_tax_cents: int = 0
    provincial_tax_name: Line = ""
    total_cents: int
    balance_cents: int
    notes: Notes = ""
    path: Path = ""


class Receipt(Facts):
    """Of a payment on invoice `number`, or of the deposit for booking `number`."""

    subject = (
        "Received: {{ paid_cents | money }}"
        " for {{ 'booking' if is_deposit else 'invoice' }} {{ number }}"
    )

    client_name: Line
    number: Line
    is_deposit: bool = False
    paid_cents: int
    paid_on: date
    method: Line = ""
    balance_cents: int = 0


class InvoiceReminder(Facts):
    """A reminder of one of three stages; `path` is where the invoice can be paid."""

    subject = (
        "{% if stage == 'final' %}Final reminder{% elif stage == 'second' %}Overdue"
        "{% else %}Reminder{% endif %}: invoice {{ number }}, {{ balance_cents | money }}"
    )
    sealed = frozenset({"path"})

    stage: Literal["gentle", "second", "final"]
    client_name: Line
    number: Line
    due_on: date
    days_late: int
    balance_cents: int
    total_cents: int
    path: Path = ""


class DepositAsked(_Visit):
    """`path` is where it can be paid by card; without one the client is told to ask."""

    subject = "Deposit for your visit on {{ starts_at | day }}: {{ amount_cents | money }}"
    sealed = frozenset({"path"})

    amount_cents: int
    path: Path = ""


class CardAsked(Facts):
    """`path` is where a client leaves a card on file."""

    subject = "Your card on file with {{ us.name }}"
    sealed = frozenset({"path"})

    client_name: Line
    path: Path


class Welcome(Facts):
    subject = "Your sign-in at {{ us.name }}"
    sealed = frozenset({"temporary_password"})

    name: Line
    login: Line
    temporary_password: Line
    path: Path = "/sign-in"


class PasswordReset(Facts):
    subject = "Choose a new password for {{ us.name }}"
    sealed = frozenset({"path"})

    name: Line
    path: Path = Field(min_length=1)
    minutes: int = Field(ge=1)


class TimeOffAnswer(Facts):
    subject = "Time off {{ 'approved' if approved else 'not approved' }}: {{ first | day }}"

    name: Line
    approved: bool
    kind: Line
    first: date
    last: date
    whole_days: bool
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    answer: Line = ""
    decided_by: Line


TEMPLATES: dict[str, type[Facts]] = {
    "booking_confirmed": BookingConfirmed,
    "booking_moved": BookingMoved,
    "booking_cancelled": BookingCancelled,
    "booking_reminder": BookingReminder,
    "booking_message": BookingMessage,
    "series_confirmed": SeriesConfirmed,
    "series_changed": SeriesChanged,
    "invoice": Invoice,
    "receipt": Receipt,
    "invoice_reminder": InvoiceReminder,
    "deposit_asked": DepositAsked,
    "card_asked": CardAsked,
    "welcome": Welcome,
    "password_reset": PasswordReset,
    "time_off_answer": TimeOffAnswer,
}
