"""Everything that can be set from outside, read and checked once; the only reader of the environment.

Values come from the process's environment, then from `.env` in the project's folder, then from the
defaults below. An empty value counts as unset.
"""

import hashlib
import hmac
import os
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url

from cleaning_app import dev_secrets, embedded, startup_checks
from cleaning_app.startup_checks import (
    DatabaseUrl,
    FernetKeys,
    HttpUrl,
    RedisUrl,
    SettingsError,
    TileUrl,
)

ROOT = Path(__file__).resolve().parent.parent
APP_ROLE = "cleaning_app"
JOBS_ROLE = "cleaning_jobs"

Login = Literal["owner", "app", "jobs"]
Port = Annotated[int, Field(ge=1, le=65535)]
Positive = Annotated[int, Field(ge=1)]
NotNegative = Annotated[int, Field(ge=0)]


def _group(title: str) -> Callable[[object, str], Any]:
    """A field maker for one section of `.env.example` and the environment page."""

    def field(default: object, description: str) -> Any:
        return Field(default, description=description, json_schema_extra={"group": title})

    return field


_core = _group("This installation")
_database = _group("Database and Redis")
_secret = _group("Secrets")
_web = _group("Web and proxies")
_watch = _group("Logs, metrics, limits")
_email = _group("E-mail")
_sms = _group("Text messages and calls")
_google = _group("Google Calendar")
_books = _group("QuickBooks")
_maps = _group("Maps and weather")
_card = _group("Card payments")
_files = _group("File storage")
_jobs = _group("Jobs and outbox")


