"""What an operator may set for e-mail; all from the environment."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PORTS = {"smtp": 587, "smtps": 465}


class EmailSettings(BaseSettings):
    """Read from WEGWIJS_SMTP_URL and WEGWIJS_MAIL_FROM. Without the first no mail is sent."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    smtp_url: SecretStr | None = Field(
        None,
        description="smtp://user:password@host:587 (encrypted with STARTTLS when there is a user "
        "or with ?starttls=always; ?starttls=never switches it off), or smtps://host:465.",
    )
    mail_from: str = Field("wegwijs@localhost", description="The sender's address.")
    mail_seconds: float = Field(30, gt=0, le=60, description="Patience with the mail server.")

    @field_validator("smtp_url")
    @classmethod
    def _known(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("schrijf WEGWIJS_SMTP_URL als smtp://… of smtps://…")
        return value

    @property
    def server(self) -> Server | None:
        """The mail server in parts, or None."""
        if self.smtp_url is None:
            return None
        return Server(self.smtp_url.get_secret_value())


class Server:
    """A mail server's address taken apart. `start_tls`: True must, False never, None if offered."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or "localhost"
        self.port = parts.port or _PORTS[parts.scheme]
        self.user = unquote(parts.username) if parts.username else None
        self.password = unquote(parts.password) if parts.password else None
        self.use_tls = parts.scheme == "smtps"
        wish = parse_qs(parts.query).get("starttls", [""])[0]
        # A password never goes over a line that is not encrypted unless that is asked for.
        must = True if wish == "always" or self.user else None
        self.start_tls = False if self.use_tls or wish == "never" else must
