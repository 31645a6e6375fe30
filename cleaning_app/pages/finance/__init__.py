"""Finance: expenses, and GST with the rows behind it."""

from cleaning_app.pages.finance import expenses, gst

__all__ = ["expenses", "gst"]
