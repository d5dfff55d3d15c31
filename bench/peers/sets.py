"""The three sets of the comparison: documents, questions, and what counts as found and as wrong."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.evaluate import EXAMPLE
from bench.peers.peer import Hit, Source
from bench.questions import DEVELOPMENT, holds
from bench.questions import load as load_questions
from bench.rijksoverheid import entries, government_documents
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Document, Kind, Passage
from knowledge.settings import KnowledgeSettings

LINDEWAARD = Path(__file__).parents[1] / "data" / "lindewaard"


@dataclass(frozen=True)
class Asked:
    """A question: `right` says whether a piece of text answers it, `told` whether what was shown
    holds any of what was asked. Both None when nothing in the documents answers it."""

    text: str
    history: tuple[str, ...]
    language: str
    right: Callable[[Hit], bool] | None
    told: Callable[[Sequence[Hit]], bool] | None

    @property
    def searched(self) -> str:
        """A follow-up together with what it follows."""
        return " ".join((*self.history[-1:], self.text))


@dataclass(frozen=True)
class Set:
    """Documents and the questions asked of them."""

    name: str
    documents: list[Document]
    questions: list[Asked]

    @property
    def sources(self) -> list[Source]:
        """The documents as text, headings above each passage, for those who split themselves."""
        return [
            Source(d.id, "\n\n".join([d.title, *(_under_heading(p) for p in d.passages)]).strip())
            for d in self.documents
            if d.kind is not Kind.ORGANISATION
        ]


def government() -> Set:
    """180 questions; what comes from the right document is right."""
    questions = []
    for number, entry in enumerate(entries()):
        right = _from_document(f"g{number}", None)
        questions.append(Asked(entry.question, (), "nl", right, _any(right)))
    return Set("government", government_documents(), questions)


def development() -> Set:
    """A piece with half of the expected facts is right; an answer with none of them is wrong."""
    questions = []
    for row in load_questions(DEVELOPMENT):
        answerable = row.kind == "answerable"
        right = _half_of(row.facts) if answerable else None
        told = _one_of(row.facts) if answerable else None
        questions.append(Asked(row.question, row.history, row.language, right, told))
    return Set("development", _ingested(EXAMPLE), questions)


def second_alliance() -> Set:
    """A piece of the right document with the start or the end of the quote is right."""
    questions = []
    for path in (LINDEWAARD / "questions.jsonl", LINDEWAARD / "unanswerable.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "quote" not in row:
                questions.append(Asked(row["question"], (), row["lang"], None, None))
                continue
            right = _from_document(row["document"], _spaced(row["quote"]))
            told = _any(_from_document(row["document"], None))
            questions.append(Asked(row["question"], (), row["lang"], right, told))
    return Set("second alliance", _ingested(LINDEWAARD / "documents"), questions)


SETS = (government, development, second_alliance)


def _from_document(document: str, quote: str | None) -> Callable[[Hit], bool]:
    def right(hit: Hit) -> bool:
        if hit.document != document:
            return False
        text = _spaced(hit.text)
        return quote is None or quote[:60] in text or quote[-60:] in text

    return right


def _half_of(facts: tuple[str, ...]) -> Callable[[Hit], bool]:
    return lambda hit: 2 * sum(holds(hit.text, fact) for fact in facts) >= max(1, len(facts))


def _one_of(facts: tuple[str, ...]) -> Callable[[Sequence[Hit]], bool]:
    return lambda hits: any(holds(" ".join(h.text for h in hits), fact) for fact in facts)


def _any(right: Callable[[Hit], bool]) -> Callable[[Sequence[Hit]], bool]:
    return lambda hits: any(right(hit) for hit in hits)


def _ingested(root: Path) -> list[Document]:
    with tempfile.TemporaryDirectory() as folder:
        settings = KnowledgeSettings(home=Path(folder))
        sync([root], settings=settings, now=datetime.now(UTC))
        return KnowledgeBase(settings).documents()


def _under_heading(passage: Passage) -> str:
    above = [" > ".join(passage.heading)] if passage.heading else []
    return "\n".join([*above, passage.text])


def _spaced(text: str) -> str:
    return " ".join(text.replace("- ", "").split()).casefold()
