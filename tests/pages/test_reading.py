"""What is typed into forms: read as people mean it, refused beside its field otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest

from cleaning_app.components import reading
from cleaning_app.errors import Invalid


def test_what_people_type_is_read():
    assert reading.cents("$1,234.50", "amount") == 1234_50
    assert reading.optional_cents(" ", "amount") is None
    assert reading.day(" 2026-03-08 ", "day") == date(2026, 3, 8)
    assert reading.optional_day("", "day") is None
    assert reading.day_or_none("2026-02-30") is None
    assert reading.time_of_day("08:30", "time") == time(8, 30)
    assert reading.minutes(" 120 ", "minutes") == 120


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (reading.cents, ""),
        (reading.cents, "12,50"),
        (reading.optional_cents, "twelve"),
        (reading.day, ""),
        (reading.day, "2026-02-30"),
        (reading.optional_day, "tomorrow"),
        (reading.time_of_day, "8.30"),
        (reading.minutes, "-5"),
        (reading.minutes, "²"),
        (reading.minutes, "12345"),
    ],
)
def test_anything_else_is_refused_beside_its_field(read: Callable[[str, str], object], typed: str):
    with pytest.raises(Invalid) as refused:
        read(typed, "its_field")
    assert [error.field for error in refused.value.errors] == ["its_field"]
    assert refused.value.errors[0].message == refused.value.detail
