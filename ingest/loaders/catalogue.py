"""Structured files: the service catalogue, the glossary, the organisation's own description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ingest.blocks import Loaded, UnreadableError, heading, paragraph
from ingest.decoding import decode
from ingest.loaders.tables import ROW
from ingest.yamls import mapping
from knowledge.catalogue import Service
from knowledge.glossary import GlossaryEntry
from knowledge.organisation import Organisation

_LISTS = ("doelgroep", "voorwaarden", "aanvragen_door", "trefwoorden", "voorbeeldwaarden")
_LABELS = {
    "doelgroep": "Voor wie",
    "aanvragen_door": "Aanvragen door",
    "hoe_aanvragen": "Aanvragen",
    "voorwaarden": "Voorwaarden",
    "doorlooptijd": "Hoe lang",
    "kosten": "Kosten",
    "contact": "Contact",
}


def load_yaml(data: bytes) -> Loaded:
    """A YAML file with one of the keys diensten, begrippen or organisatie."""
    content = mapping(decode(data), "dit bestand")
    said = content.get("meta")
    meta: dict[str, Any] = said if isinstance(said, dict) else {}
    known: dict[str, Any] = {
        k: content[k] for k in ("diensten", "begrippen", "organisatie") if k in content
    }
    if not known:
        raise UnreadableError(
            "onbekende inhoud; verwacht 'diensten:', 'begrippen:' of 'organisatie:' bovenaan"
        )
    return Loaded([], {**meta, **known})


def services(rows: Any) -> Iterator[tuple[int, Service | str]]:
    """Each row of a catalogue, numbered from 1: a service, or in Dutch what is wrong with it."""
    if not isinstance(rows, list):
        yield 1, "'diensten' moet een lijst zijn"
        return
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield number, f"rij {number} is geen dienst"
            continue
        place = row.get(ROW, number)
        name = str(row.get("naam") or "").strip()
        if not name:
            yield number, f"rij {place} heeft geen naam; vul 'naam' in"
            continue
        values = {k: v for k, v in row.items() if v is not None}
        for key in _LISTS:
            if isinstance(values.get(key), str):
                values[key] = [values[key]]
            elif isinstance(values.get(key), list):
                values[key] = [str(part) for part in values[key]]
        for key, value in values.items():
            if key not in _LISTS and not isinstance(value, str | list | dict):
                values[key] = str(value)
        values["id"] = str(row.get("id") or name)
        try:
            yield number, Service.model_validate(values)
        except ValidationError as error:
            field = ".".join(str(p) for p in error.errors()[0]["loc"])
            yield number, f"rij {place} ({name}): het veld '{field}' klopt niet"


def service_text(service: Service) -> Loaded:
    """A service as sentences that can be searched and quoted."""
    lines = [f"{service.naam}: {service.omschrijving}".rstrip(": ")]
    for field, label in _LABELS.items():
        value = service.shown(field)
        if value:
            lines.append(f"{label}: {value}.".replace("..", "."))
    blocks = [paragraph(line) for line in lines]
    return Loaded(blocks, {"title": service.naam})


def glossary_entries(rows: Any) -> tuple[GlossaryEntry, ...]:
    """The checked entries of a glossary. Raises UnreadableError naming the first wrong one."""
    if not isinstance(rows, list):
        raise UnreadableError("'begrippen' moet een lijst zijn")
    entries = []
    for number, row in enumerate(rows, start=1):
        try:
            entries.append(GlossaryEntry.model_validate(row))
        except ValidationError as error:
            field = ".".join(str(p) for p in error.errors()[0]["loc"])
            raise UnreadableError(f"begrip {number}: het veld '{field}' klopt niet") from error
    return tuple(entries)


def glossary_text(entries: tuple[GlossaryEntry, ...]) -> Loaded:
    """A passage per term: its name, its abbreviations, its explanation."""
    blocks = []
    for entry in entries:
        if not entry.uitleg:
            continue
        short = f" ({', '.join(entry.afkortingen)})" if entry.afkortingen else ""
        blocks.append(heading(entry.term, 2))
        blocks.append(paragraph(f"{entry.term}{short}: {entry.uitleg}"))
    return Loaded(blocks, {"title": "Begrippenlijst"})


def organisation(value: Any) -> Organisation:
    """The organisation's description. Raises UnreadableError naming what is wrong."""
    try:
        return Organisation.model_validate(value)
    except ValidationError as error:
        field = ".".join(str(p) for p in error.errors()[0]["loc"])
        raise UnreadableError(f"organisatie: het veld '{field}' klopt niet") from error
