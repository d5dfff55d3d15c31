"""One file or page into documents: load, check what it says of itself, cut into passages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from ingest.blocks import Loaded, UnreadableError
from ingest.chunking import passages
from ingest.claims import noted, own_claims, seen
from ingest.loaders import catalogue, load
from ingest.loaders.tables import ROW
from ingest.metadata import LONGEST_TITLE, NAMES, Metadata, document_id, slug, validate
from knowledge.documents import Document, Kind
from knowledge.instructions import instructs


@dataclass(frozen=True, slots=True)
class Read:
    """The documents of a file; in Dutch what of it could not go in, and what staff should look at."""

    documents: list[Document]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from: its origin (folder or site), its place in it, and its digest.

    `url` is set for a page of a site. `hosts` are those that people named for this folder: in
    sidecars, or as a site to be read; other addresses that a file gives itself are not shown.
    """

    origin: str
    path: str
    suffix: str
    digest: str
    url: str | None = None
    hosts: frozenset[str] = frozenset()


def read(source: Source, data: bytes, said: dict[str, Any]) -> Read:
    """Documents of one file; `said` is what the sidecar says and wins over the file itself.

    Raises UnreadableError when nothing of the file can go in.
    """
    loaded = seen(load(source.suffix, data))
    own, notes = own_claims(loaded.metadata, url=source.url, hosts=source.hosts)
    notes += noted(loaded)
    if isinstance(own.get("title"), str):
        own["title"] = own["title"][:LONGEST_TITLE].strip()
    # A title that gives orders would stand above every quote as if we said it.
    own = {k: v for k, v in own.items() if k not in ("title", "titel") or not instructs(str(v))}
    values = {**own, **said}
    structured = {k: values.pop(k, None) for k in ("diensten", "begrippen", "organisatie")}
    if source.url:
        values.setdefault("url", source.url)
    metadata = validate(values)
    if structured["diensten"] is not None:
        found = _services(source, loaded, metadata, structured["diensten"])
        return replace(found, notes=notes)
    if structured["begrippen"] is not None:
        entries = catalogue.glossary_entries(structured["begrippen"])
        text = catalogue.glossary_text(entries)
        made = _document(source, text, metadata, Kind.GLOSSARY, title="Begrippenlijst")
        return Read([replace(made, payload=entries)], notes=notes)
    if structured["organisatie"] is not None:
        described = catalogue.organisation(structured["organisatie"])
        made = _document(source, loaded, metadata, Kind.ORGANISATION, title=described.naam)
        return Read([replace(made, payload=described)], notes=notes)
    made = _document(source, loaded, metadata, Kind.WEB if source.url else Kind.POLICY)
    if not made.passages:
        raise UnreadableError("het document bevat geen leesbare tekst")
    return Read([made], loaded.problems, notes)


def _document(
    source: Source,
    loaded: Loaded,
    metadata: Metadata,
    kind: Kind,
    *,
    title: str | None = None,
    id_: str | None = None,
) -> Document:
    own_id = id_ or metadata.id or document_id(source.path)
    name = metadata.title or title or _readable(source.path)
    blocks = loaded.blocks
    # The title shows above every passage; as first heading it would show twice.
    if blocks and blocks[0].level and blocks[0].text.casefold() == name.casefold():
        blocks = blocks[1:]
    return Document(
        id=own_id,
        title=name,
        kind=metadata.kind or kind,
        source=source.path,
        origin=source.origin,
        digest=source.digest,
        passages=passages(own_id, blocks),
        audience=metadata.audience,
        language=metadata.language,
        valid_from=metadata.valid_from,
        valid_until=metadata.valid_until,
        owner=metadata.owner,
        url=metadata.url,
        example=metadata.example,
    )


def _readable(path: str) -> str:
    """A title for a file that has none: 'beleid/verzuim_protocol-2026.pdf' -> 'Verzuim protocol 2026'."""
    stem = PurePosixPath(urlsplit(path).path if "://" in path else path).stem
    words = " ".join(re.split(r"[-_\s]+", stem)).strip()
    return words[:1].upper() + words[1:] or path


# What a row of a catalogue may say of its own document; its id, title and kind are the service's.
_OF_A_SERVICE = NAMES - {"id", "title", "titel", "kind", "soort"}


def _services(source: Source, loaded: Loaded, metadata: Metadata, rows: Any) -> Read:
    documents: list[Document] = []
    problems: list[str] = []
    for number, service in catalogue.services(rows):
        if isinstance(service, str):
            problems.append(service)
            continue
        raw = rows[number - 1]
        extra = {k: raw[k] for k in _OF_A_SERVICE if raw.get(k)}
        if service.bron.startswith("http") and not re.search(r"\s", service.bron):
            extra["url"] = service.bron
        try:
            own = validate({**metadata.model_dump(exclude={"id", "title", "kind"}), **extra})
        except UnreadableError as error:
            problems.append(f"rij {raw.get(ROW, number)} ({service.naam}): {error}")
            continue
        text = catalogue.service_text(service)
        made = _document(
            source, text, own, Kind.SERVICE, title=service.naam, id_=f"dienst-{slug(service.id)}"
        )
        documents.append(replace(made, payload=service, kind=Kind.SERVICE))
    if loaded.blocks and documents:
        other = _document(source, loaded, metadata, Kind.POLICY)
        if other.passages:
            documents.append(other)
    if not documents:
        raise UnreadableError("; ".join(problems) or "de catalogus bevat geen diensten")
    return Read(documents, problems)
