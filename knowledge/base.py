"""The knowledge base as the rest of the house sees it: what is known, and what is found."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge import quotation
from knowledge.documents import Audience, Document, Found, Kind, Passage, Quotation
from knowledge.embeddings import chosen, chosen_reranker
from knowledge.glossary import Glossary, common_entries
from knowledge.index import Manifest, collection_name, current, fingerprint, read_manifest
from knowledge.intents import intents
from knowledge.judgement import judgement
from knowledge.lessons import Lesson, lesson
from knowledge.organisation import Organisation
from knowledge.retrieval import Question, Searcher
from knowledge.settings import KnowledgeSettings
from knowledge.tuned import own_adaptation, own_judgement, stamp
from knowledge.vectors import Vectors

_CONTACT = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+|(?<!\d)0\d[\d \-]{6,12}\d(?!\d)")


class NoKnowledgeError(Exception):
    """Nothing was ever ingested here, or it was made with other models and must be rebuilt."""


class KnowledgeBase:
    """The published generation, opened for reading; `refresh` picks up a newer one.

    Without `learned` as it was shipped: what learns begins there.

    Safe to use from several threads. Raises NoKnowledgeError when there is nothing to open.
    """

    def __init__(self, settings: KnowledgeSettings, *, learned: bool = True) -> None:
        self._settings = settings
        self._learned = learned
        self._lock = threading.Lock()
        self._open()

    def _open(self) -> None:
        generation = current(self._settings.knowledge_home)
        if generation is None:
            raise NoKnowledgeError(f"No knowledge base in {self._settings.knowledge_home}.")
        manifest = read_manifest(generation)
        if manifest.fingerprint != fingerprint(self._settings):
            raise NoKnowledgeError(
                "The index was made with another encoder or retriever: run `wegwijs ingest` again."
            )
        vectors = (
            Vectors.server(
                self._settings.chroma_url,
                collection_name(self._settings.knowledge_home, manifest.generation),
            )
            if self._settings.chroma_url
            else Vectors.embedded(generation / "chroma")
        )
        self.manifest: Manifest = manifest
        self._stamp = stamp(self._settings)
        self._judgement = own_judgement(self._settings) if self._learned else judgement()
        self._searcher = Searcher(
            generation,
            vectors,
            common_entries(),
            encoder=chosen(self._settings),
            reranker=chosen_reranker(self._settings),
        )
        self._searcher.adaptation = own_adaptation(self._settings) if self._learned else None
        own = self._searcher.own_entries
        self.glossary = Glossary(own or common_entries())
        self._terms = Glossary((*own, *common_entries()))
        self.public_contacts = _contacts(self._searcher.documents.values())
        self.organisation = next(
            (
                d.payload
                for d in self._searcher.documents.values()
                if isinstance(d.payload, Organisation)
            ),
            Organisation(),
        )

    @property
    def outdated(self) -> bool:
        """Whether a newer generation was published, or something was fitted anew."""
        newest = current(self._settings.knowledge_home)
        return newest is not None and (
            newest.name != str(self.manifest.generation) or stamp(self._settings) != self._stamp
        )

    def refresh(self) -> bool:
        """Open what is newer, if anything is; whether there was anything."""
        with self._lock:
            if not self.outdated:
                return False
            self._open()
            return True

    def threshold(self, *, foreign: bool) -> float | None:
        """The confidence from which the wanted share of answers is right (WEGWIJS_PRECISION), or
        None as long as this knowledge base is not calibrated."""
        return self._judgement.calibration.threshold(self._settings.precision, foreign=foreign)

    def documents(self) -> list[Document]:
        """Everything that is indexed."""
        return list(self._searcher.documents.values())

    def document(self, document_id: str) -> Document | None:
        """One document with its passages."""
        return self._searcher.documents.get(document_id)

    def passage(self, passage_id: str) -> tuple[Document, Passage] | None:
        """A passage by its id, with its document."""
        document_id, _, position = passage_id.rpartition("#")
        document = self.document(document_id)
        if document is None or not position.isdigit():
            return None
        return next(((document, p) for p in document.passages if p.position == int(position)), None)

    def counts(self) -> dict[str, int]:
        """How much is indexed: documents, passages, and documents per kind."""
        kinds = Counter(d.kind.value for d in self._searcher.documents.values())
        return {
            "documents": len(self._searcher.documents),
            "passages": len(self._searcher.passages),
            **{kind.value: kinds.get(kind.value, 0) for kind in Kind},
        }

    def knows_term(self, text: str) -> bool:
        """Whether a text is a term of the field, an abbreviation or a plain word for one."""
        return self._terms.find(text) is not None

    def knows_word(self, word: str) -> bool:
        """Whether a word stands in the documents at all."""
        return self._searcher.knows(word)

    def read(self, question: str, *, language: str = "nl") -> Question:
        """A question worked out for searching; pass it to `search` and `quote`."""
        return self._searcher.read(question, language)

    def intents(self, question: Question) -> frozenset[str]:
        """What the asker seems to want besides an answer, where that is sure enough to act on:
        urgent_safety, wants_human, personal_case, steering, out_of_scope."""
        return intents().heard(question.text, question.vector)

    def search(
        self,
        question: str | Question,
        *,
        audience: Audience,
        on: date,
        language: str = "nl",
        limit: int = 8,
        expired: bool = False,
    ) -> list[Found]:
        """Passages that this audience may see and that are in force on a day, best first; with
        `expired` those that were until before it.

        The first one's `probability` is how probable it is that the question is answered by it.
        """
        asked = self.read(question, language=language) if isinstance(question, str) else question
        allowed = self._allowed(audience, on, expired=expired)
        return (
            self._searcher.search(asked, allowed, self._judgement, limit) if allowed.any() else []
        )

    def lesson(
        self,
        question: Question,
        right: Callable[[str], bool],
        *,
        audience: Audience,
        on: date,
        group: str,
    ) -> Lesson | None:
        """A question to learn from: `right` tells of a passage's id whether it answers."""
        allowed = self._allowed(audience, on)
        return lesson(self._searcher, self._judgement, question, allowed, right, group=group)

    def _allowed(self, audience: Audience, on: date, *, expired: bool = False) -> NDArray[np.bool_]:
        documents = self._searcher.documents
        visible = {
            id_: audience.sees(d.audience)
            and (d.expired_on(on) if expired else d.valid_on(on))
            and d.kind is not Kind.ORGANISATION
            for id_, d in documents.items()
        }
        return np.fromiter(
            (visible[p.document_id] for p in self._searcher.passages),
            dtype=np.bool_,
            count=len(self._searcher.passages),
        )

    def quote(
        self, question: str | Question, found: Sequence[Found], *, words: int = 120
    ) -> Quotation:
        """The sentences of the found passages that answer, about `words` words at most."""
        asked = self.read(question) if isinstance(question, str) else question
        return quotation.quote(asked.pieces, found, words=words)


def _contacts(documents: Iterable[Document]) -> frozenset[str]:
    """Addresses and numbers that stand in public documents; they are no personal data."""
    found: set[str] = set()
    for document in documents:
        if document.audience is Audience.EVERYONE:
            for passage in document.passages:
                found.update(match.group(0).casefold() for match in _CONTACT.finditer(passage.text))
    return frozenset(found)
