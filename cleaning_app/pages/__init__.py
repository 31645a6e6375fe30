"""The browser's door: one module for each page."""
