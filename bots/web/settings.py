"""What an operator may set for the public door; all from the environment."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebSettings(BaseSettings):
    """Read from WEGWIJS_BURST and WEGWIJS_REQUESTS_A_SECOND."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    burst: float = Field(
        120, ge=1, description="Requests an address may send at once; a school shares one address."
    )
    requests_a_second: float = Field(2, gt=0, description="How many of those come back a second.")
