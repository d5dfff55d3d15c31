"""The written answer: which passages a model may use, and what becomes of what it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import tuning
from assistant.answers import Answer, Citation, Turn
from assistant.gate import Evidence
from assistant.quoting import citation_of, remarks
from assistant.statuses import Status
from assistant.texts import say
from assistant.writing.draft import telling
from knowledge.catalogue import Service
from knowledge.documents import Found
from knowledge.instructions import without_instructions
from knowledge.sentences import split

Cited = tuple[str, tuple[int, ...]]


def numbered(turn: Turn, quoted: Answer) -> dict[int, Found]:
    """The passages for a model by number: those that the quoted answer cites, and no others.

    They are what the question was let through for, in force, and not contradicted.
    """
    parts = [one for _, found in turn.notes.get("parts") or () for one in found]
    known = {found.passage.id: found for found in (*parts, *turn.found)}
    once = dict.fromkeys(c.passage_id for c in quoted.citations if c.passage_id in known)
    chosen = [known[id_] for id_ in once][: tuning.WRITTEN_FROM_PASSAGES]
    return dict(enumerate(chosen, start=1))


def evidence_of(sources: Mapping[int, Found]) -> list[Evidence]:
    """The same as the gate and the prompt know them: without sentences that give orders to a
    computer, which no model needs to see and which are evidence of nothing."""
    return [
        Evidence(
            n,
            without_instructions(f.passage.text),
            " > ".join((f.document.title, *f.passage.heading)),
        )
        for n, f in sources.items()
    ]


class Shown:
    """Sentences as the asker sees them: numbers from 1 in the order in which they are cited."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}

    def of(self, sentence: str, cited: Sequence[int]) -> str:
        """A sentence with its numbers behind it."""
        own = [self.numbers.setdefault(n, len(self.numbers) + 1) for n in cited]
        return f"{sentence} {''.join(f'[{n}]' for n in own)}"


def compose_written(
    turn: Turn, quoted: Answer, kept: Sequence[Cited], sources: Mapping[int, Found]
) -> Answer | None:
    """The answer from sentences that passed the gate, or None when there are none, or when none
    leans on the passage that the quoted answer begins with: true, but beside the question."""
    shown = Shown()
    body = " ".join(shown.of(sentence, cited) for sentence, cited in kept)
    leading = quoted.citations[0].passage_id
    if all(sources[n].passage.id != leading for n in shown.numbers):
        return None
    quotes = {n: _carrying(n, kept, sources[n], quoted) for n in shown.numbers}
    citations = [citation_of(own, sources[n], quotes[n]) for n, own in shown.numbers.items()]
    said = [(quotes[n], sources[n]) for n in shown.numbers]
    below, whose, deadlines = remarks(turn, said=said)
    first = said[0][1].document.payload
    return Answer(
        Status.ANSWERED_WRITTEN,
        "\n\n".join([body, say("written", turn.language), *below]),
        turn.language,
        quoted.confidence,
        tuple(citations),
        service=first if isinstance(first, Service) else None,
        turn=whose,
        deadlines=deadlines,
    )


def _carrying(n: int, kept: Sequence[Cited], found: Found, quoted: Answer) -> str:
    """The sentences of a passage that carry what is said with its number, in reading order.

    What shares no word (another language) leans on what was quoted of that passage.
    """
    text = without_instructions(found.passage.text)
    pieces = [text[start:end] for start, end in split(text)]
    carrying: set[int] = set()
    for sentence, cited in kept:
        if n not in cited:
            continue
        wanted = telling(sentence)
        shared = [len(wanted & telling(piece)) for piece in pieces]
        if any(shared):
            carrying.add(shared.index(max(shared)))
    if carrying:
        return " ".join(pieces[i] for i in sorted(carrying))
    own: list[Citation] = [c for c in quoted.citations if c.passage_id == found.passage.id]
    return own[0].quote if own else pieces[0] if pieces else ""
