"""What an operator may set for the knowledge base; all from the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class KnowledgeSettings(BaseSettings):
    """Read from WEGWIJS_HOME, WEGWIJS_EMBEDDING, WEGWIJS_CHROMA_URL and the others below."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    home: Path = Field(Path("var"), description="Folder that holds all state.")
    embedding: str = Field(
        "builtin",
        description="'builtin' (no download, no torch) or 'sentence-transformers:<name or path>'.",
    )
    embedding_question_prefix: str | None = Field(
        None, description="Before each question; what the model asks for when not set."
    )
    embedding_passage_prefix: str | None = Field(
        None, description="Before each passage; what the model asks for when not set."
    )
    embedding_batch: int = Field(32, ge=1, le=4096, description="Texts embedded at once.")
    reranker: str | None = Field(None, description="A cross-encoder, by name or path.")
    chroma_url: str | None = Field(None, description="Chroma server; embedded when empty.")

    precision: float = Field(
        0.95, gt=0, lt=1, description="Wanted share of right answers; after `wegwijs calibrate`."
    )

    @property
    def knowledge_home(self) -> Path:
        """Where the generations of the index live."""
        return self.home / "knowledge"
