"""Serves the compiled dashboard, its websocket and the API on one port; logs are JSON lines.

What `reflex run --env prod --single-port` does, without compiling first and without its console.
Usage: python -m deploy.serve
"""

from __future__ import annotations

import shutil
from importlib import import_module
from typing import Any

from granian.constants import Interfaces
from granian.server import Server
from reflex.constants import Env
from reflex_base.environment import environment

from cleaning_app import logs
from cleaning_app.settings import Settings, load_or_exit, tell_libraries

# Granian's loggers write where everything else does.
_LOGGING = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}
STOP_SECONDS = 10


def application() -> Any:
    """The ASGI app of one worker process."""
    logs.configure(load_or_exit())
    return import_module("cleaning_app.cleaning_app").app()


def share_figures(settings: Settings) -> None:
    """Let all workers keep their metrics in one folder, so that any of them answers for all."""
    folder = settings.data_dir / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tell_libraries(PROMETHEUS_MULTIPROC_DIR=str(folder))


def main() -> None:
    settings = load_or_exit()
    logs.configure(settings)
    if settings.app_workers > 1:
        share_figures(settings)
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    Server(
        target="deploy.serve:application",
        factory=True,
        address=settings.listen_host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.app_workers,
        workers_kill_timeout=STOP_SECONDS,
        log_dictconfig=_LOGGING,
    ).serve()


if __name__ == "__main__":
    main()
