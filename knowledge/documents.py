"""The words of the house: documents, passages, and what a search brings back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.catalogue import Service
from knowledge.glossary import GlossaryEntry
from knowledge.organisation import Organisation


class Kind(StrEnum):
    """What a document is; it weighs in the judgement and is shown with a source."""

    POLICY = "policy"
    SERVICE = "service"
    WEB = "web"
    APPROVED = "approved"
    GLOSSARY = "glossary"
    ORGANISATION = "organisation"


class Audience(StrEnum):
    """Who may see a document. Each audience also sees what everyone sees; staff sees all."""

    EVERYONE = "everyone"
    SCHOOL = "school"
    STAFF = "staff"

    def sees(self, other: Audience) -> bool:
        """Whether someone of this audience may read a document meant for `other`."""
        return other is Audience.EVERYONE or other is self or self is Audience.STAFF


Payload = Service | tuple[GlossaryEntry, ...] | Organisation | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document that can be shown as a source.

    `heading` is the path of headings above it, outermost first, without the document's title.
    `page` counts from 1 (PDF); `anchor` is the id of the nearest heading (HTML). `section` numbers
    the parts of a document between two headings, so that neighbours can be told apart.
    """

    document_id: str
    position: int
    text: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    anchor: str | None = None
    section: int = 0

    @property
    def id(self) -> str:
        return f"{self.document_id}#{self.position}"


@dataclass(frozen=True, slots=True)
class Document:
    """A source text. `digest` covers the file, its metadata and the loader's version.

    `origin` is the folder or site it was synced from, `source` its path or URL within that;
    `url` is where a reader can open the original. `payload` holds the structured form of a
    service, a glossary or the organisation's own description.
    """

    id: str
    title: str
    kind: Kind
    source: str
    origin: str
    digest: str
    passages: tuple[Passage, ...] = ()
    audience: Audience = Audience.EVERYONE
    language: str = "nl"
    valid_from: date | None = None
    valid_until: date | None = None
    owner: str | None = None
    url: str | None = None
    example: bool = False
    payload: Payload = None

    def valid_on(self, day: date) -> bool:
        """Whether the document is in force on `day` (both bounds included)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def expired_on(self, day: date) -> bool:
        """Whether the document was in force until before `day`."""
        return self.valid_until is not None and self.valid_until < day


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search brought back.

    `probability` (0..1) is the judgement's: how probable it is that this passage answers this
    question. `features` are the figures it was judged on, by name, for the desk and for tests;
    `decision` and `share` among them are the judgement's word on the best passage of the question.
    """

    passage: Passage
    document: Document
    probability: float
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, with its place in `passage.text` and how well it fits (0..1)."""

    found: Found
    text: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """The sentences that answer a question, grouped by source and in reading order."""

    sentences: Sequence[Sentence]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)
