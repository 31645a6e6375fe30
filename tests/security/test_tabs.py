"""What a tab holds belongs to one session, and what is sent about it stays out of the logs."""

from __future__ import annotations

import pytest

from cleaning_app.db import unit
from cleaning_app.logs import configure
from cleaning_app.services import sessions
from cleaning_app.settings import get_settings
from tests.full_house import PASSWORD, House
from tests.security.tabs import Tab, Tabs, declared


async def _tab_with_clients(tabs: Tabs, house: House, role: str = "owner") -> tuple[Tab, str]:
    """A tab that has shown the list of clients, and the token of its session."""
    opened = await sessions.sign_in(house.people[role].login, PASSWORD)
    tab = await tabs.connect(opened.token, boot="/account")
    [load] = [one for one in declared() if one.name == "ClientsState.load"]
    tab.path = "/clients"
    answer = await tab.call(load)
    assert house.marks[0] in answer.text
    return tab, opened.token


async def test_a_reload_keeps_what_the_tab_showed(tabs: Tabs, ours: House):
    tab, token = await _tab_with_clients(tabs, ours)
    await tabs.disconnect(tab)
    again = await tabs.connect(token, tab=tab.id, boot="/account")
    assert ours.marks[0] in again.answer.text


async def test_whoever_comes_next_is_shown_nothing_of_it(tabs: Tabs, ours: House, theirs: House):
    for next_one in ("", ours.people["viewer"].token, theirs.people["owner"].token):
        tab, _ = await _tab_with_clients(tabs, ours)
        await tabs.disconnect(tab)
        again = await tabs.connect(next_one, tab=tab.id, boot="/account")
        assert again.answer.failures == []
        assert "clients_state" in again.answer.text
        assert ours.marks[0] not in again.answer.text
        snapshot = await again.call("reflex___state____state.hydrate")
        assert ours.marks[0] not in snapshot.text


async def test_a_session_that_was_ended_is_shown_nothing_on_a_reload(tabs: Tabs, ours: House):
    tab, token = await _tab_with_clients(tabs, ours)
    await tabs.disconnect(tab)
    await sessions.sign_out(token)
    again = await tabs.connect(token, tab=tab.id, boot="/account")
    assert ours.marks[0] not in again.answer.text


async def test_the_next_event_after_the_end_of_a_session_is_refused(tabs: Tabs, ours: House):
    """No waiting for a reload: signed out elsewhere, or by an admin."""
    tab, _ = await _tab_with_clients(tabs, ours, "dispatcher")
    async with unit(ours.people["owner"].identity) as ctx:
        person = ours.people["dispatcher"].identity.actor.user_id
        await sessions.sign_out_everywhere(ctx, person)
    [load] = [one for one in declared() if one.name == "ClientsState.load"]
    answer = await tab.call(load)
    assert answer.result == "unauthenticated"
    assert "/sign-in" in answer.text


async def test_an_anonymous_tab_is_sent_defaults_and_nothing_else(tabs: Tabs, ours: House):
    tab = await tabs.connect(boot="/account")
    text = tab.answer.text
    assert text
    for word in (*ours.marks, *(str(id) for id in ours.ids.values()), '"_session', "cookie"):
        assert word not in text


async def test_the_session_is_never_sent_back_to_the_page(tabs: Tabs, ours: House):
    """The cookie is HttpOnly; Reflex knows it, scripts must not."""
    tab, token = await _tab_with_clients(tabs, ours)
    again = await tabs.connect(token, tab=tab.id, boot="/account")
    assert token not in tab.answer.text + again.answer.text


async def test_no_var_can_be_set_from_outside(tabs: Tabs, ours: House):
    tab, _ = await _tab_with_clients(tabs, ours)
    state = "reflex___state____state.cleaning_app___pages___clients___overview____clients_state"
    for name in ("search", "rows", "_permission", "router"):
        answer = await tab.call(f"{state}.setvar", var_name=name, value="x")
        assert answer.sent == []
    vars = {f"{state}.search": "x", f"{state}._permission": "core.view"}
    answer = await tab.call(
        "reflex___state____state.reflex___state____update_vars_internal_state.update_vars_internal",
        vars=vars,
    )
    assert '"x"' not in answer.text


async def test_events_nobody_knows_leave_no_token_in_the_log(
    tabs: Tabs, ours: House, capsys: pytest.CaptureFixture[str]
):
    tab, token = await _tab_with_clients(tabs, ours)
    configure(get_settings())
    await tab.call("reflex___state____state.no_such_thing", who="gwen@example.test")
    await tabs.deliver(tab, "no event at all, gwen@example.test")
    logged = capsys.readouterr().out
    assert "no_such_thing" in logged
    assert token not in logged
    assert "gwen@example.test" not in logged
