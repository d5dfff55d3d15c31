"""Rules made of word families: which kinds of words stand near each other in one sentence.

The families stand in steps/words/<language>.yaml, so that a reader of that language can check and
extend them without reading patterns. A family is a list of words; in a word `*` stands for any
letters and `_` for a space. A rule names families that must all occur within NEAR letters of the
first; `a > b` wants them in that order, `a & b` anywhere in the whole text, `!a` wants family a
nowhere in the sentence. A family may take in another one with `@name`.

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

# A text without the letters of a language needs none of its rules.
_SCRIPTS = {"ar": re.compile(r"[\u0600-\u06ff]"), "uk": re.compile(r"[\u0400-\u04ff]")}
_LATIN = re.compile(r"[A-Za-z]")

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
    anywhere: bool


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
        whole = plain(text)
        for sentence in filter(str.strip, _SENTENCE_END.split(whole)):
            found: dict[str, list[Span]] = {}
            for rule in self.rules:
                if not rule.anywhere and self._holds(rule, sentence, found):
                    return rule
        found = {}
        for rule in self.rules:
            if rule.anywhere and all(self._spans(name, whole, found) for name in rule.wanted):
                return rule
        return None

    def _holds(self, rule: Rule, sentence: str, found: dict[str, list[Span]]) -> bool:
        spans = []
        for name in rule.wanted:
            spans.append(self._spans(name, sentence, found))
            if not spans[-1]:
                return False
        near = _in_order if rule.ordered else _around
        return any(near(first, spans[1:]) for first in spans[0]) and not any(
            self._spans(name, sentence, found) for name in rule.barred
        )

    def _spans(self, name: str, sentence: str, found: dict[str, list[Span]]) -> list[Span]:
        """Where a family stands in a sentence; `found` remembers it for the next rule."""
        if name not in found:
            found[name] = [match.span() for match in self._patterns[name].finditer(sentence)]
        return found[name]


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
    names = line.replace(">", " ").replace("&", " ").split()
    wanted = tuple(name for name in names if not name.startswith("!"))
    barred = tuple(name[1:] for name in names if name.startswith("!"))
    unknown = [name for name in (*wanted, *barred) if name not in known]
    if unknown or not wanted:
        raise ValueError(f"rule '{line}' names unknown families: {unknown}")
    return Rule(outcome, wanted, barred, ">" in line, "&" in line)


@lru_cache(maxsize=len(LANGUAGES))
def _read(language: str) -> dict[str, Any]:
    """A language's file; with libyaml where it is there, since the six take 0.3 s without."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=loader))


@lru_cache(maxsize=16)
def families(step: str) -> dict[str, Families]:
    """The families of a step in each language that has some."""
    found = {}
    for language in LANGUAGES:
        data = _read(language)
        if "rules" in data.get(step, {}):
            found[language] = Families(data[step])
    return found


@lru_cache(maxsize=16)
def _wholes(step: str) -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    """Per kind its phrases of all languages together, and all of them with the filler."""
    phrases: dict[str, list[str]] = {}
    for language in LANGUAGES:
        data = _read(language)
        for kind, line in data.get(step, {}).get("whole", {}).items():
            phrases.setdefault(kind, []).extend(str(line).split())
    every = _pattern([phrase for kind in phrases.values() for phrase in kind])
    kinds = {kind: _pattern(words) for kind, words in phrases.items() if kind != "filler"}
    return kinds, every


def wholly(step: str, text: str) -> list[str]:
    """The kinds of which a text holds a phrase, when the text holds nothing but such phrases."""
    kinds, every = _wholes(step)
    folded = plain(text)
    if any(ch.isalnum() for ch in every.sub(" ", folded)):
        return []
    return [kind for kind, pattern in kinds.items() if pattern.search(folded)]


def outcomes(step: str, text: str) -> list[str]:
    """What the rules of a step say of a text, one outcome a language at most, in order."""
    rules = (
        table.match(text)
        for language, table in families(step).items()
        if _SCRIPTS.get(language, _LATIN).search(text)
    )
    return [rule.outcome for rule in rules if rule is not None]
