"""The tables. Importing this package registers every one of them."""

from cleaning_app.models.accounting import AccountingName
from cleaning_app.models.audit import AuditLog
from cleaning_app.models.availability import AvailabilityBlock, TimeOffRequest, WorkerTime
from cleaning_app.models.banking import BankLine, BankMatch, ExpenseRule
from cleaning_app.models.bookings import Booking, BookingAddOn, BookingCrew
from cleaning_app.models.cards import CardDispute, CardPayment, SavedCard, StripeEvent
from cleaning_app.models.catalogue import PriceListVersion, ServicePrice, ServiceType
from cleaning_app.models.checklists import (
    ChecklistItem,
    ChecklistTemplate,
    ChecklistTemplateItem,
)
from cleaning_app.models.clients import Address, Client, ClientWorker
from cleaning_app.models.credit_notes import CreditNote, CreditNoteLine
from cleaning_app.models.expenses import (
    Expense,
    ExpenseBudget,
    ExpenseCategory,
    ExpenseReceipt,
    RecurringExpense,
)
from cleaning_app.models.idempotency import IdempotencyKey
from cleaning_app.models.imports import ImportBatch, ImportRow
from cleaning_app.models.invoices import Invoice, InvoiceLine, InvoiceReminder, NumberCounter
from cleaning_app.models.jobs import JobHeartbeat, JobRun, ScheduledJob
from cleaning_app.models.optimisation import OptimisationRun
from cleaning_app.models.organisations import (
    Organisation,
    OrganisationModule,
    OrganisationSettings,
)
from cleaning_app.models.outbox import OutboxEvent
from cleaning_app.models.pay import ApprovedPay, PayItem
from cleaning_app.models.payments import Deposit, Payment
from cleaning_app.models.saved_views import SavedView, SavedViewDefault
from cleaning_app.models.series import (
    BookingSeries,
    SeriesAddOn,
    SeriesConflict,
    SeriesCrew,
    SeriesException,
)
from cleaning_app.models.taxes import GstFiling, GstInstalment, TaxCode
from cleaning_app.models.time_entries import TimeEntry, TimeSegment
from cleaning_app.models.users import ApiToken, Membership, Role, Session, User
from cleaning_app.models.visits import BookingNote, BookingPhoto, BookingProblem, BookingRating
from cleaning_app.models.waitlist import WaitlistEntry
from cleaning_app.models.workers import (
    CalendarFeed,
    PayRate,
    Skill,
    Team,
    Worker,
    WorkerCertificate,
    WorkerSkill,
)

__all__ = [
    "AccountingName",
    "Address",
    "ApiToken",
    "ApprovedPay",
    "AuditLog",
    "AvailabilityBlock",
    "BankLine",
    "BankMatch",
    "Booking",
    "BookingAddOn",
    "BookingCrew",
    "BookingNote",
    "BookingPhoto",
    "BookingProblem",
    "BookingRating",
    "BookingSeries",
    "CalendarFeed",
    "CardDispute",
    "CardPayment",
    "ChecklistItem",
    "ChecklistTemplate",
    "ChecklistTemplateItem",
    "Client",
    "ClientWorker",
    "CreditNote",
    "CreditNoteLine",
    "Deposit",
    "Expense",
    "ExpenseBudget",
    "ExpenseCategory",
    "ExpenseReceipt",
    "ExpenseRule",
    "GstFiling",
    "GstInstalment",
    "IdempotencyKey",
    "ImportBatch",
    "ImportRow",
    "Invoice",
    "InvoiceLine",
    "InvoiceReminder",
    "JobHeartbeat",
    "JobRun",
    "Membership",
    "NumberCounter",
    "OptimisationRun",
    "Organisation",
    "OrganisationModule",
    "OrganisationSettings",
    "OutboxEvent",
    "PayItem",
    "PayRate",
    "Payment",
    "PriceListVersion",
    "RecurringExpense",
    "Role",
    "SavedCard",
    "SavedView",
    "SavedViewDefault",
    "ScheduledJob",
    "SeriesAddOn",
    "SeriesConflict",
    "SeriesCrew",
    "SeriesException",
    "ServicePrice",
    "ServiceType",
    "Session",
    "Skill",
    "StripeEvent",
    "TaxCode",
    "Team",
    "TimeEntry",
    "TimeOffRequest",
    "TimeSegment",
    "User",
    "WaitlistEntry",
    "Worker",
    "WorkerCertificate",
    "WorkerSkill",
    "WorkerTime",
]
