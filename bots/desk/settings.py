"""What an operator may set for the desk; all from the environment."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class DeskSettings(BaseSettings):
    """Read from WEGWIJS_OIDC_…: signing in with the organisation's own accounts.

    Whoever signs in that way must have been invited: accounts are never made on their own.
    """

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_OIDC_", extra="ignore", frozen=True)

    issuer: str = Field("", description="https://login.voorbeeld.nl; empty: passwords only.")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    name: str = Field("uw organisatie", description="Shown on the button of the sign-in page.")

    @property
    def single(self) -> str | None:
        """The name on the button, or None when there is no provider."""
        return self.name if self.issuer and self.client_id else None
