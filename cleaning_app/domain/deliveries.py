"""What becomes of a message after an attempt to deliver it, by what its kind can promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from cleaning_app.domain import backoff
from cleaning_app.domain.backoff import Failure


class Promise(StrEnum):
    """What can be known about a delivery that was cut off.

    Keyed: the other side recognises a repeated key, so trying again has no second effect.
    Askable: it can be asked whether the message arrived. Blind: nobody can tell.
    """

    KEYED = "keyed"
    ASKABLE = "askable"
    BLIND = "blind"


class WhenUncertain(StrEnum):
    """What a blind kind does about a delivery that may or may not have happened."""

    RESEND = "resend"
    ASK = "ask"


@dataclass(frozen=True)
class Rules:
    """How patient delivery is."""

    max_attempts: int = backoff.MAX_ATTEMPTS
    base_seconds: float = backoff.BASE_SECONDS


@dataclass(frozen=True)
class Verdict:
    """The status a message gets, when it is tried again, and whether its fate became unknown."""

    status: str
    after: timedelta = timedelta()
    doubt: bool = False


def after_refusal(
    attempts: int,
    failure: Failure,
    rules: Rules,
    random: float,
    retry_after: timedelta | None = None,
) -> Verdict:
    """After attempt number `attempts` was refused: nothing has happened on the other side."""
    decision = backoff.after_failure(
        attempts,
        failure,
        random,
        base_seconds=rules.base_seconds,
        max_attempts=rules.max_attempts,
        retry_after=retry_after,
    )
    if isinstance(decision, backoff.Dead):
        return Verdict("dead")
    return Verdict("pending", decision.after)


def after_cut_off(
    attempts: int, promise: Promise, policy: WhenUncertain, rules: Rules, random: float
) -> Verdict:
    """After attempt number `attempts` ended without an answer.

    A blind message is never given up as dead, since it may have arrived: a person is asked.
    """
    if promise is not Promise.BLIND:
        return after_refusal(attempts, Failure.TEMPORARY, rules, random)
    if policy is WhenUncertain.ASK or attempts >= rules.max_attempts:
        return Verdict("uncertain", doubt=True)
    wait = backoff.delay(attempts, random, rules.base_seconds)
    return Verdict("pending", wait, doubt=True)


class Skipped(Exception):
    """The message was not sent on purpose; the words say why and can be shown."""
