"""What an asker wants: a small trained classifier, as a second voice beside the written rules.

Multinomial logistic regression over the encoder's vector of the question (its meaning, in any
language) and hashed letter groups of its words (its wording, misspelt or not). Fitted by
training/intents.py on questions written for it; thresholds are set so that of ordinary questions
hardly any is caught. Plain arithmetic: 0.2 ms for a question.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from knowledge.dutch import words
from knowledge.embeddings import Floats, Ints

MODEL = Path(__file__).parent / "retriever" / "intents.npz"

# Letter groups of these lengths, within a word and its borders, into this many places.
SHORTEST, LONGEST, PLACES = 3, 5, 2**14
# What of a long message is looked at for its wording, in words; its meaning is of the whole.
MOST_WORDS = 120
# How the two views weigh against each other before fitting (5-fold cross-validation).
MEANING, WORDING = 4.0, 3.0
# Danger from this probability on comes before everything else that was heard.
LIKELY = 0.5
# A text of fewer words says too little to be judged by its likeness to others.
FEWEST_WORDS = 5


def wording(text: str) -> Ints:
    """The places [n] of a text's letter groups, each once."""
    found: set[int] = set()
    for word in words(text)[:MOST_WORDS]:
        edged = f" {word} ".encode("utf-32-le")
        letters = [edged[i : i + 4] for i in range(0, len(edged), 4)]
        for length in range(SHORTEST, min(LONGEST, len(letters)) + 1):
            for start in range(len(letters) - length + 1):
                found.add(zlib.crc32(b"".join(letters[start : start + length])) % PLACES)
    return np.asarray(sorted(found), dtype=np.int32)


class Intents:
    """The fitted classifier, read once; arithmetic only."""

    def __init__(self, path: Path = MODEL) -> None:
        with np.load(path, allow_pickle=False) as data:
            self.names = tuple(str(name) for name in data["names"])
            self.thresholds = dict(zip(self.names, map(float, data["thresholds"]), strict=True))
            self._meaning = data["meaning"].astype(np.float32)
            self._wording = data["wording"].astype(np.float32) * data["scale"][:, None]
            self._bias = data["bias"].astype(np.float32)

    def probabilities(self, text: str, vector: Floats) -> dict[str, float]:
        """Per intent how probable it is (0..1, sum 1); `vector` [512] is the encoder's, unit."""
        places = wording(text)
        logits = self._bias + MEANING * (self._meaning @ vector)
        if len(places):
            share = np.float32(WORDING / np.sqrt(len(places)))
            logits = logits + share * self._wording[:, places].sum(axis=1)
        raised = np.exp(logits - logits.max())
        return dict(zip(self.names, map(float, raised / raised.sum()), strict=True))

    def heard(self, text: str, vector: Floats) -> frozenset[str]:
        """The intent that is sure enough to act on; none for an ordinary question.

        The most probable one of those, and danger beside it when that is likelier than not.
        """
        if len(words(text)) < FEWEST_WORDS:
            return frozenset()
        probable = self.probabilities(text, vector)
        sure = {name: p for name, p in probable.items() if p >= self.thresholds[name]}
        if not sure:
            return frozenset()
        heard = {max(sure, key=lambda name: sure[name])}
        if sure.get("urgent_safety", 0.0) >= LIKELY:
            heard.add("urgent_safety")
        return frozenset(heard)


@lru_cache(maxsize=1)
def intents() -> Intents:
    """The shipped classifier, loaded once per process."""
    return Intents()
