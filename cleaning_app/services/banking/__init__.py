"""A bank's file: looked at line by line, taken into the books, filed by rules.

`preview` says what each line is, `apply` takes the chosen ones over, `rules` remember how the office
files them. Taking a file back is `imports.undo`, as for any other file.
"""

from cleaning_app.services.banking import rules
from cleaning_app.services.banking.apply import Applied, Choice, apply
from cleaning_app.services.banking.preview import Line, Settings, Statement, preview, tax_in

__all__ = [
    "Applied",
    "Choice",
    "Line",
    "Settings",
    "Statement",
    "apply",
    "preview",
    "rules",
    "tax_in",
]
