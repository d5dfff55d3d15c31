"""What a model wants before a question and before a passage.

Many encoders were trained with a few words before each text, and find clearly worse without them.
What counts, in this order: what the operator set, what the model's own files say, this table.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_INSTRUCTED = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
_REPRESENT = "Represent this sentence for searching relevant passages: "

# Families whose files do not always say it, most particular first: a part of the model's name, what
# goes before a question, what goes before a passage. From the models' own pages.
FAMILIES = (
    (r"e5-.*instruct", _INSTRUCTED, ""),
    (r"\be5-(small|base|large)|multilingual-e5", "query: ", "passage: "),
    (r"arctic-embed-.*v2", "query: ", ""),
    (r"arctic-embed", _REPRESENT, ""),
    (r"nomic-embed", "search_query: ", "search_document: "),
    (r"mxbai-embed", _REPRESENT, ""),
    (r"\bbge-(small|base|large)-en", _REPRESENT, ""),
    (r"embeddinggemma", "task: search result | query: ", "title: none | text: "),
    (r"qwen3-embedding", _INSTRUCTED.replace("\nQuery: ", "\nQuery:"), ""),
)
# What models call the two sides in `config_sentence_transformers.json`.
_QUESTION_NAMES = ("query", "search_query", "question")
_PASSAGE_NAMES = ("document", "passage", "search_document", "corpus")


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What goes before a question and before a passage; often nothing."""

    question: str = ""
    passage: str = ""


def prefixes(folder: Path, name: str, *, question: str | None, passage: str | None) -> Prefixes:
    """The prefixes of a model in a folder; `question` and `passage` are the operator's, or None."""
    found = _own(folder) or _of_family(name) or _of_family(_origin(folder)) or Prefixes()
    return Prefixes(
        found.question if question is None else question,
        found.passage if passage is None else passage,
    )


def _own(folder: Path) -> Prefixes | None:
    """What the model's own files say, when they say something."""
    said = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    question = next((said[n] for n in _QUESTION_NAMES if said.get(n)), "")
    passage = next((said[n] for n in _PASSAGE_NAMES if said.get(n)), "")
    return Prefixes(question, passage) if question or passage else None


def _of_family(name: str) -> Prefixes | None:
    for pattern, question, passage in FAMILIES:
        if re.search(pattern, name.casefold()):
            return Prefixes(question, passage)
    return None


def _origin(folder: Path) -> str:
    """The name that a model was made from, for a folder that was called something else."""
    return str(_read(folder / "config.json").get("_name_or_path") or "")


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
