"""An answer's text taken apart again, so that a page can show each part as what it is.

The text is the answer: it is what is stored, mailed and read aloud. Its paragraphs were made from
our own sentences (assistant/texts) and from citations, and are recognised by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel

from assistant.texts import table
from knowledge.base import KnowledgeBase
from knowledge.catalogue import Service
from knowledge.documents import Document

_FIELDS = (
    ("service_who", "doelgroep"),
    ("service_by", "aanvragen_door"),
    ("service_how", "hoe_aanvragen"),
    ("service_conditions", "voorwaarden"),
    ("service_duration", "doorlooptijd"),
    ("service_costs", "kosten"),
    ("service_contact", "contact"),
)
_NOTES = (
    ("turn", "turn"),
    ("deadline", "deadline"),
    ("expired", "note"),
    ("expires_soon", "note"),
    ("example_source", "note"),
    ("written", "note"),
    ("masked", "masked"),
)
_MOST_TERMS = 6


class Part(BaseModel):
    """A paragraph: our own words, a quote (with its number), what a language model wrote (with
    numbers in it), a service card, or a remark."""

    kind: Literal["text", "quote", "written", "card", "turn", "deadline", "note", "masked"]
    text: str
    n: int | None = None
    rows: list[tuple[str, str]] = []


class Term(BaseModel):
    """A word of an answer that the glossary explains; `word` as it stands in the answer."""

    word: str
    term: str
    explanation: str


def parts_of(
    text: str,
    language: str,
    citations: Sequence[Mapping[str, Any]],
    knowledge: KnowledgeBase | None,
) -> list[Part]:
    """The paragraphs of an answer in order."""
    out: list[Part] = []
    by_computer = f"\n\n{table(language).get('written')}" in text
    for paragraph in text.split("\n\n"):
        intro, newline, rest = paragraph.partition("\n")
        if newline and intro.strip() == table(language).get("general_intro"):
            # 'In general:' stands on the line above the answer it introduces.
            out.append(Part(kind="text", text=intro))
            paragraph = rest
        out.append(_part(paragraph, language, citations, knowledge))
        if by_computer and len(out) == 1 and out[0].kind == "text":
            out[0] = Part(kind="written", text=paragraph)
    return [part for part in out if part.text]


def terms_of(parts: Sequence[Part], knowledge: KnowledgeBase | None) -> list[Term]:
    """Terms in the Dutch parts of an answer, each once, in order, with the words that stand there."""
    if knowledge is None:
        return []
    text = "\n".join(part.text for part in parts if part.kind in ("quote", "written", "card"))
    found: list[Term] = []
    for entry in knowledge.glossary.explain(text):
        names = sorted(entry.names, key=len, reverse=True)
        pattern = "|".join(re.escape(name) for name in names)
        match = re.search(rf"(?<!\w)(?:{pattern})(?:'?s|en)?(?!\w)", text, re.IGNORECASE)
        if match:
            found.append(Term(word=match.group(0), term=entry.term, explanation=entry.uitleg))
    return found[:_MOST_TERMS]


def _part(
    paragraph: str,
    language: str,
    citations: Sequence[Mapping[str, Any]],
    knowledge: KnowledgeBase | None,
) -> Part:
    quoted = re.fullmatch(r"(.+) \[(\d+)\]", paragraph, re.DOTALL)
    if quoted and any(c["n"] == int(quoted[2]) and c["quote"] == quoted[1] for c in citations):
        return Part(kind="quote", text=quoted[1], n=int(quoted[2]))
    for key, kind in _NOTES:
        before, _, after = table(language).get(key, "").partition("{")
        ending = after.partition("}")[2]
        if before and paragraph.startswith(before) and paragraph.endswith(ending):
            return Part.model_validate({"kind": kind, "text": paragraph})
    service = _service(paragraph, citations, knowledge)
    if service is not None:
        said = table(language)
        rows = [(said[key], service.shown(field)) for key, field in _FIELDS]
        return Part(kind="card", text=service.naam, rows=[row for row in rows if row[1]])
    return Part(kind="text", text=paragraph)


def _service(
    paragraph: str, citations: Sequence[Mapping[str, Any]], knowledge: KnowledgeBase | None
) -> Service | None:
    """The service whose card a paragraph is: its name is the first of its lines."""
    name, newline, _ = paragraph.partition("\n")
    if not newline or knowledge is None:
        return None
    for citation in citations:
        document: Document | None = knowledge.document(str(citation["document_id"]))
        if document and isinstance(document.payload, Service) and document.payload.naam == name:
            return document.payload
    return None
