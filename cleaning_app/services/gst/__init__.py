"""GST on both bases: the summary, the rows behind it, why the bases differ, the return, the export."""

from cleaning_app.services.gst.asked import Basis, read_range
from cleaning_app.services.gst.behind import (
    TaxedInvoice,
    TaxedPayment,
    taxed_invoices,
    taxed_payments,
)
from cleaning_app.services.gst.calendar import Return, calendar, standing
from cleaning_app.services.gst.export import download, export, file_name
from cleaning_app.services.gst.filed import Closed, closed
from cleaning_app.services.gst.filing import Copy, Filing, copy_of, file, filings, withdraw
from cleaning_app.services.gst.months import Month, by_month
from cleaning_app.services.gst.quick import QuickComparison, quick
from cleaning_app.services.gst.reconciliation import Reconciliation, Step, reconciliation
from cleaning_app.services.gst.summary import Summary, summary

__all__ = [
    "Basis",
    "Closed",
    "Copy",
    "Filing",
    "Month",
    "QuickComparison",
    "Reconciliation",
    "Return",
    "Step",
    "Summary",
    "TaxedInvoice",
    "TaxedPayment",
    "by_month",
    "calendar",
    "closed",
    "copy_of",
    "download",
    "export",
    "file",
    "file_name",
    "filings",
    "quick",
    "read_range",
    "reconciliation",
    "standing",
    "summary",
    "taxed_invoices",
    "taxed_payments",
    "withdraw",
]
