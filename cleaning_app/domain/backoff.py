"""When a failed delivery is tried again, and when it is given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

BASE_SECONDS = 30
MAX_ATTEMPTS = 5
LONGEST_DELAY = timedelta(hours=6)


class Failure(StrEnum):
    """Whether trying the same thing again could help."""

    TEMPORARY = "temporary"
    PERMANENT = "permanent"


@dataclass(frozen=True)
class Retry:
    """Try again after this long."""

    after: timedelta


@dataclass(frozen=True)
class Dead:
    """Stop trying; a person must look."""

    reason: str


def delay(attempts: int, random: float, base_seconds: float = BASE_SECONDS) -> timedelta:
    """The wait after `attempts` failed attempts (1, 2, …): base · 2ⁿ ± 50%, n counting from 0.

    `random` is a number in [0, 1) drawn by the caller; 0.5 gives the middle. Never over six hours.
    """
    if attempts < 1:
        raise ValueError("a delay follows at least one attempt")
    if not 0 <= random < 1:
        raise ValueError("random must be in [0, 1)")
    # 2³² times any base is beyond the ceiling already; a larger power would overflow a float.
    doublings = min(attempts - 1, 32)
    seconds = base_seconds * 2**doublings * (0.5 + random)
    return min(timedelta(seconds=min(seconds, LONGEST_DELAY.total_seconds())), LONGEST_DELAY)


def after_failure(
    attempts: int,
    failure: Failure,
    random: float,
    *,
    base_seconds: float = BASE_SECONDS,
    max_attempts: int = MAX_ATTEMPTS,
    retry_after: timedelta | None = None,
) -> Retry | Dead:
    """Decide what follows the failure of attempt number `attempts`.

    Permanent failures die at once, temporary ones after `max_attempts`. A provider's `Retry-After`
    lengthens the wait and never shortens it.
    """
    if failure is Failure.PERMANENT:
        return Dead("refused for good")
    if attempts >= max_attempts:
        return Dead(f"gave up after {attempts} attempts")
    wait = delay(attempts, random, base_seconds)
    return Retry(max(wait, retry_after) if retry_after else wait)
