"""What the office says of a bank's lines stands over what was guessed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from cleaning_app.domain.banking.guessing import Guess
from cleaning_app.domain.banking.lines import Known, lines_of
from cleaning_app.domain.banking.lines import Said as FileSaid
from cleaning_app.pages.finance.bank.rows import Said, choices, line_row
from cleaning_app.services.banking import Choice, Line, Statement

DAY = date(2026, 11, 16)
FUEL, FOOD = UUID(int=1), UUID(int=2)


def line(row: int, kind: str, category: UUID | None = FUEL) -> Line:
    [one] = lines_of([FileSaid(row, DAY, "POS PETRO-CANADA", -105_00)])
    known = Known(UUID(int=9), DAY, "Petro", 105_00) if kind == "linked" else None
    return Line(one, kind, Guess(category, "Petro-Canada", True, "word"), known)


def statement(*lines: Line) -> Statement:
    return Statement((), {}, None, lines, ())


def test_a_line_with_a_guess_is_taken_and_one_without_waits_for_a_category():
    assert line_row(line(1, "new"), Said(), DAY).on
    assert not line_row(line(1, "new", None), Said(), DAY).on
    chosen = line_row(line(1, "new", None), Said(on=True, category_id=str(FOOD)), DAY)
    assert (chosen.on, chosen.category_id, chosen.why) == (True, str(FOOD), "")
    assert not line_row(line(1, "other"), Said(), DAY).on


def test_the_tax_follows_the_tick():
    assert line_row(line(1, "new"), Said(), DAY).tax == "$5.00"
    assert line_row(line(1, "new"), Said(has_gst=False), DAY).tax == ""


def test_a_lines_own_word_stands_over_that_of_its_payee():
    own, payee = Said(on=False), Said(on=True, category_id=str(FOOD), always=True)
    both = own.over(payee)
    assert (both.on, both.category_id, both.always) == (False, str(FOOD), True)


def test_what_is_chosen_is_entered_linked_or_kept_and_only_one_of_them():
    found = statement(line(1, "new"), line(2, "new", None), line(3, "linked"), line(4, "linked"),
                      line(5, "in"), line(6, "linked"), line(7, "in"))  # fmt: skip
    said = {4: Said(as_new=True), 6: Said(on=False), 7: Said(on=False)}
    entering, linking, keeping = choices(found, said, DAY)
    filed = Choice(FUEL, "Petro-Canada", True, False)
    assert entering == {1: filed, 4: Choice(FUEL, "Petro-Canada", True, False, True)}
    assert (linking, keeping) == ([3], [5])
