"""Finance: expenses and what stands around them, and GST with the rows behind it."""

from cleaning_app.pages.finance import bank, expenses, gst

__all__ = ["bank", "expenses", "gst"]
