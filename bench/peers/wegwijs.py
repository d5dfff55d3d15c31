"""Wegwijs itself, as it comes: the same documents, and the answer that an asker gets."""

from __future__ import annotations

from pathlib import Path

from assistant.answering import answer
from assistant.answers import Answer, Turn
from assistant.steps.detect_language import language_of
from bench.evaluate import QUOTED, TODAY
from bench.peers.peer import FOUND, Hit
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Document
from knowledge.index import open_writer
from knowledge.settings import KnowledgeSettings


class Ours:
    def ingest(self, documents: list[Document], folder: Path) -> None:
        settings = KnowledgeSettings(home=folder)
        with open_writer(settings) as writer:
            for document in documents:
                writer.put(document)
            writer.commit()
        self._knowledge = KnowledgeBase(settings)

    def search(self, question: str) -> list[Hit]:
        found = self._knowledge.search(
            question,
            audience=Audience.SCHOOL,
            on=TODAY,
            language=language_of(question),
            limit=FOUND,
        )
        return [Hit(f.document.id, f.passage.text, f.probability) for f in found]

    def answer(self, question: str, history: tuple[str, ...]) -> Answer:
        """What an asker of a school gets."""
        return answer(Turn(question, Audience.SCHOOL, TODAY, history), self._knowledge)

    @staticmethod
    def shown(given: Answer) -> list[Hit]:
        """What the answer tells, one entry for each document it quotes; empty when withheld."""
        if given.status not in QUOTED:
            return []
        documents = {c.document_id for c in given.citations} or {""}
        return [Hit(document, given.text, given.confidence) for document in sorted(documents)]
