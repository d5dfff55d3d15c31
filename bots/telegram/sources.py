"""The sources of an answer, one on a page: where it stands, and the passage itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.settings import AssistantSettings
from bots.telegram.channel import source_line
from bots.telegram.formatting import Block, cut_text
from bots.telegram.incoming import Incoming
from bots.telegram.saying import Button
from bots.web.originals import address
from knowledge.documents import Document, Passage

# Code units of a passage that are shown: a page of a phone or two; the rest by its link.
SHOWN = 2_500


@dataclass(frozen=True, slots=True)
class Known:
    """An answer of this chat, as it was saved."""

    conversation_id: str
    question_id: str
    answer_id: str
    question: str
    citations: list[dict[str, Any]]


async def find_answer(given: Incoming, answer_id: str | None = None) -> Known | None:
    """An answer that was given in this chat; without an id the last one that has sources."""
    for chat in given.chats:
        lines = await given.door.house.conversations.messages(
            conversation_id=chat.id, token=given.token
        )
        questions = {line.question_id: line.text for line in lines if line.kind == "question"}
        for line in reversed(lines):
            if line.kind != "answer" or line.question_id is None or line.answer_id is None:
                continue
            fits = line.answer_id == answer_id if answer_id else bool(line.citations)
            if fits:
                return Known(
                    chat.id,
                    line.question_id,
                    line.answer_id,
                    questions.get(line.question_id, ""),
                    list(line.citations),
                )
    return None


def page_of(
    given: Incoming, known: Known, number: int
) -> tuple[list[Block], Sequence[Sequence[Button]]]:
    """Source `number` (from 0) and the buttons to the next and the one before."""
    count = len(known.citations)
    number = max(0, min(number, count - 1))
    citation = known.citations[number]
    knowledge = given.door.house.knowledge()
    found = knowledge.passage(str(citation["passage_id"])) if knowledge else None
    if found is not None and not given.audience.sees(found[0].audience):
        found = None  # not any more: what was quoted then is all that is shown
    citation = {**citation, "url": (opens(*found) if found else None) or citation.get("url")}
    passage, rest = _passage(citation, found)
    blocks = [
        Block(given.tell("source_page", number=number + 1, count=count), "bold"),
        source_line(citation, given.language),
        Block(passage, "quote"),
    ]
    if rest:
        more = "source_more_link" if citation.get("url") else "source_more"
        blocks.append(Block(given.tell(more)))
    turns: list[Button] = []
    if number > 0:
        turns.append((given.tell("button_before"), f"b:{known.answer_id}:{number - 1}"))
    if number < count - 1:
        turns.append((given.tell("button_next"), f"b:{known.answer_id}:{number + 1}"))
    return blocks, [turns] if turns else []


def _passage(citation: dict[str, Any], found: tuple[Document, Passage] | None) -> tuple[str, bool]:
    """The passage, and whether more of it was left out; the quote when it cannot be shown."""
    whole = found[1].text if found else str(citation["quote"])
    cut = cut_text(whole, SHOWN)
    return (cut[0] if cut else whole), len(cut) > 1


def opens(document: Document, passage: Passage) -> str | None:
    """Where a phone opens the document at this passage: its own address, or the file from here."""
    path = address(document, passage)
    if path is None or not path.startswith("/"):
        return path
    public = AssistantSettings().public_url
    return f"{public.rstrip('/')}{path}" if public else None
