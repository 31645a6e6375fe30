"""What is counted and timed in this process, in Prometheus' terms (deploy/docs/observability.md).

Names are a promise to whoever has built a dashboard on them: add, never rename.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from prometheus_client.values import MutexValue, ValueClass
from sqlalchemy.pool import QueuePool

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

disable_created_metrics()
registry = CollectorRegistry()


def _latest(name: str, help: str, *labels: str) -> Gauge:
    """A figure read from the database: of several processes, whoever looked last knows best."""
    return Gauge(name, help, labels, multiprocess_mode="mostrecent", registry=registry)


_labels = ("method", "path", "status")
requests = Counter(
    "http_requests_total",
    "HTTP requests; path is the route's template.",
    _labels,
    registry=registry,
)
request_seconds = Histogram(
    "http_request_duration_seconds",
    "Time until the last byte of an answer was handed over.",
    _labels,
    buckets=_SECONDS,
    registry=registry,
)
server_errors = Counter(
    "http_5xx_errors_total", "Answers with a status of 500 or more.", registry=registry
)
events = Counter(
    "websocket_events_total", "Events of dashboard pages.", ("handler", "result"), registry=registry
)
event_seconds = Histogram(
    "websocket_event_duration_seconds",
    "Time a handler took, with its transaction.",
    ("handler",),
    buckets=_SECONDS,
    registry=registry,
)
live_sockets = Gauge(
    "live_sockets", "Open connections to /live.", multiprocess_mode="livesum", registry=registry
)
live_notices = Counter("live_notices_total", "Notices sent to open screens.", registry=registry)
limited = Counter(
    "rate_limited_total", "Requests refused by a rate limit.", ("limit",), registry=registry
)
sign_ins = Counter("sign_ins_total", "Tries to sign in.", ("result",), registry=registry)

outbox_depth = _latest("outbox_depth", "Messages waiting to be delivered.")
outbox_lag = _latest("outbox_lag_seconds", "How long the oldest due message has waited.")
outbox_dead = _latest("outbox_dead", "Messages nobody will deliver without help.")
deliveries = Counter(
    "outbox_deliveries_total", "What became of messages.", ("kind", "result"), registry=registry
)
delivery_seconds = Histogram(
    "outbox_delivery_duration_seconds",
    "Time a call to a provider took.",
    ("kind",),
    buckets=_SECONDS,
    registry=registry,
)
stripe_webhooks = Counter(
    "stripe_webhooks_total",
    "Webhooks of Stripe's: kept or refused.",
    ("result",),
    registry=registry,
)
stripe_events = Counter(
    "stripe_events_total", "What became of Stripe's events.", ("status",), registry=registry
)
job_runs_total = Counter(
    "job_runs_here_total", "Runs by this process.", ("job", "status"), registry=registry
)
job_run_seconds = Histogram(
    "job_run_duration_seconds",
    "Length of runs by this process.",
    ("job",),
    buckets=_SECONDS,
    registry=registry,
)
job_runs = _latest("job_runs", "Runs in the last day.", "job", "status")
job_seconds = _latest("job_last_duration_seconds", "Length of a job's last finished run.", "job")
job_last_success = _latest(
    "job_last_success_timestamp_seconds", "When a job last ended well.", "job"
)
database_up = _latest("database_up", "1 when the figures kept in the database could be read.")


_pools: dict[str, Callable[[], QueuePool]] = {}


def watch_pool(login: str, current: Callable[[], QueuePool]) -> None:
    """Report a login's connection pool; asked anew each time, as a disposed engine gets another."""
    _pools[login] = current


class _Pool(Collector):
    """Reads the pool when it is asked instead of counting every checkout."""

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "db_pool_connections", "Connections of the pool.", labels=("login", "state")
        )
        for login, current in _pools.items():
            pool = current()
            family.add_metric((login, "in_use"), pool.checkedout())
            family.add_metric((login, "idle"), pool.checkedin())
        yield family


registry.register(_Pool())


def observe_request(method: str, path: str, status: int, seconds: float) -> None:
    """Count one HTTP answer. `path` is a route's template, never an address somebody typed."""
    labels = (method, path, str(status))
    requests.labels(*labels).inc()
    request_seconds.labels(*labels).observe(seconds)
    if status >= 500:
        server_errors.inc()


def observe_event(handler: str, result: str, seconds: float) -> None:
    """Count one event of a page: its handler's qualified name and "ok" or an error's code."""
    events.labels(handler, result).inc()
    event_seconds.labels(handler).observe(seconds)


def render() -> bytes:
    """Everything, in Prometheus' text format.

    With several processes on one port (APP_WORKERS) each keeps its figures in files under
    PROMETHEUS_MULTIPROC_DIR, and whichever is asked answers for all of them.
    """
    if ValueClass is MutexValue:
        return generate_latest(registry)
    together = CollectorRegistry()
    MultiProcessCollector(together)
    together.register(_Pool())
    return generate_latest(together)
