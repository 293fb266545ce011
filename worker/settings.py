"""What the service is told from outside: by environment variables, read once when a process starts.

`DATABASE_URL` and `REDIS_URL` go by their usual names, all others by `PREFACTURE_…`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Times are in seconds, sizes in bytes, `home` holds everything that is kept where no address says otherwise."""

    model_config = SettingsConfigDict(env_prefix="PREFACTURE_", frozen=True, extra="ignore")

    home: Path = Path("data")
    database_url: str | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_URL", "PREFACTURE_DATABASE_URL")
    )
    redis_url: str | None = Field(default=None, validation_alias=AliasChoices("REDIS_URL", "PREFACTURE_REDIS_URL"))
    files_url: str | None = None  # s3://bucket/prefix; else home/files
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None  # as browsers and webhooks see the service
    workers: int = 2
    job_seconds: int = 120
    job_bytes: int = 2 * 1024**3
    tries: int = 3
    lease_seconds: int = 300
    sweep_seconds: float = 5.0
    max_upload_bytes: int = 120 * 1024**2
    max_files_per_upload: int = 1000
    straight_through_confidence: float = 0.95
    retention_days: int = 3650
    page_bytes: int = Field(default=2 * 1024**3, ge=0)  # pictures and words of pages kept to be shown again
    session_seconds: int = 12 * 3600
    secure_cookies: bool = False  # set where the service is reached by HTTPS
    rate_per_minute: int = 6000
    sign_in_per_minute: int = 10
    gateway: str = "portal"
    follow_seconds: float = 60.0
    chorus_client_id: str | None = None  # of the application registered with the portal's API
    chorus_client_secret: SecretStr | None = None
    chorus_login: str | None = None  # of the technical account
    chorus_password: SecretStr | None = None
    chorus_sandbox: bool = False  # Chorus Pro's qualification instead of the real one
    chorus_api: str | None = None  # another portal of the same interface, without /cpro/…
    chorus_oauth: str | None = None  # where its tokens come from
    chorus_pause_seconds: float = Field(default=1.0, ge=0)  # between calls: the real one refuses those that follow fast
    afnor_flow_api: str | None = None  # https://…/flow-service, without /v1
    afnor_directory_api: str | None = None  # https://…/directory-service, without /v1
    afnor_token_url: str | None = None
    afnor_client_id: str | None = None
    afnor_client_secret: SecretStr | None = None
    afnor_token: SecretStr | None = None  # a token that lasts, instead of the three above
    afnor_organization: str | None = None  # Organization-Id, where one access serves several organizations
    webhook_tries: int = 12
    webhook_private_addresses: bool = False  # whether webhooks may reach the service's own network
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_new_users_structure: str | None = None  # id or SIRET: who comes without an account gets one there
    allowed_hosts: str = ""  # names the service is reached by beside public_url's, separated by commas
    log_level: str = "INFO"
    log_json: bool = True

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.home / 'prefacture.db').resolve()}"

    @property
    def redis(self) -> str:
        """The queue's server: the one that is named, else the one that `prefacture serve` starts in `home`."""
        return self.redis_url or f"unix://{(self.home / 'queue.sock').resolve()}"

    @property
    def chorus_addresses(self) -> tuple[str, str]:
        """Where the portal's API and its tokens are: those that are named, else Chorus Pro's."""
        before = "sandbox-" if self.chorus_sandbox else ""
        api = (self.chorus_api or f"https://{before}api.piste.gouv.fr").rstrip("/")
        own = f"{api}/api/oauth/token" if self.chorus_api else f"https://{before}oauth.piste.gouv.fr/api/oauth/token"
        return api, self.chorus_oauth or own
