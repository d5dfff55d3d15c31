"""How probable is it that this passage answers this question?

Small linear models, fitted by training/judgement.py on questions, near misses and neighbouring
passages of organisations that the retriever was not trained on: a ranking (conditional logit over
the candidates) and a decision (logistic regression on the best one), each for Dutch questions and
for other languages. Here it is plain arithmetic; the weights are in retriever/judgement.json.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.calibration import Calibration, Score, shipped
from knowledge.embeddings import Floats

MODEL = Path(__file__).parent / "retriever" / "judgement.json"

# What is measured of each candidate passage, all about 0..1:
MEASURED = (
    "interaction",  # late interaction with the passage and its heading
    "interaction_lowest",  # the worst matched among the question's three weightiest pieces
    "unmatched",  # share of the question's weight that matches nothing in the passage
    "gist",  # cosine of the retriever's whole-text vectors
    "gist_document",  # the same with the mean of the document's passages: what it is all about
    "meaning",  # cosine of the encoder's pooled vectors
    "words",  # BM25 of the passage, as a share of the highest possible score
    "words_section",  # BM25 of the passage's section, likewise
    "words_document",  # BM25 of the whole document, likewise
    "wide",  # BM25 of the passage for the question's word fields too (knowledge/wordfields.py)
    "wide_section",  # BM25 of the section, likewise
    "covered",  # share of the question's rare words that stand in the passage
    "heading",  # share of the question's rare words that stand in title and headings
    "fields",  # share of the question's words and word fields that the passage names in any words
    "form_met",  # forms of answer asked for (a time, money, who …) that the passage holds
    "form_lacking",  # and those it lacks
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
    ("wide", "words"),
    ("wide", "covered"),
    ("gist_document", "words"),
    ("fields", "covered"),
    ("fields", "fields"),
    ("gist", "fields"),
    ("interaction", "fields"),
)
FEATURES = (*MEASURED, *(f"{a} x best {b}" for a, b in CROSSED))
# A question all of whose telling words stand both in the passage and in its headings ('wat is een
# tlv' under 'Wat is een TLV?') is about that passage. Nobody wrote such plain questions among the
# training lines, whose questions avoid the words of their passage, so the fit cannot know it.
NAMED, WHOLLY = 0.0, 0.999
# Candidates that a share is a share of, at least; a real knowledge base has hundreds.
AMONG = 200
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
        self.weights = np.asarray(data["weights"], dtype=np.float64)
        self._bias = float(data.get("bias", 0.0))

    def __call__(self, values: Floats) -> Floats:
        return np.asarray(self.standardised(values) @ self.weights + self._bias)

    def standardised(self, values: Floats) -> NDArray[np.float64]:
        """The inputs as the weights see them."""
        return np.asarray((values - self._mean) / self._scale, dtype=np.float64)


class Judgement:
    """The fitted weights: a ranking for Dutch questions, one for others, and the decision."""

    def __init__(self, data: dict[str, Any], calibration: Calibration | None = None) -> None:
        if tuple(data["features"]) != FEATURES:
            raise ValueError("judgement.json was fitted on other features: run `make train`")
        self._data = data
        self._ranking = {False: Linear(data["dutch"]), True: Linear(data["foreign"])}
        self.answer = Answerable(data["answerable"])
        self.calibration = calibration or shipped()
        self.digest = str(data.get("digest", ""))

    def calibrated(self, calibration: Calibration) -> Judgement:
        """The same judgement with another map from its scores to a probability."""
        return Judgement(self._data, calibration)

    def ranking(self, *, foreign: bool) -> Linear:
        """What ranks Dutch questions, or those in other languages."""
        return self._ranking[foreign]

    def reweighted(self, weights: NDArray[np.float64], *, foreign: bool) -> Judgement:
        """The same judgement with other weights of one ranking."""
        name = "foreign" if foreign else "dutch"
        values = np.asarray(weights).round(5).tolist()
        data = {**self._data, name: {**self._data[name], "weights": values}}
        said = repr([data[part]["weights"] for part in ("dutch", "foreign")])
        mark = hashlib.sha256(said.encode()).hexdigest()[:12]
        return Judgement({**data, "digest": mark}, self.calibration)

    def logits(self, measured: Floats, *, foreign: bool) -> Floats:
        """[candidates, MEASURED] -> [candidates]: the higher, the better it answers."""
        return self._ranking[foreign](crossed(measured))


def softmax(logits: Floats) -> Floats:
    """If one of the candidates answers, how probably each does.

    Few candidates are thought among average ones (whose logit is 0, by standardising): being the
    best of two says nothing.
    """
    raised = np.exp(logits - logits.max())
    average = max(0, AMONG - len(logits)) * np.exp(-np.float64(logits.max()))
    return np.asarray(raised / (raised.sum() + average), dtype=np.float32)


class Answerable:
    """Whether the best passage answers at all: one small logistic regression for Dutch questions,
    one for others, whose words say nothing about a Dutch text.

    Few inputs on purpose: with all measures the decision learns the habits of the training lines
    (AUROC on the development questions .77, with these .87; docs/measurements.md). Not the
    lead over the next passage: in a real knowledge base several documents say the same, and an
    answer that stands in three places is no less an answer. `few` is the logarithm of the share
    of the best five together.
    """

    NAMES: Mapping[bool, tuple[str, ...]] = {
        False: (
            "few",
            "words",
            "words_document",
            "covered",
            "unmatched",
            "form_met",
            "form_lacking",
            "interaction",
            "interaction_lowest",
        ),
        True: ("few", "interaction", "gist", "meaning"),
    }

    def __init__(self, data: dict[str, Any]) -> None:
        self._linear = {False: Linear(data["dutch"]), True: Linear(data["foreign"])}

    def score(self, logits: Floats, measured: Floats, *, foreign: bool) -> Score:
        """What is said of the best candidate of one question; the calibration makes it 0..1."""
        values = self.values(logits, measured, foreign=foreign)
        decision = float(self._linear[foreign](values))
        first = int(np.argmax(logits))
        named = min(measured[first][_COLUMN["covered"]], measured[first][_COLUMN["heading"]])
        if named >= WHOLLY:
            decision = max(decision, NAMED)
        return Score(decision, float(np.log(max(softmax(logits)[first], 1e-6))), foreign)

    @classmethod
    def values(cls, logits: Floats, measured: Floats, *, foreign: bool) -> Floats:
        """The inputs in the order of NAMES."""
        order = np.argsort(-logits, kind="stable")
        best = {name: float(measured[order[0], i]) for name, i in _COLUMN.items()}
        best["few"] = float(np.log(max(float(softmax(logits)[order[:5]].sum()), 1e-6)))
        return np.asarray([best[name] for name in cls.NAMES[foreign]], dtype=np.float32)


@lru_cache(maxsize=1)
def judgement() -> Judgement:
    """The shipped judgement, read once per process."""
    return Judgement(json.loads(MODEL.read_text(encoding="utf-8")))
