"""What an operator may set for the knowledge base; all from the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class KnowledgeSettings(BaseSettings):
    """Read from WEGWIJS_HOME, WEGWIJS_EMBEDDING and WEGWIJS_CHROMA_URL."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    home: Path = Field(Path("var"), description="Folder that holds all state.")
    embedding: str = Field("builtin", description="'builtin' (no download, no torch).")
    chroma_url: str | None = Field(None, description="Chroma server; embedded when empty.")

    @property
    def knowledge_home(self) -> Path:
        """Where the generations of the index live."""
        return self.home / "knowledge"
