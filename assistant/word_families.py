"""Rules made of word families: which kinds of words stand near each other in one sentence.

The families stand in steps/words/<language>.yaml, so that a reader of that language can check and
extend them without reading patterns. A family is a list of words; in a word `*` stands for any
letters and `_` for a space. A rule names families that must all occur within NEAR letters of the
first; `a > b` wants them in that order, `!a` wants family a nowhere in the sentence. A family may
also be named from another family with `@name`.

Texts and words are compared without capitals and accents, since people leave those out. All six
languages are tried on every text: questions are mixed, and a short one does not tell its language.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.texts import LANGUAGES

FOLDER = Path(__file__).parent / "steps" / "words"
# Letters between two families of one rule. 45 is about eight words: more joins unrelated clauses.
NEAR = 45
_SENTENCE_END = re.compile(r"[.?!؟;\n…]+(?=\s|$)|[?!؟\n]+")
_LETTERS = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"})

Span = tuple[int, int]


def plain(text: str) -> str:
    """Lower case, without accents and vowel marks, one kind of apostrophe."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return letters.translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a words file, for one outcome."""

    outcome: str
    wanted: tuple[str, ...]
    barred: tuple[str, ...]
    ordered: bool


class Families:
    """The word families and rules of one step in one language."""

    def __init__(self, data: dict[str, Any]) -> None:
        words = {name: str(value).split() for name, value in data["families"].items()}
        self._patterns = {name: _pattern(_flat(name, words)) for name in words}
        self.rules = tuple(
            _rule(outcome, line, self._patterns)
            for outcome, lines in data["rules"].items()
            for line in lines
        )

    def match(self, text: str) -> Rule | None:
        """The first rule that holds in a sentence of the text."""
        for sentence in _SENTENCE_END.split(plain(text)):
            for rule in self.rules if sentence.strip() else ():
                if self._holds(rule, sentence):
                    return rule
        return None

    def _holds(self, rule: Rule, sentence: str) -> bool:
        if any(self._patterns[name].search(sentence) for name in rule.barred):
            return False
        spans = [self._spans(name, sentence) for name in rule.wanted]
        if not all(spans):
            return False
        near = _in_order if rule.ordered else _around
        return any(near(first, spans[1:]) for first in spans[0])

    def _spans(self, name: str, sentence: str) -> list[Span]:
        return [match.span() for match in self._patterns[name].finditer(sentence)]


def _in_order(first: Span, rest: list[list[Span]]) -> bool:
    if not rest:
        return True
    return any(0 <= span[0] - first[1] <= NEAR and _in_order(span, rest[1:]) for span in rest[0])


def _around(first: Span, rest: list[list[Span]]) -> bool:
    return all(
        any(0 <= span[0] - first[1] <= NEAR or 0 <= first[0] - span[1] <= NEAR for span in spans)
        for spans in rest
    )


def _flat(name: str, words: dict[str, list[str]]) -> list[str]:
    """The words of a family, with those of the families it names."""
    out: list[str] = []
    for word in words[name]:
        out += _flat(word[1:], words) if word.startswith("@") else [word]
    return out


def _pattern(words: list[str]) -> re.Pattern[str]:
    each = (
        re.escape(plain(word)).replace(r"\*", r"[\w']*").replace("_", r"[\s,\-]+")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


def _rule(outcome: str, line: str, known: dict[str, Any]) -> Rule:
    names = line.replace(">", " ").split()
    wanted = tuple(name for name in names if not name.startswith("!"))
    barred = tuple(name[1:] for name in names if name.startswith("!"))
    unknown = [name for name in (*wanted, *barred) if name not in known]
    if unknown or not wanted:
        raise ValueError(f"rule '{line}' names unknown families: {unknown}")
    return Rule(outcome, wanted, barred, ">" in line)


@lru_cache(maxsize=16)
def families(step: str) -> tuple[Families, ...]:
    """The families of a step in each language that has some."""
    found = []
    for language in LANGUAGES:
        data = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
        if step in data:
            found.append(Families(data[step]))
    return tuple(found)


def outcomes(step: str, text: str) -> list[str]:
    """What the rules of a step say of a text, one outcome a language at most, in order."""
    rules = (table.match(text) for table in families(step))
    return [rule.outcome for rule in rules if rule is not None]
