"""A question whose right answer is known, tried on the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.attempts import Attempt, attempt
from assistant.cases.facts import holds
from knowledge.base import KnowledgeBase
from knowledge.calibration import Case
from knowledge.documents import Audience

# A reply of staff without a source, or 'this did not help', says little of the documents.
WEAK = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """What was asked, and what answers it: passages or documents by id, or facts that must be
    told. Nothing of these: the documents do not answer it. `against`: passages that did not.

    `question` and `history` hold no personal data. `source`: file, approved, reply, feedback, made.
    """

    question: str
    source: str
    language: str | None = None
    audience: Audience = Audience.EVERYONE
    history: tuple[str, ...] = ()
    passages: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    facts: tuple[str, ...] = ()
    against: frozenset[str] = frozenset()
    weight: float = 1.0

    def answered_by(self, passage_id: str) -> bool:
        """Whether a passage is one that answers."""
        return passage_id in self.passages or passage_id.rpartition("#")[0] in self.documents

    def right(self, tried: Attempt) -> bool | None:
        """Whether the answer would be right; None when this case cannot tell any more."""
        if tried.answer is None:
            return False
        cited = {citation.passage_id for citation in tried.answer.citations}
        if self.against:
            return False if cited & self.against else None
        if any(self.answered_by(id_) for id_ in cited):
            return True
        if self.facts:
            told = sum(holds(tried.answer.text, fact) for fact in self.facts)
            return told >= len(self.facts) / 2
        return False


def cases(knowledge: KnowledgeBase, known: Iterable[Known], *, today: date) -> list[Case]:
    """Each known question as a case for calibration; those that never reach the sources are left
    out."""
    out = []
    for asked in known:
        tried = attempt(
            knowledge,
            asked.question,
            audience=asked.audience,
            today=today,
            language=asked.language,
            history=asked.history,
        )
        right = asked.right(tried) if tried is not None else None
        if tried is not None and right is not None:
            group = " ".join(sorted(asked.passages or asked.documents)) or asked.question
            out.append(Case(tried.score, right, asked.weight, group))
    return out
