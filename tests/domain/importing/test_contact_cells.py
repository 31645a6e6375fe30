"""The quick way to read e-mail and phone cells never disagrees with the thorough one."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaning_app.domain import contacts
from cleaning_app.domain.importing import contact_cells
from cleaning_app.domain.importing.cells import Reading
from cleaning_app.errors import Invalid

HOW = Reading(ZoneInfo("America/Edmonton"))


def outcome(read: Callable[..., str], *args: object) -> str | None:
    try:
        return read(*args)
    except Invalid:
        return None


def test_what_offices_write():
    assert contact_cells.phone("780-555-9002", HOW) == "+17805559002"
    assert contact_cells.phone("+17805559002", HOW) == "+17805559002"
    assert contact_cells.email("Ada.B+c@Example.COM", HOW) == "ada.b+c@example.com"


@pytest.mark.parametrize("cell", ["12", "+10000000000", "+1780555", "none"])
def test_what_is_no_phone_number(cell: str):
    with pytest.raises(Invalid, match="not a phone number"):
        contact_cells.phone(cell, HOW)


@pytest.mark.parametrize("cell", ["not-an-address", "a@b", "a@-b.ca", "a b@c.ca", "a@@b.ca"])
def test_what_is_no_address(cell: str):
    with pytest.raises(Invalid, match="not an e-mail address"):
        contact_cells.email(cell, HOW)


local = st.from_regex(r"[A-Za-z0-9._+-]{1,66}", fullmatch=True)
domain = st.from_regex(r"([a-z0-9-]{1,64}\.){1,3}[a-z]{2,6}", fullmatch=True)


@given(local, domain)
@example("x" * 64, "example.com")
@example("x" * 65, "example.com")
@example("a", "xn--bcher-kva.ch")
@example("a", "bücher.ch")
@example("a", "localhost")
@example("a", "example.invalid")
@example("x" * 64, ".".join(["y" * 63] * 3) + ".ca")
def test_addresses(local: str, domain: str):
    address = f"{local}@{domain}"
    assert outcome(contact_cells.email, address, HOW) == outcome(contacts.normalise_email, address)


@given(st.from_regex(r"\+1[0-9]{10}", fullmatch=True))
@example("+12465210123")
@example("+18766060999")
@example("+15235550000")
def test_numbers(number: str):
    assert outcome(contact_cells.phone, number, HOW) == outcome(contacts.normalise_phone, number)


@given(st.sampled_from([204, 246, 403, 523, 524, 587, 658, 780, 825, 876, 900, 983]), st.data())
def test_numbers_of_areas_with_fine_rules(area: int, data: st.DataObject):
    rest = data.draw(st.from_regex(r"[0-9]{7}", fullmatch=True))
    test_numbers.hypothesis.inner_test(f"+1{area}{rest}")
