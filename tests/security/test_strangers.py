"""The owner of another organisation, with every right there, uses our ids."""

from __future__ import annotations

from cleaning_app import db
from tests.full_house import House
from tests.security.arguments import fitting, paths
from tests.security.conftest import Digest
from tests.security.tabs import Tabs, declared


async def test_our_ids_open_nothing_for_a_stranger(
    tabs: Tabs, ours: House, theirs: House, digest: Digest
):
    ours_before = digest(ours)
    tab = await tabs.connect(theirs.people["owner"].token)
    leaks, calls = list[str](), 0
    for one in declared():
        if one.name in {"AccountState.end_all", "AccountState.change_password"}:
            continue
        tab.path = paths(ours).get(one.state, "/")
        answer = await tab.call(one, **fitting(one, ours))
        assert answer.failures == [], one.name
        assert "error" not in answer.result, one.name
        leaks += [f"{one.name}: {word}" for word in ours.marks if word in answer.text]
        calls += 1
    assert leaks == []
    assert digest(ours) == ours_before
    print(
        f"stranger: {calls} handlers with our ids, 0 rows changed, 0 of {len(ours.marks)} words seen"
    )


async def test_the_marks_would_be_seen_if_they_were_shown(tabs: Tabs, ours: House):
    """Our own owner does see them, so the test above looks for something real."""
    tab, seen = await tabs.connect(ours.people["owner"].token), ""
    for one in declared():
        if one.name.endswith(".load"):
            tab.path = paths(ours).get(one.state, "/")
            seen += (await tab.call(one, **fitting(one, ours))).text
    assert [word for word in ours.marks if word not in seen] == []
    await db.dispose()
