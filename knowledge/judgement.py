"""How probable is it that this passage answers this question?

A logistic regression over a handful of features, fitted by training/judgement.py on questions,
near misses and neighbouring passages of organisations that the retriever was not trained on. Here
it is plain arithmetic. The weights are in retriever/judgement.json with what they were fitted on.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embeddings import Floats

MODEL = Path(__file__).parent / "retriever" / "judgement.json"

# The order of the columns. Per candidate passage, all about 0..1:
FEATURES = (
    "interaction",          # late interaction with the passage and its heading
    "interaction_lead",     # the same, minus the best other candidate's
    "interaction_lowest",   # the worst matched among the question's three weightiest pieces
    "gist",                 # cosine of the retriever's whole-text vectors
    "gist_lead",
    "meaning",              # cosine of the encoder's pooled vectors
    "meaning_lead",
    "words",                # BM25 of the passage, as a share of the highest possible score
    "words_lead",
    "words_section",        # BM25 of the passage's section, likewise
    "words_document",       # BM25 of the whole document, likewise
    "words_document_lead",
    "covered",              # share of the question's rare words that stand in the passage
    "heading",              # share of the question's rare words that stand in title and headings
    "short",                # 1 for a question of one word, falling to 0 at eight
    "foreign",              # 1 when the question is not in the documents' language
    "foreign_interaction",
    "foreign_gist",
    "service",
    "glossary",
    "approved",
)


class Judgement:
    """The fitted weights."""

    def __init__(self, data: dict[str, Any]) -> None:
        assert tuple(data["features"]) == FEATURES, "judgement.json was fitted on other features"
        self._mean = np.asarray(data["mean"], dtype=np.float64)
        self._scale = np.asarray(data["scale"], dtype=np.float64)
        self._weights = np.asarray(data["weights"], dtype=np.float64)
        self._bias = float(data["bias"])
        self.answer = Answerable(data["answerable"])
        self.digest = str(data.get("digest", ""))

    def threshold(self, precision: float) -> float:
        """The probability from which given answers were right at least this often (held-back data).

        Between the fitted points the stricter one counts; above the highest, the highest.
        """
        points = sorted((float(key), value) for key, value in self.answer.thresholds.items())
        return next((value for key, value in points if key >= precision), points[-1][1])

    def probabilities(self, features: Floats) -> Floats:
        """[candidates, FEATURES] -> [candidates], 0..1."""
        logits = (features - self._mean) / self._scale @ self._weights + self._bias
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


class Answerable:
    """Whether the best passage answers at all: from its probability, its lead and the question."""

    NAMES = ("logit", "logit_lead", "interaction", "words", "covered", "gist", "short", "foreign")

    def __init__(self, data: dict[str, Any]) -> None:
        self._mean = np.asarray(data["mean"], dtype=np.float64)
        self._scale = np.asarray(data["scale"], dtype=np.float64)
        self._weights = np.asarray(data["weights"], dtype=np.float64)
        self._bias = float(data["bias"])
        # Probability above which a given answer is right in at least this share of cases.
        self.thresholds: dict[str, float] = data.get("thresholds", {})

    def probability(self, values: Floats) -> float:
        """[NAMES] -> 0..1."""
        logit = float((values - self._mean) / self._scale @ self._weights + self._bias)
        return float(1.0 / (1.0 + np.exp(-logit)))

    @staticmethod
    def values(probabilities: Floats, features: Floats) -> Floats:
        """The inputs, from the ranked candidates of one question."""
        order = np.argsort(-probabilities)
        clipped = np.clip(probabilities[order], 1e-6, 1 - 1e-6)
        logits = np.log(clipped / (1 - clipped))
        best = features[order[0]]
        lead = logits[0] - (logits[1] if len(logits) > 1 else -8.0)
        column = {name: i for i, name in enumerate(FEATURES)}
        rest = [best[column[name]] for name in Answerable.NAMES[2:]]
        return np.asarray([logits[0], lead, *rest], dtype=np.float32)


@lru_cache(maxsize=1)
def judgement() -> Judgement:
    """The shipped judgement, read once per process."""
    return Judgement(json.loads(MODEL.read_text(encoding="utf-8")))
