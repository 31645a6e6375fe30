"""What the cash flow says of the coming weeks when it counts from the bank."""

from __future__ import annotations

from datetime import date

import pytest

from cleaning_app.domain.spans import weeks
from cleaning_app.pages.finance.cash_flow import rows
from cleaning_app.services.finance import CashFlow
from cleaning_app.services.finance.cash_flow import CashLine

PARTS = weeks(date(2026, 11, 27), date(2026, 12, 20))


@pytest.mark.parametrize(
    ("start", "out", "said"),
    [
        (100_00, [0, 0, 0, 0], "None of the coming twelve weeks ends with less."),
        (
            100_00,
            [10_00, 30_00, -50_00, 0],
            "Lowest in the coming twelve weeks: $60 at the end of the week of 30 November.",
        ),
        (
            100_00,
            [10_00, 130_00, -50_00, 0],
            "In the coming twelve weeks you will be $40 short at the end of the week of 30 November.",
        ),
        (
            100_00,
            [110_00, 0, 50_00, 0],
            "It runs out in the week of 27 November; at the lowest you will be $60 short at the end of"
            " the week of 7 December.",
        ),
    ],
)
def test_where_the_weeks_lead(start, out, said):
    flow = CashFlow(PARTS, [CashLine("out", "other", "Other", out)], True)
    assert rows.lowest_words(flow, start) == said
