"""What an operator may set for the assistant; all from the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """Read from WEGWIJS_HOME and WEGWIJS_DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    home: Path = Field(Path("var"), description="Folder that holds all state.")
    database_url: SecretStr | None = Field(
        None, description="postgresql+asyncpg://…; a SQLite file in the home when empty."
    )

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database."""
        if self.database_url:  # an empty variable is no address
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{(self.home / 'wegwijs.db').resolve()}"
