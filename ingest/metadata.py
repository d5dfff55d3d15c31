"""What is said of a document beside its text: front matter, a sidecar file, or its own properties."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ingest.blocks import UnreadableError
from ingest.decoding import decode
from ingest.yamls import MAX_BYTES, mapping
from knowledge.documents import Audience, Kind

SIDECAR = ".meta.yaml"
LONGEST_TITLE = 300

_KINDS = {"beleid": "policy", "dienst": "service", "webpagina": "web", "pagina": "web"}
_AUDIENCES = {"iedereen": "everyone", "medewerkers": "staff", "ouders": "everyone"}
_LANGUAGES = {"nederlands": "nl", "engels": "en", "turks": "tr", "arabisch": "ar", "pools": "pl"}
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
_EXPECTED = {
    "id": "letters, cijfers, punt en streepje, zonder spaties",
    "title": f"een titel van hoogstens {LONGEST_TITLE} tekens",
    "kind": "beleid, webpagina of dienst",
    "audience": "iedereen, school of medewerkers",
    "language": "een taal als nl of en",
    "valid_from": "een datum als 2026-08-01",
    "valid_until": "een datum als 2027-07-31",
    "owner": "een naam",
    "url": "een adres dat met https:// begint",
    "example": "ja of nee (true of false)",
}
_UNRULY = "geldig_tot ligt vóór geldig_van"


class Metadata(BaseModel):
    """What may be said of a document; anything else is ignored."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, coerce_numbers_to_str=True)

    id: str | None = Field(None, pattern=r"^[\w:.\-]{1,120}$")
    title: str | None = Field(None, max_length=LONGEST_TITLE)
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
        return _LANGUAGES.get(str(value).lower(), str(value)[:2].lower())

    @field_validator("valid_from", "valid_until", mode="before")
    @classmethod
    def _day(cls, value: Any) -> Any:
        """A day; also as it is written in the Netherlands, 31-7-2027."""
        if isinstance(value, str) and (dutch := re.fullmatch(r"(\d\d?)-(\d\d?)-(\d{4})", value)):
            return f"{dutch[3]}-{int(dutch[2]):02}-{int(dutch[1]):02}"
        if isinstance(value, int | float):
            raise ValueError("a number is no day")
        return value.date() if isinstance(value, datetime) else value

    @model_validator(mode="after")
    def _in_order(self) -> Metadata:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError(_UNRULY)
        return self


NAMES = frozenset(Metadata.model_fields) | frozenset(_DUTCH)


def validate(values: dict[str, Any]) -> Metadata:
    """Checked metadata. Raises UnreadableError naming the field that is wrong."""
    try:
        return Metadata.model_validate({k: v for k, v in values.items() if v not in (None, "")})
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        if not place:
            raise UnreadableError(f"de metadata klopt niet: {_UNRULY}") from error
        name = str(place[0])
        written = next((k for k in values if _DUTCH.get(k) == name), name)
        raise UnreadableError(
            f"de metadata klopt niet: '{written}' moet {_EXPECTED[name]} zijn"
        ) from error


def sidecar(path: Path) -> tuple[dict[str, Any], bytes]:
    """The values and the bytes of `<file>.meta.yaml`, both empty without one.

    Raises UnreadableError when it is broken, unreadable, or a link to somewhere else.
    """
    beside = path.with_name(path.name + SIDECAR)
    try:
        if not beside.is_file():
            return {}, b""
        if not beside.resolve().is_relative_to(path.parent.resolve()):
            raise UnreadableError(f"{beside.name} is een koppeling naar een andere map")
        with beside.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{beside.name} is niet te lezen; controleer de rechten") from error
    return mapping(decode(raw), beside.name), raw


def slug(text: str) -> str:
    """A name for ids and anchors: 'Beleid/Réglement TLV.pdf' -> 'beleid-reglement-tlv-pdf'."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "document"


def document_id(path: str) -> str:
    """A stable id from a path or address; a digest tells apart what a slug would make the same."""
    name = slug(path)
    letters = unicodedata.normalize("NFKD", path)
    lossy = any(ord(ch) > 127 and not unicodedata.combining(ch) for ch in letters)
    if len(name) < 100 and not lossy:
        return name
    return f"{name[:80].strip('-')}-{hashlib.sha256(path.encode()).hexdigest()[:10]}"
