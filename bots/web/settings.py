"""What an operator may set for the public door; all from the environment."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.documents import Audience

_HOST = re.compile(r"[\w.-]+(?::\d{1,5})?|\[[\da-fA-F:]+\](?::\d{1,5})?")
Language = Literal["nl", "en", "tr", "ar", "pl", "uk"]


class WebSettings(BaseSettings):
    """Read from WEGWIJS_SITES, WEGWIJS_SCHOOL_SITES, WEGWIJS_BURST, WEGWIJS_REQUESTS_A_SECOND."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    sites: str = Field(
        "", description="Sites that may show the chat, such as https://www.voorbeeld.nl; comma's."
    )
    school_sites: str = Field(
        "", description="Those of them whose visitors work at a school, and see what schools see."
    )
    burst: float = Field(
        120, ge=1, description="Requests an address may send at once; a school shares one address."
    )
    requests_a_second: float = Field(2, gt=0, description="How many of those come back a second.")

    @field_validator("sites", "school_sites")
    @classmethod
    def _origins(cls, value: str) -> str:
        """Each as scheme and host, so that a stray path or capital does not shut a site out."""
        found = []
        for site in value.replace(",", " ").split():
            parts = urlsplit(site if "://" in site else f"https://{site}")
            if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
                raise ValueError(f"{site} is geen adres van een site; gebruik https://www.naam.nl")
            found.append(f"{parts.scheme}://{parts.netloc}".lower())
        return " ".join(found)

    def allows(self, origin: str) -> bool:
        """Whether a site may show the chat."""
        return origin.lower() in (*self.sites.split(), *self.school_sites.split())

    def audience(self, origin: str | None) -> Audience:
        """What the visitors of a site may see. A site says who it is; do not keep secrets so."""
        at_school = origin is not None and origin.lower() in self.school_sites.split()
        return Audience.SCHOOL if at_school else Audience.EVERYONE


class WidgetSettings(BaseSettings):
    """Read from WEGWIJS_WIDGET_…: how the chat looks and begins, unless the page says otherwise."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_WIDGET_", extra="ignore", frozen=True)

    title: str = Field("", max_length=60, description="Above the chat; else in the own language.")
    greeting: str = Field("", max_length=500, description="Before our own opening words.")
    questions: str = Field("", description="Suggested questions with | between; else our own.")
    position: Literal["right", "left"] = "right"
    language: Language | None = Field(None, description="Else the page's, else the browser's.")
    colour: str = Field("", pattern=r"^(#[0-9a-fA-F]{6})?$", description="#0b5394")
    on_colour: str = Field("", pattern=r"^(#[0-9a-fA-F]{6})?$", description="Letters on it.")
