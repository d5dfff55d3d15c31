"""Known questions for a knowledge base that nobody asked anything yet: made from what it holds.

Headings that are questions, and the terms of its glossary; and questions from other walks of life,
which it does not answer. They are easier than what people ask, so they move the map a little and
set no threshold.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import yaml

from assistant.cases.known import Known
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Kind

# What a made question counts beside one that was asked, and how many of each sort at most.
MADE = 0.2
MOST = 40
_ELSEWHERE = Path(__file__).with_name("elsewhere.yaml")


def made(knowledge: KnowledgeBase) -> list[Known]:
    """Questions of its own headings and glossary, and from elsewhere."""
    headings: dict[str, set[str]] = defaultdict(set)
    terms: dict[str, set[str]] = defaultdict(set)
    for document in knowledge.documents():
        if document.audience is not Audience.EVERYONE:
            continue
        for passage in document.passages:
            if document.kind is Kind.GLOSSARY and passage.heading:
                terms[f"wat is {passage.heading[-1]}?"].add(passage.id)
            elif passage.heading and passage.heading[-1].endswith("?"):
                headings[passage.heading[-1]].add(passage.id)
    asked = [*list(headings.items())[:MOST], *list(terms.items())[:MOST]]
    elsewhere = yaml.safe_load(_ELSEWHERE.read_text(encoding="utf-8"))
    return [
        Known(question, "made", "nl", passages=frozenset(ids), weight=MADE)
        for question, ids in asked
    ] + [Known(question, "made", "nl", weight=MADE) for question in elsewhere]
