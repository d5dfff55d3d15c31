"""What a model wrote for one question, and what became of each sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.gate import Evidence, refuse
from assistant.steps.detect_language import language_of
from knowledge.dutch import STOP_WORDS, lemma, words

# Markup, tags, links in brackets, what was masked: nothing that we ask for, and a way to leak or to
# mislead. And a question: small models repeat the one they got.
_FORM = re.compile(
    r"[<>‹›{}|\\]|\[[^\]\d]|\]\s*\(|!\[|\bjavascript:|\bdata:|[?؟]\W*\Z", re.IGNORECASE
)
# Of fewer words the language cannot be told.
_TELLS = 4
# Fewer are a cry, not a sentence that a source could carry.
_SENTENCE = 3


@dataclass(slots=True)
class Line:
    """A sentence as it was first written; `shown` is what the asker gets in its place.

    `refusal`: why the first one was withheld. `rewritten`: what came instead, when it passed.
    """

    sentence: str
    cited: tuple[int, ...]
    refusal: str | None = None
    rewritten: tuple[str, tuple[int, ...]] | None = None

    @property
    def shown(self) -> tuple[str, tuple[int, ...]] | None:
        """The sentence and its numbers, or None when it is dropped."""
        return (self.sentence, self.cited) if self.refusal is None else self.rewritten


@dataclass(slots=True)
class Use:
    """What the calls for one question took."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def count(self, tokens_in: int, tokens_out: int) -> None:
        """One more call."""
        self.calls += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out


@dataclass(slots=True)
class Draft:
    """All lines in order. `failure`: why there is no written answer, in one word."""

    lines: list[Line] = field(default_factory=list)
    use: Use = field(default_factory=Use)
    failure: str | None = None

    @property
    def kept(self) -> list[tuple[str, tuple[int, ...]]]:
        """What the asker gets, each once, in order."""
        return list(dict.fromkeys(line.shown for line in self.lines if line.shown))

    @property
    def refused(self) -> int:
        """Sentences that the gate withheld."""
        return sum(line.refusal is not None for line in self.lines)


def check(
    sentence: str, cited: Sequence[int], evidence: Sequence[Evidence], language: str
) -> str | None:
    """Why a sentence may not be shown, in one word, or None. Its form first, then the gate."""
    if _FORM.search(sentence) or len(sentence.split()) < _SENTENCE:
        return "form"
    if len(sentence.split()) >= _TELLS and language_of(sentence, fallback=language) != language:
        return "language"
    return refuse(sentence, cited, evidence, language)


def attributed(sentence: str, evidence: Sequence[Evidence]) -> tuple[int, ...]:
    """The number of the passage that shares most words with a sentence that cites none.

    Small models forget the numbers; whether the passage carries the sentence is the gate's to say.
    """
    wanted = telling(sentence)
    shared = [(len(wanted & telling(passage.text)), passage.n) for passage in evidence]
    most, n = max(shared, key=lambda pair: (pair[0], -pair[1]), default=(0, 0))
    return (n,) if most else ()


def telling(text: str) -> set[str]:
    """The words of a text that say something, as lemmas."""
    return {lemma(word) for word in words(text) if word not in STOP_WORDS}
