"""Sources beside a reply: found for a question, and cited in what the asker gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assistant.answers import Citation
from assistant.conversations import plain
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Document, Passage

# Sources shown beside an escalation, and at most cited in one reply.
SHOWN, MOST_CITED = 6, 8
# Characters of a passage that are cited; the whole stands behind its link.
QUOTED = 600


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that staff may put beside a reply.

    `may_be_sent`: whether the asker's audience may see it. `probability` (0..1) as the judgement
    has it, or None when it was asked for by name.
    """

    passage: Passage
    document: Document
    may_be_sent: bool
    probability: float | None = None

    @property
    def id(self) -> str:
        return self.passage.id

    @property
    def place(self) -> str:
        """Headings and page, as a reader would look them up."""
        parts = [" › ".join(self.passage.heading)]
        if self.passage.page:
            parts.append(f"pagina {self.passage.page}")
        return ", ".join(part for part in parts if part)

    @property
    def quote(self) -> str:
        text = self.passage.text
        return text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"


def find(
    knowledge: KnowledgeBase | None, question: str, *, audience: str, on: date
) -> list[Source]:
    """Passages that may answer, best first; also what only staff may see, and marked so."""
    if knowledge is None or not question.strip():
        return []
    asker = Audience(audience)
    found = knowledge.search(question[:2_000], audience=Audience.STAFF, on=on, limit=SHOWN)
    return [
        Source(f.passage, f.document, asker.sees(f.document.audience), f.probability) for f in found
    ]


def named(knowledge: KnowledgeBase | None, ids: Sequence[str], *, audience: str) -> list[Source]:
    """The passages with these ids that still exist, in this order."""
    if knowledge is None:
        return []
    asker = Audience(audience)
    known = [knowledge.passage(id_) for id_ in dict.fromkeys(ids[:MOST_CITED])]
    return [Source(pair[1], pair[0], asker.sees(pair[0].audience)) for pair in known if pair]


def citations(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """The sources as a reply cites them; what the asker may not see is left out."""
    sent = [source for source in sources if source.may_be_sent]
    return [
        plain(
            asdict(
                Citation(
                    n=number,
                    document_id=source.document.id,
                    passage_id=source.passage.id,
                    title=source.document.title,
                    heading=" › ".join(source.passage.heading),
                    page=source.passage.page,
                    url=source.document.url,
                    quote=source.quote,
                    valid_until=source.document.valid_until,
                    owner=source.document.owner,
                    example=source.document.example,
                )
            )
        )
        for number, source in enumerate(sent, start=1)
    ]
