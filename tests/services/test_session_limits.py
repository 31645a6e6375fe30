"""A session that nobody uses ends after half a day, and every session after two weeks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleaning_app.services import members, sessions
from cleaning_app.services.sessions import ABSOLUTE, IDLE
from tests.factories import Office

PASSWORD = "quiet harbour lantern 41"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def token(office: Office) -> str:
    """A dispatcher's fresh session, by the office's clock."""
    async with office.unit() as ctx:
        await members.add(
            ctx, email="priya@example.test", name="Priya", role="dispatcher", password=PASSWORD
        )
    opened = await sessions.sign_in("priya@example.test", PASSWORD, clock=office.clock)
    return opened.token


async def _knows(office: Office, token: str) -> bool:
    sessions._remembered.clear()  # what was asked less than two seconds ago comes from memory
    return await sessions.identify(token, clock=office.clock) is not None


async def test_a_session_nobody_uses_ends(office: Office, token: str):
    office.clock.advance(IDLE - MINUTE)
    assert await _knows(office, token)
    office.clock.advance(IDLE)
    assert not await _knows(office, token)


async def test_a_session_in_use_ends_too_after_two_weeks(office: Office, token: str):
    used = timedelta(0)
    while used + IDLE / 2 < ABSOLUTE:
        office.clock.advance(IDLE / 2)
        used += IDLE / 2
        assert await _knows(office, token), f"ended after {used}"
    office.clock.advance(IDLE / 2)
    assert not await _knows(office, token)
