"""Documents as JSON and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.catalogue import Service
from knowledge.documents import Audience, Document, Kind, Passage, Payload
from knowledge.glossary import GlossaryEntry
from knowledge.organisation import Organisation

_PLAIN = ("id", "title", "source", "origin", "digest", "language", "owner", "url", "example")


def write_document(document: Document) -> dict[str, Any]:
    """A document as plain values."""
    payload = document.payload
    return {
        **{name: getattr(document, name) for name in _PLAIN},
        "kind": document.kind.value,
        "audience": document.audience.value,
        "valid_from": document.valid_from.isoformat() if document.valid_from else None,
        "valid_until": document.valid_until.isoformat() if document.valid_until else None,
        "payload": (
            [entry.model_dump(mode="json") for entry in payload]
            if isinstance(payload, tuple)
            else payload.model_dump(mode="json")
            if payload is not None
            else None
        ),
        "passages": [
            [p.position, p.text, list(p.heading), p.page, p.anchor, p.section]
            for p in document.passages
        ],
    }


def read_document(row: dict[str, Any]) -> Document:
    """What `write_document` wrote."""
    kind = Kind(row["kind"])
    return Document(
        **{name: row[name] for name in _PLAIN},
        kind=kind,
        audience=Audience(row["audience"]),
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        payload=_payload(kind, row["payload"]),
        passages=tuple(
            Passage(row["id"], position, text, tuple(heading), page, anchor, section)
            for position, text, heading, page, anchor, section in row["passages"]
        ),
    )


def _payload(kind: Kind, value: Any) -> Payload:
    if value is None:
        return None
    if kind is Kind.GLOSSARY:
        return tuple(GlossaryEntry.model_validate(entry) for entry in value)
    if kind is Kind.SERVICE:
        return Service.model_validate(value)
    return Organisation.model_validate(value)
