"""The clock's door: the separate process that delivers, reminds, bills and tidies."""
