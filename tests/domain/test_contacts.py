"""E-mail addresses and phone numbers in one form each, and masked for viewers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.contacts import mask_email, mask_phone, normalise_email, normalise_phone
from cleaning_app.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Client0001@Example.COM ", "client0001@example.com"),
        ("tomás@example.ca", "tomás@example.ca"),
        ("owner@demo.test", "owner@demo.test"),
    ],
)
def test_addresses_take_one_form(typed: str, stored: str) -> None:
    assert normalise_email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nobody",
        "a@",
        "@b.ca",
        "a b@x.ca",
        "a@localhost",
        "Bob <b@x.ca>",
        "a@x..ca",
        "a\n@x.ca",
        "x" * 300 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        normalise_email(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("780-555-0001", "+17805550001"),
        ("(780) 555 0001", "+17805550001"),
        ("1.780.555.0001", "+17805550001"),
        ("+44 20 7946 0018", "+442079460018"),
    ],
)
def test_numbers_take_one_form(typed: str, stored: str) -> None:
    assert normalise_phone(typed) == stored
    assert normalise_phone(stored) == stored


@pytest.mark.parametrize("typed", ["", "12345", "call me", "555-0001", "+1 780 555 00011", "=1+1"])
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        normalise_phone(typed)


def test_an_extension_belongs_into_the_notes() -> None:
    with pytest.raises(Invalid, match="extension"):
        normalise_phone("780 555 0001 ext 12")


def test_viewers_see_enough_to_recognise_and_too_little_to_use() -> None:
    assert mask_email("client0001@example.com") == "c•••@example.com"
    assert mask_phone("+17805550001") == "+1 780 ••• ••01"
    assert mask_phone("+442079460018") == "+44 ••• ••18"


@pytest.mark.parametrize("text", ["", "x", "@example.com", "call the neighbour"])
def test_what_has_no_known_form_is_hidden_whole(text: str) -> None:
    assert mask_email(text) == mask_phone(text) == "•••"


@given(st.text(max_size=60), st.sampled_from([normalise_email, normalise_phone]))
def test_any_text_is_refused_or_takes_a_form_that_stays(
    text: str, normalise: Callable[[str], str]
) -> None:
    try:
        stored = normalise(text)
    except Invalid:
        return
    assert normalise(stored) == stored
