"""What an operator may set for the language model; all from the environment."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class WritingSettings(BaseSettings):
    """Read from WEGWIJS_LLM and WEGWIJS_LLM_…; without the first no language model is used.

    Prices are in euros for a million tokens, as providers state them; without them only tokens
    are counted and a budget cannot be kept.
    """

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    llm: str = Field("", description="provider:model, such as openai:…, mistralai:…, ollama:….")
    llm_base_url: str = Field("", description="https://…/v1: another server than the provider's.")
    llm_api_key: SecretStr = Field(SecretStr(""), description="Only from the environment.")
    llm_timeout: float = Field(20, gt=0, le=240, description="Seconds for one answer, all in all.")
    llm_concurrent: int = Field(4, ge=1, le=100, description="Questions at once, a process.")
    llm_max_tokens: int = Field(300, ge=20, le=2_000, description="Tokens of one text at most.")
    llm_price_in: float = Field(0, ge=0, description="Euros for a million tokens that are read.")
    llm_price_out: float = Field(0, ge=0, description="Euros for a million that are written.")
    llm_budget: float = Field(0, ge=0, description="Euros a day, then it stops; 0: no limit.")

    @field_validator("llm")
    @classmethod
    def _named(cls, value: str) -> str:
        provider, colon, model = value.strip().partition(":")
        if value.strip() and not (provider and colon and model):
            raise ValueError("schrijf WEGWIJS_LLM als aanbieder:model, bijvoorbeeld openai:naam")
        return value.strip()

    @field_validator("llm_base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and (
            urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc
        ):
            raise ValueError("schrijf WEGWIJS_LLM_BASE_URL als https://…")
        return value

    @property
    def on(self) -> bool:
        """Whether a language model is wanted."""
        return bool(self.llm)

    @property
    def provider(self) -> str:
        """The part before the colon."""
        return self.llm.partition(":")[0]

    @property
    def host(self) -> str:
        """Where questions and passages go, in words."""
        return urlsplit(self.llm_base_url).netloc or self.provider

    def micros(self, tokens_in: int, tokens_out: int) -> int:
        """The price of a call in millionths of a euro."""
        return round(tokens_in * self.llm_price_in + tokens_out * self.llm_price_out)
