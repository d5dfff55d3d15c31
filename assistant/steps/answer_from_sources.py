"""The quoted answer, or what is nearest with the offer to ask a person."""

from __future__ import annotations

from textwrap import shorten

from assistant import tuning
from assistant.answers import Answer, Turn
from assistant.confidence import needed
from assistant.contradictions import with_contradiction
from assistant.quoting import citation_of, closest, compose
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase

# Characters of the question that are shown as what was searched.
SHOWN = 160


def answer_from_sources(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """The last step: always an answer."""
    confidence = turn.found[0].probability if turn.found else 0.0
    if turn.notes.get("parts"):
        # Two questions in one: the message is answered as well as its best part.
        sure = [found[0].probability for _, found in turn.notes["parts"] if found]
        confidence = max([confidence, *sure])
    if turn.personal:
        return _personal(turn, knowledge, confidence)
    lowest = needed(knowledge, turn.language, others="out_of_scope" in turn.heard)
    if turn.found and confidence >= lowest:
        answer = compose(turn, knowledge, confidence)
        if answer is not None:
            return with_contradiction(answer, turn)
    outdated = _outdated(turn, knowledge, lowest)
    if outdated is not None:
        return outdated
    if "out_of_scope" in turn.heard:
        text = say("out_of_scope_plain", turn.language)
        return Answer(Status.NO_ANSWER_OUT_OF_SCOPE, text, turn.language, confidence)
    status, key = (
        (Status.NO_ANSWER_LOW_CONFIDENCE, "low_confidence")
        if turn.found
        else (Status.NO_ANSWER_NO_SOURCE, "no_source")
    )
    near, citations = closest(turn)
    searched = say(
        "searched", turn.language, question=shorten(turn.searched, SHOWN, placeholder="…")
    )
    text = "\n\n".join(part for part in (say(key, turn.language), searched, near) if part)
    return Answer(status, text, turn.language, confidence, citations)


def _outdated(turn: Turn, knowledge: KnowledgeBase, lowest: float) -> Answer | None:
    """When only a document that is no longer valid answers: its name, and nothing out of it."""
    if "question" not in turn.notes:
        return None
    found = knowledge.search(
        turn.notes["question"], audience=turn.audience, on=turn.today, expired=True, limit=1
    )
    if not found or found[0].probability < lowest:
        return None
    until = found[0].document.valid_until
    assert until is not None, "only documents with an end expire"
    title = found[0].document.title
    text = say("outdated", turn.language, title=f"{title} [1]", date=f"{until:%d-%m-%Y}")
    citation = citation_of(1, found[0], "")
    return Answer(Status.NO_ANSWER_OUTDATED, text, turn.language, found[0].probability, (citation,))


def _personal(turn: Turn, knowledge: KnowledgeBase, confidence: float) -> Answer:
    """Handed over; the general answer stands below it when it is sure enough."""
    text = say("personal_case", turn.language)
    if turn.found and confidence >= max(tuning.GENERAL_FROM, needed(knowledge, turn.language)):
        general = compose(turn, knowledge, confidence)
        if general is not None:
            text = f"{text}\n\n{say('general_intro', turn.language)}\n{general.text}"
            return Answer(
                Status.HANDOFF_PERSONAL_CASE,
                text,
                turn.language,
                confidence,
                general.citations,
                turn=general.turn,
                deadlines=general.deadlines,
            )
    return Answer(Status.HANDOFF_PERSONAL_CASE, text, turn.language, confidence)
