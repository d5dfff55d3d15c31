"""The quoted answer: sentences of the sources, in reading order, each with its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from assistant import tuning
from assistant.answers import Answer, Citation, Turn
from assistant.confidence import needed
from assistant.gate import Evidence, refuse
from assistant.gate.steering import steers
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase
from knowledge.catalogue import Service
from knowledge.documents import Found, Kind, Sentence

_ACTORS = (
    ("ouders", re.compile(r"\b(?:ouders?|u|uw)\b", re.IGNORECASE)),
    (
        "de school",
        re.compile(r"\b(?:de|een|elke|die|eigen)\s+(?:basis)?school\b|\bscholen\b", re.IGNORECASE),
    ),
    ("het schoolbestuur", re.compile(r"\b(?:school)?bestuur\b|bevoegd gezag", re.IGNORECASE)),
    (
        "de gemeente",
        re.compile(r"\b(?:woon)?gemeenten?\b|\bcollege van b(?:urgemeester|&w)", re.IGNORECASE),
    ),
    (
        "het samenwerkingsverband",
        re.compile(r"samenwerkingsverband|\bloket\b|\bctc\b|toekenningscommissie", re.IGNORECASE),
    ),
)
# 'The school applies': an actor at the start of a sentence with something to do.
_ACTS = re.compile(
    r"vra(?:ag|gen)t?\b|meld(?:t|en)?\b|beslis|besluit|stel(?:t|len)\b|onderteken|dien(?:t|en)\b|maa?k(?:t|en)\b|regel|bied|betaal|moet|mo(?:et|gen)\b|stuur|stuurt|geef|neem",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"(?:binnen|uiterlijk|vóór|voor|tot|hooguit|maximaal|hoogstens|minstens)\s+(?:\w+\s+){0,2}?(?:\d+|één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf)\s+"
    r"(?:school|werk|kalender)?(?:dag|dagen|week|weken|maand|maanden)|(?:uiterlijk|vóór|voor)\s+(?:op\s+)?\d{1,2}\s+(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)",
    re.IGNORECASE,
)


def compose(turn: Turn, knowledge: KnowledgeBase, confidence: float) -> Answer | None:
    """An answer from what was found, or None when no sentence holds."""
    sentences = list(_sentences(turn, knowledge))
    # A sentence that speaks to a computer answers no question, whoever wrote it there.
    # The others stand there word for word, and pass.
    sentences = [s for s in sentences if refuse(s.text, [1], [_evidence(s.found)]) is None]
    if not sentences:
        return None
    first = sentences[0].found
    service = first.document.payload if isinstance(first.document.payload, Service) else None
    if service is not None:
        # The card below says the rest of the entry; quoting it too would say it twice.
        own = [s for s in sentences if s.found is first]
        sentences = own[:1] + [s for s in sentences if s.found is not first]
    citations = _citations(sentences)
    lines = []
    intro = say("quoted_intro" if turn.language == "nl" else "quoted_intro_foreign", turn.language)
    if intro:
        lines.append(intro)
    for citation in citations:
        lines.append(f"{citation.quote} [{citation.n}]")
    below, whose, deadlines = remarks(turn, said=[(s.text, s.found) for s in sentences])
    lines += below
    return Answer(
        Status.ANSWERED_SERVICE if service is not None else Status.ANSWERED_QUOTED,
        "\n\n".join(lines),
        turn.language,
        confidence,
        tuple(citations),
        service=service,
        turn=whose,
        deadlines=deadlines,
    )


def remarks(
    turn: Turn, *, said: Sequence[tuple[str, Found]]
) -> tuple[list[str], str | None, tuple[str, ...]]:
    """What stands under an answer from these sentences of the sources, the most telling first.

    The lines (a service's card, whose turn it is, deadlines, validity), and of those apart whose
    turn it is and the deadlines.
    """
    first = said[0][1]
    lines = []
    if isinstance(first.document.payload, Service):
        lines.append(card(first.document.payload, turn.language))
        whose = first.document.payload.shown("aanvragen_door") or None
    else:
        whose = whose_turn(text for text, found in said if found.passage.id == first.passage.id)
    deadlines = tuple(
        dict.fromkeys(m.group(0) for text, _ in said for m in [_DEADLINE.search(text)] if m)
    )
    if whose:
        lines.append(say("turn", turn.language, who=whose))
    if deadlines:
        lines.append(say("deadline", turn.language, what="; ".join(deadlines[:2])))
    lines += _validity(turn, [found for _, found in said])
    return lines, whose, deadlines


def _evidence(found: Found) -> Evidence:
    heading = " > ".join((found.document.title, *found.passage.heading))
    return Evidence(1, found.passage.text, heading)


def _sentences(turn: Turn, knowledge: KnowledgeBase) -> Iterable[Sentence]:
    parts = turn.notes.get("parts") or []
    sure_from = needed(knowledge, turn.language)
    sure = [(asked, found) for asked, found in parts if found and found[0].probability >= sure_from]
    if len(sure) < 2:
        return knowledge.quote(
            turn.notes["question"], turn.found, words=tuning.LONGEST_ANSWER
        ).sentences
    words = tuning.LONGEST_ANSWER // len(sure)
    seen: set[str] = set()
    out = []
    for asked, found in sure:
        for sentence in knowledge.quote(asked, found[:1], words=words).sentences:
            if sentence.text not in seen:
                seen.add(sentence.text)
                out.append(sentence)
    return out


def _citations(sentences: list[Sentence]) -> list[Citation]:
    """One citation per run of sentences of the same passage, numbered per passage."""
    numbers: dict[str, int] = {}
    out: list[Citation] = []
    for sentence in sentences:
        n = numbers.setdefault(sentence.found.passage.id, len(numbers) + 1)
        if out and out[-1].n == n:
            joined = f"{out[-1].quote} {sentence.text}"
            out[-1] = citation_of(n, sentence.found, joined)
        else:
            out.append(citation_of(n, sentence.found, sentence.text))
    return out


def citation_of(n: int, found: Found, quote: str) -> Citation:
    """A citation with number `n` of a piece of a passage."""
    passage, document = found.passage, found.document
    url = document.url
    if url and passage.anchor:
        url = f"{url.split('#')[0]}#{passage.anchor}"
    if url and passage.page and url.lower().endswith(".pdf"):
        url = f"{url}#page={passage.page}"
    return Citation(
        n=n,
        document_id=document.id,
        passage_id=passage.id,
        title=document.title,
        heading=" > ".join(part for part in passage.heading if not steers(part)),
        page=passage.page,
        url=url,
        quote=quote,
        valid_until=document.valid_until,
        owner=document.owner,
        example=document.example,
    )


def card(service: Service, language: str) -> str:
    """A service as lines: who may ask, how, how long, what it costs, whom to contact."""
    fields = (
        ("service_who", "doelgroep"),
        ("service_by", "aanvragen_door"),
        ("service_how", "hoe_aanvragen"),
        ("service_conditions", "voorwaarden"),
        ("service_duration", "doorlooptijd"),
        ("service_costs", "kosten"),
        ("service_contact", "contact"),
    )
    lines = [service.naam]
    lines += [
        f"{say(key, language)}: {service.shown(field)}"
        for key, field in fields
        if service.shown(field)
    ]
    return "\n".join(lines)


def whose_turn(sentences: Iterable[str]) -> str | None:
    """Who has to do something, from the start of the sentences; the first that says so."""
    for sentence in sentences:
        start = " ".join(sentence.split()[:6])
        if not _ACTS.search(sentence):
            continue
        for name, pattern in _ACTORS:
            match = pattern.search(start)
            if match and match.start() < 20:
                return name
    return None


def _validity(turn: Turn, found: list[Found]) -> list[str]:
    lines: list[str] = []
    for document in {f.document.id: f.document for f in found}.values():
        until = document.valid_until
        if until is None:
            continue
        if until < turn.today:
            lines.append(say("expired", turn.language, date=until.strftime("%d-%m-%Y")))
        elif until <= turn.today + timedelta(days=tuning.EXPIRES_SOON_DAYS):
            lines.append(say("expires_soon", turn.language, date=until.strftime("%d-%m-%Y")))
    return lines


def closest(turn: Turn) -> tuple[str, tuple[Citation, ...]]:
    """Up to three titles with headings of what comes nearest, and their citations."""
    citations: list[Citation] = []
    for found in turn.found:
        if found.document.kind is Kind.GLOSSARY:
            continue
        if found.passage.id not in {c.passage_id for c in citations} and len(citations) < 3:
            citations.append(citation_of(len(citations) + 1, found, ""))
    if not citations:
        return "", ()
    lines = [say("closest", turn.language)]
    lines += [f"[{c.n}] {c.title}{' > ' + c.heading if c.heading else ''}" for c in citations]
    return "\n".join(lines), tuple(citations)
