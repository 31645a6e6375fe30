"""Passwords: long enough, not common, not a pattern, not the e-mail's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning_app.domain.passwords import check_password
from cleaning_app.errors import Invalid


@pytest.mark.parametrize("password", ["violet-kettle-41-moss", "ÉtéÀLaPlage77", "x7#Kq!m2Vb9$"])
def test_good_ones_pass(password: str) -> None:
    check_password(password, office=True, email="someone@example.com")


def test_workers_need_eight_characters_and_the_office_twelve() -> None:
    check_password("kx7!mq2v", office=False)
    with pytest.raises(Invalid, match="at least 12"):
        check_password("kx7!mq2v", office=True)
    with pytest.raises(Invalid, match="at least 8"):
        check_password("kx7!mq2", office=False)


@pytest.mark.parametrize(
    "password",
    [
        "Password1234",
        "PASSWORD!!!!2026",
        "qwertyuiop12",
        "Edmonton2026!!",
        "iloveyou2026!",
        "123456789012",
        "correcthorsebatterystaple",
        "１２３４５６７８９０１２",
    ],
)
def test_common_ones_are_refused_with_decoration_too(password: str) -> None:
    with pytest.raises(Invalid, match="attackers"):
        check_password(password, office=True)


@pytest.mark.parametrize(
    "password", ["abcdefghijklmnop", "zyxwvutsrqponm", "xyxyxyxyxyxyxy", "kkkkkkkkkkkk"]
)
def test_patterns_are_refused(password: str) -> None:
    with pytest.raises(Invalid, match="pattern"):
        check_password(password, office=True)


def test_the_name_in_the_email_is_refused_and_a_short_one_is_let_be() -> None:
    with pytest.raises(Invalid, match="e-mail name"):
        check_password("Marta.Ueda-77-kettle", office=True, email="marta.ueda@example.com")
    check_password("violet-kettle-jo-moss", office=True, email="jo@example.com")


@given(st.text(max_size=11) | st.text(min_size=129, max_size=200))
def test_a_refusal_names_the_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_password(text, office=True)
    assert [error.field for error in refusal.value.errors] == ["password"]
