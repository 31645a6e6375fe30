"""One JSON object a line on stdout, from our own code and from every library alike.

Doors bind who and what with `bind`; everything logged until `clear` carries it. No secret, token,
phone or e-mail address reaches a line: see redaction.py.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from cleaning_app.redaction import Redactor
from cleaning_app.settings import APP_ROLE, JOBS_ROLE, Settings

bind = structlog.contextvars.bind_contextvars
bound = structlog.contextvars.bound_contextvars
clear = structlog.contextvars.clear_contextvars

_FIRST = ("timestamp", "level", "message")
_REQUEST = (
    *("request_id", "org_id", "user_id", "role"),
    *("method", "path", "status_code", "latency_ms"),
)
# Quiet at INFO: one line per SQL statement, HTTP call or upgrade step helps nobody.
_QUIET = ("sqlalchemy.engine", "httpx", "httpcore", "granian.access", "asyncio", "procrastinate")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose keyword arguments become fields of the line."""
    return structlog.stdlib.get_logger(name)


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process through one renderer; may be called again."""
    redactor = Redactor(_secrets(settings))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(_extras())],
            processors=[
                _level,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _Line(redactor),
            ],
        )
    )
    _route_everything(handler, settings)


def _extras() -> list[str]:
    """Fields of stdlib records that are ours; other libraries' extras may hold anything."""
    return [*_REQUEST, "job", "run_id"]


def _secrets(settings: Settings) -> Iterator[str]:
    values = (getattr(settings, name) for name in type(settings).model_fields)
    for value in values:
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
    if settings.auth_secret_key is not None:
        yield from (settings.role_password(role) for role in (APP_ROLE, JOBS_ROLE))


def _route_everything(handler: logging.Handler, settings: Settings) -> None:
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in list(logging.root.manager.loggerDict):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    level = logging.DEBUG if settings.log_level == "DEBUG" else logging.WARNING
    for name in _QUIET:
        logging.getLogger(name).setLevel(level)
    if settings.sql_echo:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """What would end the program as a bare traceback, which nobody has redacted."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("uncaught").critical("stopped by an error", exc_info=(kind, error, trace))


def _level(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["level"] = event["_record"].levelname
    return event


class _Line:
    """Renders one event: known fields first and in the promised order, then the rest."""

    def __init__(self, redactor: Redactor) -> None:
        self._redact = redactor

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> str:
        event["message"] = event.pop("event", "")
        clean: dict[str, Any] = self._redact.value(event)
        is_request = "method" in clean
        line = {name: clean.pop(name, None) for name in _FIRST}
        line |= {n: clean.pop(n, None) for n in _REQUEST if is_request or n in clean}
        return json.dumps(line | clean, default=str, ensure_ascii=False)
