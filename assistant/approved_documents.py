"""Approved answers as documents of the index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from assistant.desk_models import ApprovedAnswer
from knowledge.documents import Audience, Document, Kind, Passage
from knowledge.index import open_writer
from knowledge.settings import KnowledgeSettings

# The origin of these documents: a sync of folders and sites never touches it.
ORIGIN = "approved"


# Words of a passage; like the passages of other documents.
PASSAGE_WORDS = 150


def document_id_of(approval_id: str) -> str:
    """The id of an approved answer in the index."""
    return f"approved-{approval_id}"


def document_of(row: ApprovedAnswer) -> Document:
    """The document that an approved answer becomes: the question is its title."""
    id_ = document_id_of(row.id)
    said = json.dumps(
        [row.question, row.answer, row.audience, str(row.valid_from), str(row.valid_until)]
    )
    return Document(
        id=id_,
        title=row.question,
        kind=Kind.APPROVED,
        source=row.id,
        origin=ORIGIN,
        digest=hashlib.sha256(said.encode()).hexdigest(),
        passages=tuple(
            Passage(document_id=id_, position=i, text=text, section=0)
            for i, text in enumerate(_passages(row.answer))
        ),
        audience=Audience(row.audience),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        owner=row.owner,
    )


def _passages(answer: str) -> list[str]:
    """Paragraphs, joined up to about PASSAGE_WORDS words."""
    out: list[str] = []
    for paragraph in (p.strip() for p in answer.split("\n\n")):
        if not paragraph:
            continue
        if out and len(f"{out[-1]} {paragraph}".split()) <= PASSAGE_WORDS:
            out[-1] = f"{out[-1]}\n\n{paragraph}"
        else:
            out.append(paragraph)
    return out


def write(
    settings: KnowledgeSettings, *, put: Sequence[ApprovedAnswer] = (), drop: Iterable[str] = ()
) -> None:
    """Put answers into the index and drop documents from it. Raises IndexLockedError."""
    with open_writer(settings) as index:
        for row in put:
            index.put(document_of(row))
        for id_ in drop:
            index.delete(id_)
        index.commit()


def reconcile(settings: KnowledgeSettings, approved: Sequence[ApprovedAnswer]) -> int:
    """Make the index hold exactly what is approved; how many documents differed.

    Raises IndexLockedError.
    """
    wanted = {document_id_of(row.id): row for row in approved}
    with open_writer(settings) as index:
        stored = {i: s for i, s in index.stored.items() if s.origin == ORIGIN}
        fresh = [
            row
            for id_, row in wanted.items()
            if id_ not in stored or stored[id_].digest != document_of(row).digest
        ]
        gone = [id_ for id_ in stored if id_ not in wanted]
        for row in fresh:
            index.put(document_of(row))
        for id_ in gone:
            index.delete(id_)
        if fresh or gone:
            index.commit()
    return len(fresh) + len(gone)
