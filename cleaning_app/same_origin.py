"""Lets one compiled frontend be served under any host and port.

Reflex bakes the back end's address into the scripts. It already swaps a baked-in `localhost` for the
host in the address bar; this plugin makes it take the port from there too.
"""

from __future__ import annotations

from typing import Any

from reflex.plugins import Plugin

_HOST = "endpoint.hostname = frontend_hostname;"
_NO_PORT = 'endpoint.port = "";'
_SAME_PORT = "endpoint.port = window.location.port;"


def follow_the_address_bar(script: str) -> str:
    """Patch Reflex's `utils/state.js`. Raises ValueError when it no longer looks as it did."""
    if _SAME_PORT in script:
        return script
    if (script.count(_HOST), script.count(_NO_PORT)) != (1, 1):
        raise ValueError("utils/state.js has changed: check getBackendURL in this Reflex version")
    return script.replace(_NO_PORT, "").replace(_HOST, f"{_HOST}\n    {_SAME_PORT}")


class SameOriginPlugin(Plugin):
    """Patches the socket's address at compile time."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("utils/state.js", follow_the_address_bar)
