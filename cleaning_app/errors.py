"""The few ways a request can fail, named once; doors turn them into toasts, problem+json or job results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One field that was refused, and why, in words a person can act on."""

    field: str
    message: str


@dataclass
class AppError(Exception):
    """A refusal with a reason. `detail` is shown to people, so it never carries secrets or SQL."""

    detail: str
    errors: list[FieldError] = field(default_factory=list[FieldError])
    extra: dict[str, Any] = field(default_factory=dict[str, Any])

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    code: ClassVar[str] = "error"

    def __str__(self) -> str:
        return self.detail


class Invalid(AppError):
    """The input is wrong; `errors` says which fields."""

    status = 422
    title = "Check the details"
    code = "invalid"

    @classmethod
    def field(cls, name: str, message: str) -> Invalid:
        """One field is wrong: the message stands beside it, and for the whole."""
        return cls(message, [FieldError(name, message)])


class NotFound(AppError):
    """There is no such thing here, or it belongs to somebody else: the answer is the same."""

    status = 404
    title = "Not found"
    code = "not_found"


class Forbidden(AppError):
    """The person is known and may not do this."""

    status = 403
    title = "Not allowed"
    code = "forbidden"


class Conflict(AppError):
    """Somebody or something else was first; `extra` describes what stands in the way."""

    status = 409
    title = "That clashes"
    code = "conflict"


class PreconditionFailed(AppError):
    """The row has changed since the caller read it (RFC 9110 §13.1.1)."""

    status = 412
    title = "It has changed since you opened it"
    code = "precondition_failed"


class Unauthenticated(AppError):
    """Nobody is signed in."""

    status = 401
    title = "Sign in first"
    code = "unauthenticated"


class TooManyRequests(AppError):
    """A rate limit was reached; `extra["retry_after"]` is whole seconds."""

    status = 429
    title = "Too many tries"
    code = "too_many_requests"


class Unavailable(AppError):
    """A part we depend on is away for the moment; trying again later is right."""

    status = 503
    title = "Briefly unavailable"
    code = "unavailable"
