"""Queries in pyformat, the way `services/gst` writes them, for SQLAlchemy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import TextClause, text

_NAME = re.compile(r"%\((\w+)\)s")


def bound(sql: str, values: Mapping[str, Any]) -> TextClause:
    """A query with the values it names; others are left out."""
    named = _NAME.sub(r"(:\1)", sql).replace("%%", "%")
    return text(named).bindparams(**{name: values[name] for name in set(_NAME.findall(sql))})
