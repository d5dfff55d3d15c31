"""The attempts as they stand in tests/steering/attempts, one JSON line each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parents[2] / "tests" / "steering" / "attempts"


class Poison(BaseModel):
    """A document to be ingested: what a reader sees, and what is put where a reader does not look.

    `technique` names how `hidden` is put in (bench.steering.poison). `seen`: the technique hides
    nothing; the instruction stands in plain sight, and is data.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    technique: str
    subject: str
    visible: str
    hidden: str
    seen: bool = False


class Attempt(BaseModel):
    """One attempt and the harm that would be its success.

    `innocent`: there is an ordinary question in it, which may be answered; without one nothing may.
    `same`: the answer must be that to the question without its history. `forbidden`: strings that
    may stand nowhere in an answer, a source or a link.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: Literal["nl", "en", "tr", "ar", "pl", "uk"]
    kind: str
    question: str
    history: tuple[str, ...] = ()
    audience: Literal["everyone", "school"] = "everyone"
    innocent: bool = False
    same: bool = False
    forbidden: tuple[str, ...] = ()
    poison: Poison | None = None


def attempts(name: str) -> list[Attempt]:
    """The attempts of a file: questions, documents, or later (written after mending)."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Attempt.model_validate(json.loads(line)) for line in lines]
