"""What settings must satisfy before anything starts, and how a problem is told: never with the value."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from cleaning_app.settings import Settings

SECRET_LENGTH = 32
PASSWORD_LENGTH = 12
_A_SECRET = f"{SECRET_LENGTH} or more random characters"
_A_PASSWORD = f"{PASSWORD_LENGTH} or more characters that are not a well-known default"
_DEFAULT_WORDS = ("admin", "changeme", "change-me", "default", "owner", "password", "secret")


@dataclass(frozen=True)
class Problem:
    """One variable that cannot stay as it is."""

    name: str
    wrong: str
    accepted: str

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong}; accepted: {self.accepted}"


class SettingsError(Exception):
    """The environment cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Accepts:
    """Says in words what a variable takes."""

    words: str


def _has_scheme(*schemes: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError("is not such an address")
        return value

    return check


def _is_tile_template(value: str) -> str:
    _has_scheme("http", "https")(value.replace("{s}", "a"))
    if not all(part in urlsplit(value).path for part in ("{z}", "{x}", "{y}")):
        raise ValueError("lacks {z}, {x} or {y}")
    return value


def _secret_url(*schemes: str) -> Callable[[SecretStr], SecretStr]:
    def check(value: SecretStr) -> SecretStr:
        _has_scheme(*schemes)(value.get_secret_value())
        return value

    return check


def _names_a_database(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if not parts.path.strip("/") or not parts.username:
        raise ValueError("names no user or no database")
    return value


def split_keys(keys: str) -> list[str]:
    """The keys of a comma-separated list, newest first."""
    return [key.strip() for key in keys.split(",") if key.strip()]


def _are_fernet_keys(value: SecretStr) -> SecretStr:
    for key in split_keys(value.get_secret_value()):
        try:
            Fernet(key)
        except ValueError:
            raise ValueError("holds something that is not a Fernet key") from None
    return value


HttpUrl = Annotated[
    str, AfterValidator(_has_scheme("http", "https")), Accepts("an address such as https://host")
]
TileUrl = Annotated[
    str,
    AfterValidator(_is_tile_template),
    Accepts("https://{s}.tiles.host/{z}/{x}/{y}.png"),
]
DatabaseUrl = Annotated[
    SecretStr,
    AfterValidator(_secret_url("postgresql", "postgres", "postgresql+psycopg")),
    AfterValidator(_names_a_database),
    Accepts("postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
]
RedisUrl = Annotated[
    SecretStr,
    AfterValidator(_secret_url("redis", "rediss")),
    Accepts("redis://[:PASSWORD@]HOST:PORT/NUMBER"),
]
FernetKeys = Annotated[
    SecretStr,
    AfterValidator(_are_fernet_keys),
    Accepts("32 random bytes in URL-safe base64 (44 characters), several separated by commas"),
]


def read(kind: type[Settings]) -> tuple[Settings, list[Problem]]:
    """Read the environment; variables that do not parse are reported and left at their default."""
    try:
        return kind(), []
    except ValidationError as error:
        wrong = {str(item["loc"][0]): _in_words(item) for item in error.errors()}
    defaults = {name: kind.model_fields[name].default for name in wrong}
    problems = [
        Problem(name.upper(), words, accepted(kind.model_fields[name]))
        for name, words in wrong.items()
    ]
    return kind(**defaults), problems


def _in_words(error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return "cannot be used"


def accepted(field: FieldInfo) -> str:
    """What a field takes, in words, worked out from its type."""
    words = next((item.words for item in field.metadata if isinstance(item, Accepts)), None)
    return words or _type_in_words(field.annotation, field.metadata)


def _type_in_words(kind: Any, metadata: list[Any]) -> str:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _type_in_words(next(k for k in get_args(kind) if k is not type(None)), metadata)
    if origin is Annotated:
        inner, *extra = get_args(kind)
        words = next((item.words for item in extra if isinstance(item, Accepts)), None)
        return words or _type_in_words(inner, [*metadata, *extra])
    if origin is Literal:
        return " or ".join(get_args(kind))
    if kind is bool:
        return "true or false"
    if kind is int:
        return _range_in_words(metadata)
    if kind is Path:
        return "a folder"
    return "a text"


def _range_in_words(metadata: list[Any]) -> str:
    low = next((item.ge for item in metadata if hasattr(item, "ge")), None)
    high = next((item.le for item in metadata if hasattr(item, "le")), None)
    if high is not None:
        return f"a whole number from {low} to {high}"
    return "a whole number" if low is None else f"a whole number, {low} or more"


def refusals(settings: Settings, skip: set[str]) -> list[Problem]:
    """What parses but must not start, leaving out variables already reported (`skip`)."""
    found = [*_incomplete(settings)]
    if settings.is_prod:
        found += [*_weak_secrets(settings), *_weak_sign_ins(settings), *_conveniences(settings)]
    return [problem for problem in found if problem.name not in skip]


def _length(secret: SecretStr | None) -> int:
    return len(secret.get_secret_value()) if secret else 0


def _incomplete(settings: Settings) -> Iterator[Problem]:
    """Modes that are switched on without what they need."""
    needs = {
        ("email_mode", "sendgrid"): ("sendgrid_api_key", "email_from"),
        ("email_mode", "smtp"): ("smtp_host", "email_from"),
        ("sms_mode", "twilio"): ("twilio_account_sid", "twilio_auth_token", "twilio_sms_from"),
        ("order_storage_backend", "r2"): (
            *("r2_bucket", "r2_access_key", "r2_secret_key", "r2_endpoint"),
        ),
        ("order_storage_backend", "s3"): ("s3_bucket", "s3_access_key", "s3_secret_key"),
    }
    for (mode, value), names in needs.items():
        if getattr(settings, mode) == value:
            for name in names:
                if not getattr(settings, name):
                    yield Problem(
                        name.upper(), "is not set", f"a value, as {mode.upper()}={value} needs it"
                    )
    if settings.stripe_secret_key and not settings.stripe_webhook_secret:
        yield Problem(
            "STRIPE_WEBHOOK_SECRET", "is not set", "a value, as STRIPE_SECRET_KEY needs it"
        )
    if settings.app_workers > 1 and settings.redis_url is None:
        yield Problem("REDIS_URL", "is not set", "an address, as APP_WORKERS above 1 needs it")
    for who in ("admin", "owner"):
        name, password = f"{who}_basic_username", f"{who}_basic_password"
        if bool(getattr(settings, name)) != bool(getattr(settings, password)):
            missing = password if getattr(settings, name) else name
            yield Problem(missing.upper(), "is not set", "both, user name and password, or neither")


def _weak_secrets(settings: Settings) -> Iterator[Problem]:
    names = ["auth_secret_key", "client_portal_secret", "worker_portal_secret"]
    if settings.metrics_enabled:
        names.append("metrics_token")
    for name in names:
        length = _length(getattr(settings, name))
        if length == 0:
            yield Problem(name.upper(), "is not set", _A_SECRET)
        elif length < SECRET_LENGTH:
            yield Problem(name.upper(), "is too short", _A_SECRET)
    if settings.encryption_key is None:
        field = type(settings).model_fields["encryption_key"]
        yield Problem("ENCRYPTION_KEY", "is not set", accepted(field))


def _weak_sign_ins(settings: Settings) -> Iterator[Problem]:
    for name in ("admin_basic_password", "owner_basic_password"):
        secret: SecretStr | None = getattr(settings, name)
        if secret is None:
            continue
        word = secret.get_secret_value().lower().rstrip("0123456789!")
        if word in _DEFAULT_WORDS:
            yield Problem(name.upper(), "is a well-known default", _A_PASSWORD)
        elif _length(secret) < PASSWORD_LENGTH:
            yield Problem(name.upper(), "is too short", _A_PASSWORD)
    if not (settings.admin_basic_password or settings.owner_basic_password):
        yield Problem(
            "ADMIN_BASIC_PASSWORD",
            "is not set, nor is OWNER_BASIC_PASSWORD",
            f"at least one of the two, {_A_PASSWORD}",
        )


def _conveniences(settings: Settings) -> Iterator[Problem]:
    if not settings.strict_cors:
        yield Problem("STRICT_CORS", "is false in prod", "true")
    if settings.sql_echo:
        yield Problem("SQL_ECHO", "is true in prod", "false")
    if settings.log_level == "DEBUG":
        yield Problem("LOG_LEVEL", "logs bodies at DEBUG in prod", "INFO or WARNING or ERROR")
    if settings.demo_password and _length(settings.demo_password) < PASSWORD_LENGTH:
        yield Problem("DEMO_PASSWORD", "is too short", _A_PASSWORD)
