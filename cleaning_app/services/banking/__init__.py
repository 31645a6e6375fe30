"""A bank's file: looked at line by line, taken into the books, filed by rules.

`preview` says what each line is, `apply` takes the chosen ones over, `rules` remember how the office
files them. Taking a file back is `imports.undo`, as for any other file. `money_in` shows the lines of
money that came with what they probably are, `matching` says what they are.
"""

from cleaning_app.services.banking import matching, money_in, rules
from cleaning_app.services.banking.apply import Applied, Choice, apply
from cleaning_app.services.banking.preview import Line, Settings, Statement, preview, tax_in

__all__ = [
    "Applied",
    "Choice",
    "Line",
    "Settings",
    "Statement",
    "apply",
    "matching",
    "money_in",
    "preview",
    "rules",
    "tax_in",
]
