"""What an operator may set for the assistant; all from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """Read from WEGWIJS_HOME, WEGWIJS_DATABASE_URL, WEGWIJS_PUBLIC_URL and WEGWIJS_COURIER."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    home: Path = Field(Path("var"), description="Folder that holds all state.")
    database_url: SecretStr | None = Field(
        None, description="postgresql+asyncpg://…; a SQLite file in the home when empty."
    )
    public_url: str | None = Field(
        None, description="https://…: where askers and staff reach the web app; for links in mails."
    )
    courier: Literal["inside", "apart"] = Field(
        "inside", description='"apart": the web app does not deliver; `wegwijs courier` does.'
    )

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database."""
        if self.database_url:  # an empty variable is no address
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{(self.home / 'wegwijs.db').resolve()}"
