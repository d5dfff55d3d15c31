"""What an operator may set for Telegram; all from the environment."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class TelegramSettings(BaseSettings):
    """Read from WEGWIJS_TELEGRAM_…; without a token there is no Telegram."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_TELEGRAM_", extra="ignore", frozen=True)

    token: SecretStr | None = Field(None, description="The bot's key, from @BotFather.")
    bot: str = Field("", description="The bot's name without @: for links and QR codes.")
    mode: Literal["polling", "webhook", "apart"] = Field(
        "polling",
        description="polling: `wegwijs serve` fetches the messages; webhook: Telegram brings them to "
        "the public address; apart: `wegwijs telegram` fetches them.",
    )
    api: str = Field("https://api.telegram.org", description="Where the Bot API is.")
    seconds: float = Field(20, gt=0, le=60, description="Patience with the Bot API.")

    @field_validator("token")
    @classmethod
    def _whole(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value().strip():
            return None
        if not value.get_secret_value().partition(":")[0].isdigit():
            raise ValueError("WEGWIJS_TELEGRAM_TOKEN is geen sleutel van een bot (123456:ABC…)")
        return SecretStr(value.get_secret_value().strip())

    @field_validator("bot")
    @classmethod
    def _bare(cls, value: str) -> str:
        return value.strip().removeprefix("@")

    @field_validator("api")
    @classmethod
    def _address(cls, value: str) -> str:
        if urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("schrijf WEGWIJS_TELEGRAM_API als https://…")
        return value.rstrip("/")
