"""The words of the gate: a retrieved passage, and why a sentence is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Evidence:
    """A retrieved passage. `n` is its number in the text; `context` its title and headings."""

    n: int
    text: str
    context: str = ""


class Refusal(StrEnum):
    """Why a sentence is withheld; docs/gate.md says how to read each."""

    NOT_RETRIEVED = "not_retrieved"
    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"
    CONTACT = "contact"
    ACTOR = "actor"
    NEGATION = "negation"
    CONTENT = "content"
    PROMISE = "promise"
    STEERING = "steering"
