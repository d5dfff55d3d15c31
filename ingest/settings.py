"""Limits of ingest, each with its reason; an operator may raise them by WEGWIJS_INGEST_*."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IngestSettings(BaseSettings):
    """Read from the environment."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_INGEST_", extra="ignore", frozen=True)

    max_megabytes: int = Field(
        50, description="A policy document is under 20 MB; a scan is not text."
    )
    max_unpacked_megabytes: int = Field(300, description="What an Office file may unpack to.")
    max_text_megabytes: int = Field(60, description="The same, of its text parts only.")
    max_pages: int = Field(2_000, description="Web pages of one site.")
    requests_a_second: float = Field(2.0, gt=0, description="Towards one web host.")
    timeout_seconds: float = Field(20.0, description="For one web request.")
    allow_hosts: str = Field(
        "", description="Hosts on a private network that may be read, by comma."
    )

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Hosts that may resolve to private addresses, lower case, with port where one was given."""
        return frozenset(h.strip().lower() for h in self.allow_hosts.split(",") if h.strip())
