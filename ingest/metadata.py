"""What is said of a document beside its text: front matter, a sidecar file, or its own properties."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ingest.blocks import UnreadableError
from knowledge.documents import Audience, Kind

SIDECAR = ".meta.yaml"

_KINDS = {"beleid": "policy", "dienst": "service", "webpagina": "web", "pagina": "web"}
_AUDIENCES = {"iedereen": "everyone", "medewerkers": "staff", "ouders": "everyone"}
_DUTCH = {
    "titel": "title",
    "soort": "kind",
    "publiek": "audience",
    "taal": "language",
    "geldig_van": "valid_from",
    "geldig_vanaf": "valid_from",
    "geldig_tot": "valid_until",
    "eigenaar": "owner",
    "voorbeeld": "example",
}


class Metadata(BaseModel):
    """What may be said of a document; anything else is ignored."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    id: str | None = Field(None, pattern=r"^[\w:.\-]{1,120}$")
    title: str | None = Field(None, max_length=300)
    kind: Kind | None = None
    audience: Audience = Audience.EVERYONE
    language: str = Field("nl", pattern=r"^[a-z]{2}$")
    valid_from: date | None = None
    valid_until: date | None = None
    owner: str | None = None
    url: str | None = Field(None, pattern=r"^https?://\S+$")
    example: bool = False

    @model_validator(mode="before")
    @classmethod
    def _dutch_names(cls, data: Any) -> Any:
        return {_DUTCH.get(k, k): v for k, v in data.items()} if isinstance(data, dict) else data

    @field_validator("kind", mode="before")
    @classmethod
    def _dutch_kind(cls, value: Any) -> Any:
        return _KINDS.get(str(value).lower(), value)

    @field_validator("audience", mode="before")
    @classmethod
    def _dutch_audience(cls, value: Any) -> Any:
        return _AUDIENCES.get(str(value).lower(), value)

    @field_validator("language", mode="before")
    @classmethod
    def _short_language(cls, value: Any) -> Any:
        return str(value)[:2].lower()

    @field_validator("valid_from", "valid_until", mode="before")
    @classmethod
    def _day(cls, value: Any) -> Any:
        return value.date() if isinstance(value, datetime) else value

    @model_validator(mode="after")
    def _in_order(self) -> Metadata:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("geldig tot ligt vóór geldig vanaf")
        return self


def validate(values: dict[str, Any]) -> Metadata:
    """Checked metadata. Raises UnreadableError naming the field that is wrong."""
    try:
        return Metadata.model_validate({k: v for k, v in values.items() if v not in (None, "")})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "metadata"
        raise UnreadableError(
            f"de metadata klopt niet: '{where}' ({first['msg']}); verbeter dit veld"
        ) from error


def sidecar(path: Path) -> tuple[dict[str, Any], bytes]:
    """The values and the bytes of `<file>.meta.yaml`, both empty without one."""
    beside = path.with_name(path.name + SIDECAR)
    if not beside.is_file():
        return {}, b""
    raw = beside.read_bytes()
    return mapping(raw.decode("utf-8", errors="replace"), beside.name), raw


def mapping(text: str, name: str) -> dict[str, Any]:
    """YAML that must be a mapping. Raises UnreadableError otherwise."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UnreadableError(f"{name} is geen geldige YAML; controleer de inspringing") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableError(f"{name} moet regels van de vorm 'sleutel: waarde' bevatten")
    return {str(key): entry for key, entry in value.items()}


def slug(text: str) -> str:
    """A stable id from a path or a name: 'Beleid/Réglement TLV.pdf' -> 'beleid-reglement-tlv-pdf'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "document"
