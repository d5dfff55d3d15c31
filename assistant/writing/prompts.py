"""What the language model is given to read, from prompts.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.gate import Evidence
from assistant.invisible import without_invisible

FILE = Path(__file__).parent / "prompts.yaml"


@cache
def texts() -> dict[str, Any]:
    """The whole file."""
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def answer(question: str, evidence: Sequence[Evidence], language: str) -> tuple[str, str]:
    """(instructions, what is asked) for an answer from numbered passages."""
    asked = texts()["asked"].format(
        sources=_sources(evidence), question=as_data(question), language=_named(language)
    )
    return texts()["answer"].format(language=_named(language)), asked


def again(
    question: str, evidence: Sequence[Evidence], language: str, sentence: str, reason: str
) -> tuple[str, str]:
    """The same for one sentence in the place of one that was refused."""
    asked = texts()["again"].format(
        sources=_sources(evidence),
        question=as_data(question),
        sentence=as_data(sentence),
        reason=texts()["reasons"][reason],
        language=_named(language),
    )
    return texts()["answer"].format(language=_named(language)), asked


def follow_up(question: str, earlier: Sequence[str], language: str) -> tuple[str, str]:
    """(instructions, what is asked) for a question that stands alone."""
    before = "\n".join(f"<eerder>{as_data(text)}</eerder>" for text in earlier)
    asked = texts()["followed"].format(earlier=before, question=as_data(question))
    return texts()["follow_up"].format(language=_named(language)), asked


def as_data(text: str) -> str:
    """A text that cannot close the marks it stands between, without what no person sees."""
    return without_invisible(text).replace("<", "‹").replace(">", "›").replace('"', "”")


def _sources(evidence: Sequence[Evidence]) -> str:
    return "\n".join(
        texts()["source"].format(n=e.n, title=as_data(e.context), text=as_data(e.text)).strip()
        for e in evidence
    )


def _named(language: str) -> str:
    names: dict[str, str] = texts()["languages"]
    return names.get(language, names["nl"])
