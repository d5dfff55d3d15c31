"""A month of questions to the example knowledge base, written by hand as people type them.

Each with the passages that answer it, or none. Written from the documents, without the development
questions. `topic`: questions about the same thing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from assistant.cases.files import read
from assistant.cases.known import Known

QUESTIONS = Path(__file__).parent / "data" / "learn" / "questions.jsonl"


def month() -> list[Known]:
    """All of them, in file order."""
    return read(QUESTIONS)


def topics() -> Sequence[str]:
    """The topic of each question, in the same order."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["topic"]) for line in lines]
