"""What a browser could send along with an event: what fits, and what should never be sent."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID, uuid4

from cleaning_app.components import registry
from tests.full_house import House
from tests.security.tabs import Declared

_KINDS = ("invoice", "view", "booking", "client", "address", "expense", "payment", "instalment", "category",
          "service", "block", "team", "token", "request", "certificate", "series",
          "conflict", "item", "approval", "receipt", "rule", "budget")  # fmt: skip


def paths(house: House) -> dict[type, str]:
    """State → the address of its page, with an id of the house where it takes one."""
    found: dict[type, str] = {}
    for route, page in registry.PAGES.items():
        state = getattr(page.on_load, "state", None) or getattr(page.on_load, "state_cls", None)
        if state is not None:
            found.setdefault(state, _filled(route, house))
    return found


def _filled(route: str, house: House) -> str:
    parts = [
        str(house.ids.get(part.strip("[]").removesuffix("_id"), uuid4())) if "[" in part else part
        for part in route.split("/")
    ]
    return "/".join(parts)


def fitting(declared: Declared, house: House) -> dict[str, Any]:
    """Arguments of the declared kinds, about things of the house."""
    return {
        name: _fitting(name, kind, house)
        for name, kind in declared.arguments.items()
        if "UploadFile" not in kind
    }


def _fitting(name: str, kind: str, house: House) -> Any:
    if "UUID" in kind:
        found = next((k for k in _KINDS if k in name), None)
        # Not Chloé, who is also the signed-in worker.
        id = house.ids[found] if found else house.town.bilal if "worker" in name else uuid4()
        return [str(id)] if kind.startswith("list") else str(id)
    if kind.startswith(("dict", "Mapping")):
        return {"name": "Somebody", "reason": "Because"}
    if kind.startswith(("list", "tuple", "Sequence")):
        return []
    if "bool" in kind:
        return True
    if "int" in kind or "float" in kind:
        return 1
    if name == "route":
        return "/account"
    return "2026-11-23" if "day" in name or "date" in name else "words"


HOSTILE: list[Any] = [
    None, "", " ", "\x00", "a\x00b", "x" * 30_000, "\ud800", "‮txt.exe", "﷽" * 50, "😀" * 200,
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
    "=HYPERLINK(\"http://evil.test\")", "'; DROP TABLE clients; --", "%' OR '1'='1", "../../etc/passwd",
    "//evil.test", "https://evil.test/", "{{7*7}}", "${7*7}", "%s%s%n", "NaN", "Infinity", "1e999",
    "0000-00-00", "0001-01-01", "0001-Q1", "9990-Q4", "9999-12-31",
    "2026-02-30", "9999-12-31T23:59:59+14:00", "-1", "99999999999999999999",
    0, -1, 1, 2**31, 2**63, 2**70, -(2**63) - 1, 1.5, 1e308, True, False,
    [], [[]], [None], ["x"] * 500, {}, {"": ""}, {"__proto__": {"x": 1}}, {"constructor": 1},
    {"a": {"b": {"c": {"d": [1, 2, {"e": None}]}}}}, [{"topic": "bookings", "id": "x" * 5000}],
]  # fmt: skip
"""Values nobody's screen would send."""

NAMES = ("self", "ctx", "cls", "_permission", "permission", "org_id", "user_id", "values", "kwargs",
         "__class__", "extra")  # fmt: skip
"""Argument names nobody asked for."""


def hostile(declared: Declared, dice: random.Random, ids: list[UUID]) -> dict[str, Any]:
    """Arguments that do not fit: wrong kinds, foreign ids, too few, too many."""
    pool = [*HOSTILE, *map(str, ids)]
    given = {name: dice.choice(pool) for name in declared.arguments}
    for value in given.values():
        if isinstance(value, dict) and dice.random() < 0.5:
            value |= {dice.choice(("name", "amount", "email", "id")): dice.choice(pool)}
    if given and dice.random() < 0.15:
        given.pop(dice.choice(list(given)))
    if dice.random() < 0.2:
        given[dice.choice(NAMES)] = dice.choice(pool)
    return given
