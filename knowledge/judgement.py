"""How probable is it that this passage answers this question?

Two small linear models, fitted by training/judgement.py on questions, near misses and neighbouring
passages of organisations that the retriever was not trained on: a ranking (conditional logit over
the candidates) and a decision (logistic regression on the best one). Here it is plain arithmetic. The weights are in retriever/judgement.json with what they were fitted on.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embeddings import Floats

MODEL = Path(__file__).parent / "retriever" / "judgement.json"

# What is measured of each candidate passage, all about 0..1:
MEASURED = (
    "interaction",  # late interaction with the passage and its heading
    "interaction_lowest",  # the worst matched among the question's three weightiest pieces
    "gist",  # cosine of the retriever's whole-text vectors
    "meaning",  # cosine of the encoder's pooled vectors
    "words",  # BM25 of the passage, as a share of the highest possible score
    "words_section",  # BM25 of the passage's section, likewise
    "words_document",  # BM25 of the whole document, likewise
    "covered",  # share of the question's rare words that stand in the passage
    "heading",  # share of the question's rare words that stand in title and headings
    "service",
    "glossary",
    "approved",
)
# A measure times the best that any candidate reaches on another: which way of searching to trust
# depends on the question. Formal wording is found by words, everyday wording by the retriever.
CROSSED = (
    ("words_document", "words_document"),
    ("words", "words"),
    ("words_section", "words_section"),
    ("covered", "covered"),
    ("words_document", "covered"),
    ("interaction", "words"),
    ("gist", "words"),
    ("gist", "words_document"),
    ("interaction", "interaction"),
    ("gist", "gist"),
    ("interaction", "covered"),
    ("gist", "covered"),
    ("meaning", "covered"),
)
FEATURES = (*MEASURED, *(f"{a} x best {b}" for a, b in CROSSED))
_COLUMN = {name: i for i, name in enumerate(MEASURED)}


def crossed(measured: Floats) -> Floats:
    """[candidates, MEASURED] -> [candidates, FEATURES] of one question."""
    best = measured.max(axis=0)
    more = [measured[:, _COLUMN[a]] * best[_COLUMN[b]] for a, b in CROSSED]
    return np.concatenate([measured, np.stack(more, axis=1)], axis=1)


class Linear:
    """Standardised inputs times weights."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._mean = np.asarray(data["mean"], dtype=np.float64)
        self._scale = np.asarray(data["scale"], dtype=np.float64)
        self._weights = np.asarray(data["weights"], dtype=np.float64)
        self._bias = float(data.get("bias", 0.0))

    def __call__(self, values: Floats) -> Floats:
        return np.asarray((values - self._mean) / self._scale @ self._weights + self._bias)


class Judgement:
    """The fitted weights: a ranking for Dutch questions, one for others, and the decision."""

    def __init__(self, data: dict[str, Any]) -> None:
        if tuple(data["features"]) != FEATURES:
            raise ValueError("judgement.json was fitted on other features: run `make train`")
        self._ranking = {False: Linear(data["dutch"]), True: Linear(data["foreign"])}
        self.answer = Answerable(data["answerable"])

    def threshold(self, precision: float) -> float:
        """The probability from which given answers were right at least this often (held back).

        Between the fitted points the stricter one counts; above the highest, the highest.
        """
        points = sorted((float(key), value) for key, value in self.answer.thresholds.items())
        return next((value for key, value in points if key >= precision), points[-1][1])

    def logits(self, measured: Floats, *, foreign: bool) -> Floats:
        """[candidates, MEASURED] -> [candidates]: the higher, the better it answers."""
        return self._ranking[foreign](crossed(measured))


def softmax(logits: Floats) -> Floats:
    """If one of the candidates answers, how probably each does."""
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)


class Answerable:
    """Whether the best passage answers at all: from its strength and its measures.

    Not from its lead over the next: in a real knowledge base several documents say the same, and
    an answer that stands in three places is no less an answer. `few` is the share of the best
    five together.
    """

    NAMES = (
        "strength",
        "few",
        "interaction",
        "gist",
        "meaning",
        "words",
        "words_document",
        "covered",
        "heading",
        "short",
        "foreign",
        "foreign interaction",
        "foreign gist",
    )

    def __init__(self, data: dict[str, Any]) -> None:
        self._linear = Linear(data)
        self.thresholds: dict[str, float] = data.get("thresholds", {})

    def probability(self, values: Floats) -> float:
        """[NAMES] -> 0..1."""
        return float(1.0 / (1.0 + np.exp(-self._linear(values))))

    @staticmethod
    def values(logits: Floats, measured: Floats, *, short: float, foreign: bool) -> Floats:
        """The inputs, from the candidates of one question. `short`: 1 for one word, 0 from eight."""
        order = np.argsort(-logits, kind="stable")
        best = measured[order[0]]
        shares = softmax(logits)
        at = {name: float(best[i]) for name, i in _COLUMN.items()}
        other = float(foreign)
        return np.asarray(
            [
                float(logits[order[0]]),
                np.log(max(float(shares[order[:5]].sum()), 1e-6)),
                at["interaction"],
                at["gist"],
                at["meaning"],
                at["words"],
                at["words_document"],
                at["covered"],
                at["heading"],
                short,
                other,
                other * at["interaction"],
                other * at["gist"],
            ],
            dtype=np.float32,
        )


@lru_cache(maxsize=1)
def judgement() -> Judgement:
    """The shipped judgement, read once per process."""
    return Judgement(json.loads(MODEL.read_text(encoding="utf-8")))