class Settings(BaseSettings):
    """One attribute per variable, the same name in lower case."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    app_env: Literal["dev", "prod"] = _core(
        "dev", "`prod` refuses weak secrets and development conveniences."
    )
    data_dir: Path = _core(
        Path("var"), "Folder for the embedded database, uploads and generated secrets."
    )
    port: Port = _core(8000, "Port the app listens on.")
    app_workers: Positive = _core(1, "App processes on this machine; more than 1 needs REDIS_URL.")
    listen_host: str = _core("127.0.0.1", "Address the app listens on; 0.0.0.0 in a container.")
    demo_password: SecretStr | None = _core(
        None, "Password of the demo sign-ins; random when unset."
    )
    default_org: str | None = _core(
        None, "Slug of the organisation that HTTP Basic acts in when no X-Organisation is sent."
    )
    backup_dir: Path = _core(Path("/opt/backups/postgres"), "Where backups are written.")

    database_url: DatabaseUrl | None = _database(
        None,
        "The owner's login, used by migrations; the programs use restricted roles made from it. "
        "Unset: an embedded PostgreSQL under DATA_DIR.",
    )
    postgres_db: str = _database("cleaning", "Database the compose file creates.")
    postgres_user: str = _database("postgres", "Superuser the compose file creates.")
    postgres_password: SecretStr | None = _database(None, "Its password.")
    redis_url: RedisUrl | None = _database(
        None, "Shared page state, limits and caches; needed for more than one app process."
    )
    pool_size: Positive = _database(20, "Open database connections each process keeps.")
    max_overflow: NotNegative = _database(10, "Connections beyond POOL_SIZE under load.")
    pool_timeout_seconds: Positive = _database(30, "Longest wait for a free connection.")
    statement_timeout_ms: NotNegative = _database(
        5000, "Longest a statement of a page or route may run; 0 switches the limit off."
    )
    sql_echo: bool = _database(False, "Log every SQL statement; development only.")

    auth_secret_key: SecretStr | None = _secret(
        None, "Signs sign-in tokens and derives the database roles' passwords. 32+ characters."
    )
    client_portal_secret: SecretStr | None = _secret(
        None, "Signs links of the client portal. 32+ characters."
    )
    worker_portal_secret: SecretStr | None = _secret(
        None, "Signs links of the worker portal. 32+ characters."
    )
    encryption_key: FernetKeys | None = _secret(
        None,
        "Encrypts provider tokens and access notes at rest: Fernet keys, newest first, separated "
        "by commas; the first encrypts, all decrypt.",
    )
    admin_basic_username: str | None = _secret(None, "HTTP Basic sign-in with the admin role.")
    admin_basic_password: SecretStr | None = _secret(None, "Its password. 12+ characters in prod.")
    owner_basic_username: str | None = _secret(None, "HTTP Basic sign-in with the owner role.")
    owner_basic_password: SecretStr | None = _secret(None, "Its password. 12+ characters in prod.")

    public_base_url: HttpUrl | None = _web(
        None, "Address people open, for links in messages. Unset: http://localhost:PORT."
    )
    client_portal_base_url: HttpUrl | None = _web(
        None, "Address of the client portal. Unset: PUBLIC_BASE_URL."
    )
    cdn_url: HttpUrl | None = _web(None, "Where static files are served from, if elsewhere.")
    strict_cors: bool = _web(True, "Only PUBLIC_BASE_URL may call from a browser.")
    trust_proxy_headers: bool = _web(
        False, "Take the caller's address from X-Forwarded-For; only behind a proxy of yours."
    )
    trusted_proxy_hops: NotNegative = _web(1, "How many proxies of yours stand in front.")

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _watch(
        "INFO", "DEBUG logs bodies and is for development."
    )
    metrics_enabled: bool = _watch(False, "Serve GET /metrics.")
    metrics_token: SecretStr | None = _watch(
        None, "Bearer token for /metrics. 32+ characters in prod."
    )
    rate_limit_per_minute: Positive = _watch(30, "Public and sign-in routes, per client address.")
    admin_action_rate_limit_per_minute: Positive = _watch(
        5, "Sensitive actions, per organisation and action."
    )

    email_mode: Literal["off", "sendgrid", "smtp"] = _email("off", "How e-mail leaves.")
    email_from: str | None = _email(None, "Sender address, unless the organisation has its own.")
    sendgrid_api_key: SecretStr | None = _email(None, "Needed by EMAIL_MODE=sendgrid.")
    sendgrid_base_url: HttpUrl = _email("https://api.sendgrid.com", "SendGrid's address.")
    smtp_host: str | None = _email(None, "Needed by EMAIL_MODE=smtp.")
    smtp_port: Port = _email(587, "SMTP port.")
    smtp_username: str | None = _email(None, "SMTP sign-in, if the server wants one.")
    smtp_password: SecretStr | None = _email(None, "Its password.")
    smtp_security: Literal["starttls", "tls", "off"] = _email("starttls", "How SMTP is encrypted.")

    sms_mode: Literal["off", "twilio"] = _sms("off", "How text messages leave.")
    call_mode: Literal["off", "twilio"] = _sms("off", "How phone calls are placed.")
    twilio_account_sid: str | None = _sms(None, "Needed by SMS_MODE=twilio.")
    twilio_auth_token: SecretStr | None = _sms(None, "Needed by SMS_MODE=twilio.")
    twilio_sms_from: str | None = _sms(None, "Sending number; needed by SMS_MODE=twilio.")
    twilio_base_url: HttpUrl = _sms("https://api.twilio.com", "Twilio's address.")

    google_oauth_client_id: str | None = _google(None, "OAuth client for Google Calendar.")
    google_oauth_client_secret: SecretStr | None = _google(None, "Its secret.")
    google_oauth_redirect_uri: HttpUrl | None = _google(None, "Where Google sends people back.")
    google_api_base_url: HttpUrl = _google("https://www.googleapis.com", "Google's address.")
    gcal_sync_interval_seconds: Positive = _google(900, "Least time between two syncs.")
    gcal_sync_initial_days: NotNegative = _google(30, "Days back on the first sync.")
    gcal_sync_future_days: NotNegative = _google(30, "Days ahead that are synced.")
    gcal_sync_backfill_minutes: NotNegative = _google(60, "Overlap with the sync before.")

    quickbooks_oauth_client_id: str | None = _books(None, "OAuth client for QuickBooks Online.")
    quickbooks_oauth_client_secret: SecretStr | None = _books(None, "Its secret.")
    quickbooks_oauth_redirect_uri: HttpUrl | None = _books(None, "Where Intuit sends people back.")
    quickbooks_api_base_url: HttpUrl = _books(
        "https://quickbooks.api.intuit.com", "QuickBooks' address."
    )
    qbo_sync_interval_seconds: Positive = _books(1800, "Least time between two syncs.")
    qbo_sync_initial_days: NotNegative = _books(30, "Days back on the first sync.")
    qbo_sync_backfill_days: NotNegative = _books(7, "Overlap with the sync before.")

    google_maps_api_key: SecretStr | None = _maps(None, "Unset: distances are estimated.")
    maps_base_url: HttpUrl = _maps("https://maps.googleapis.com", "Distance Matrix address.")
    maps_monthly_quota_limit: NotNegative = _maps(10_000, "Paid elements a month; 0 no limit.")
    maps_requests_per_minute: Positive = _maps(30, "Requests a minute, per organisation.")
    map_tile_url: TileUrl | None = _maps(
        None, "Tiles under the map; the content policy then lets browsers fetch them. Unset: plain."
    )
    map_tile_attribution: str = _maps(
        "© OpenStreetMap contributors", "Whose tiles they are, written on the map."
    )
    weather_traffic_mode: Literal["off", "open_meteo"] = _maps("off", "Weather on the dashboard.")
    open_meteo_base_url: HttpUrl = _maps("https://api.open-meteo.com", "Open-Meteo's address.")

    stripe_secret_key: SecretStr | None = _card(None, "Unset: card payments are off.")
    stripe_webhook_secret: SecretStr | None = _card(
        None, "Checks Stripe's signatures; two, separated by a comma, while one is being changed."
    )
    stripe_api_base: HttpUrl = _card("https://api.stripe.com", "Stripe's address.")

    order_storage_backend: Literal["local", "r2", "s3"] = _files(
        "local", "Where photos and files are kept; `local` is DATA_DIR/uploads."
    )
    r2_bucket: str | None = _files(None, "Needed by ORDER_STORAGE_BACKEND=r2.")
    r2_access_key: SecretStr | None = _files(None, "Needed by ORDER_STORAGE_BACKEND=r2.")
    r2_secret_key: SecretStr | None = _files(None, "Needed by ORDER_STORAGE_BACKEND=r2.")
    r2_endpoint: HttpUrl | None = _files(None, "Needed by ORDER_STORAGE_BACKEND=r2.")
    s3_bucket: str | None = _files(None, "Needed by ORDER_STORAGE_BACKEND=s3.")
    s3_access_key: SecretStr | None = _files(None, "Needed by ORDER_STORAGE_BACKEND=s3.")
    s3_secret_key: SecretStr | None = _files(None, "Needed by ORDER_STORAGE_BACKEND=s3.")
    s3_region: str = _files("ca-central-1", "Region of the bucket.")
    s3_endpoint: HttpUrl | None = _files(None, "For a service that speaks S3 and is not AWS.")

    outbox_max_attempts: Positive = _jobs(5, "Tries before a message counts as dead.")
    outbox_base_backoff_seconds: Positive = _jobs(30, "First wait between tries; then doubled.")
    outbox_lease_seconds: Positive = _jobs(
        60, "How long a runner may be silent before another takes over what it was delivering."
    )
    jobs_metrics_port: Port | None = _jobs(
        None, "Port of the jobs process's own /metrics, with METRICS_TOKEN; unset: not served."
    )
    leads_nurture_runner_batch_size: Positive = _jobs(50, "Due lead messages per run.")
    leads_nurture_runner_lookback_hours: Positive = _jobs(168, "Older due messages are dropped.")
    nps_send_period_days: NotNegative = _jobs(30, "Least days between two surveys to a client.")

    @property
    def is_prod(self) -> bool:
        return self.app_env == "prod"

    @property
    def base_url(self) -> str:
        """Address people open, without a trailing slash."""
        return (self.public_base_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def portal_url(self) -> str:
        """Where clients open their pages, without a slash at the end."""
        return (self.client_portal_base_url or self.base_url).rstrip("/")

    @property
    def uploads_dir(self) -> Path:
        return self.data_dir / "uploads"

    def role_password(self, role: str) -> str:
        """Password of a restricted database role: hex HMAC-SHA256 of its name under AUTH_SECRET_KEY."""
        key = self.secret("auth_secret_key").encode()
        return hmac.new(key, f"database role {role}".encode(), hashlib.sha256).hexdigest()

    def secret(self, name: str) -> str:
        """The plain text of a secret that start-up has made sure is there."""
        value: SecretStr | None = getattr(self, name)
        if value is None:
            raise RuntimeError(f"{name.upper()} is not set")
        return value.get_secret_value()

    def encryption_keys(self) -> list[Fernet]:
        """Newest first: the first encrypts, all decrypt."""
        return [Fernet(key) for key in startup_checks.split_keys(self.secret("encryption_key"))]

    def database_url_for(self, login: Login) -> str:
        """SQLAlchemy URL of the database as `owner` (migrations), `app` or `jobs` (restricted roles).

        Without DATABASE_URL the embedded server is found, and started when it is not running.
        """
        return self._url(login).render_as_string(hide_password=False)

    def conninfo_for(self, login: Login) -> str:
        """The same address as libpq and psycopg want it."""
        return self._url(login).set(drivername="postgresql").render_as_string(hide_password=False)

    def _url(self, login: Login) -> URL:
        if self.database_url is None:
            owner = make_url(embedded.start(self.data_dir).owner_url)
        else:
            owner = make_url(self.database_url.get_secret_value())
        owner = owner.set(drivername="postgresql+psycopg")
        if login == "owner":
            return owner
        role = APP_ROLE if login == "app" else JOBS_ROLE
        return owner.set(username=role, password=self.role_password(role))


def load() -> Settings:
    """Read and check everything. Raises SettingsError naming every problem at once."""
    settings, problems = startup_checks.read(Settings)
    problems += startup_checks.refusals(settings, skip={problem.name for problem in problems})
    if problems:
        raise SettingsError(problems)
    if not settings.data_dir.is_absolute():
        settings.data_dir = ROOT / settings.data_dir
    if not settings.is_prod:
        dev_secrets.fill(settings)
    return settings


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once. Raises SettingsError."""
    return load()


def child_environment(**changes: str) -> dict[str, str]:
    """What a program we start finds in its environment: ours, with changes."""
    return {**os.environ, **changes}


def tell_libraries(**variables: str) -> None:
    """Set what libraries read from the environment for themselves, here and in what we start."""
    os.environ.update(variables)


def load_or_exit() -> Settings:
    """For programs: the settings, or one line per problem on stderr and exit code 2."""
    try:
        return get_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
