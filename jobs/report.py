"""What a run of a job has to say for itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Report:
    """Counters of one run and, in words, what went wrong; a run without errors succeeded."""

    counters: Counter[str] = field(default_factory=Counter[str])
    errors: list[str] = field(default_factory=list[str])

    @property
    def error(self) -> str:
        """The first few errors in one line."""
        more = f" (and {len(self.errors) - 3} more)" if len(self.errors) > 3 else ""
        return "; ".join(self.errors[:3]) + more
