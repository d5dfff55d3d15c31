"""Fit the judgement and write knowledge/retriever/judgement.json (`make train`, second half).

The judge fold's passages become a knowledge base in a temporary folder, headings and all, and go
through the search itself, so that what is measured is what real use measures. The government
questions (bench/data/rijksoverheid) join in, because they are asked in formal words; every figure
about them is cross-validated (bench/).

Ranking: conditional logit over all candidates of a question, one for Dutch and one for other
languages. Decision ('does the best passage answer?'): logistic regression over the questions with
their passage present, the same with it left out, and the near misses.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from bench.rijksoverheid import entries, government_documents
from knowledge.documents import Document, Kind, Passage
from knowledge.embeddings import chosen
from knowledge.glossary import common_entries
from knowledge.index import current, open_writer
from knowledge.judgement import FEATURES, MEASURED, MODEL, Answerable, Linear, crossed
from knowledge.retrieval import Searcher
from knowledge.retriever.model import retriever
from knowledge.settings import KnowledgeSettings
from knowledge.vectors import Vectors
from training.dataset import Line, load

# One government question counts as this many others: 180 of them against 1,700.
GOVERNMENT = 3.0
# In the decision too: in the training lines dozens of organisations answer the same question, so a
# question whose passage is left out still finds an answer there.
GOVERNMENT_DECISION = 3.0
PENALTY = 3.0


@dataclass
class Rows:
    """The candidates of one question: measures [n, MEASURED] and which are right [n]."""

    measured: np.ndarray
    right: np.ndarray
    group: int
    foreign: bool
    kind: str
    weight: float = 1.0


def opened(documents: list[Document], folder: Path) -> Searcher:
    """A knowledge base of these documents in a folder, opened for searching."""
    settings = KnowledgeSettings(home=folder)
    with open_writer(settings) as writer:
        for document in documents:
            writer.put(document)
        writer.commit()
    generation = current(settings.knowledge_home)
    assert generation is not None
    vectors = Vectors.embedded(generation / "chroma")
    return Searcher(generation, vectors, common_entries(), encoder=chosen(settings))


def documents_of(lines: list[Line]) -> list[Document]:
    """Neighbouring lines of one document (first heading) as one document with sections."""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        grouped.setdefault(f"{line.group}:{line.heading[0]}", []).append(line)
    return [
        Document(
            id=f"d{number}",
            title=members[0].heading[0],
            kind=Kind.POLICY,
            source=key,
            origin="training",
            digest="x",
            passages=tuple(
                Passage(f"d{number}", i, line.passage, line.heading[1:], section=i)
                for i, line in enumerate(members)
            ),
        )
        for number, (key, members) in enumerate(grouped.items())
    ]


def training_rows(lines: list[Line], searcher: Searcher) -> list[Rows]:
    """Every question (with and without its passage) and near miss of the lines, searched."""
    place = {passage.text: i for i, passage in enumerate(searcher.passages)}
    out: list[Rows] = []
    for line in lines:
        right = _only(len(searcher.passages), place[line.passage])
        for asked in line.questions:
            out += _pair(searcher, asked.searched, right, line.group, language=asked.language)
        for miss in line.near_misses:
            question = searcher.read(miss)
            numbers = searcher.candidates(question, np.ones(len(right), dtype=np.bool_))
            out.append(
                Rows(
                    searcher.measure(question, numbers),
                    np.zeros(len(numbers)),
                    line.group,
                    False,
                    "near miss",
                )
            )
    return out


def government_rows(searcher: Searcher) -> list[Rows]:
    """The government questions, with and without their answer."""
    owner = np.asarray([int(p.document_id[1:]) for p in searcher.passages])
    out: list[Rows] = []
    for number, entry in enumerate(entries()):
        out += _pair(searcher, entry.question, owner == number, -1 - number, weight=GOVERNMENT)
    return out


def _pair(
    searcher: Searcher,
    text: str,
    right: np.ndarray,
    group: int,
    *,
    language: str = "nl",
    weight: float = 1.0,
) -> list[Rows]:
    question = searcher.read(text, language)
    made = []
    for kind, allowed in (("question", np.ones(len(right), np.bool_)), ("left out", ~right)):
        numbers = searcher.candidates(question, allowed)
        made.append(
            Rows(
                searcher.measure(question, numbers),
                right[numbers].astype(float),
                group,
                question.foreign,
                kind,
                weight,
            )
        )
    return made


def _only(count: int, number: int) -> np.ndarray:
    out = np.zeros(count, dtype=np.bool_)
    out[number] = True
    return out


def fit_ranking(data: list[Rows]) -> dict[str, Any]:
    """Conditional logit: the right passages' share of the softmax over a question's candidates."""
    items = [
        (crossed(d.measured), d.right, d.weight)
        for d in data
        if d.kind == "question" and d.right.any()
    ]
    values = np.concatenate([x for x, _, _ in items])
    mean, scale = values.mean(0), values.std(0)
    scale[scale < 1e-6] = 1.0
    values = (values - mean) / scale
    lengths = np.asarray([len(x) for x, _, _ in items])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    owner = np.repeat(np.arange(len(items)), lengths)
    right = np.concatenate([r for _, r, _ in items])
    weight = np.asarray([w for _, _, w in items])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = values @ weights
        top = np.maximum.reduceat(logits, starts)
        raised = np.exp(logits - top[owner])
        total = np.add.reduceat(raised, starts)
        hit = np.add.reduceat(raised * right, starts)
        gradient = values.T @ (
            (raised / total[owner] - raised * right / hit[owner]) * weight[owner]
        )
        value = -(weight * (np.log(hit) - np.log(total))).sum() + PENALTY * (weights @ weights)
        return float(value), gradient + 2 * PENALTY * weights

    found = minimize(loss, np.zeros(values.shape[1]), jac=True, method="L-BFGS-B")
    return {
        "mean": mean.round(6).tolist(),
        "scale": scale.round(6).tolist(),
        "weights": found.x.round(5).tolist(),
    }


def scored(ranking: Linear, data: Rows) -> np.ndarray:
    """The candidates' logits under a ranking."""
    return ranking(crossed(data.measured))


def decision_inputs(data: list[Rows], rank: Callable[[Rows], np.ndarray]) -> tuple[Any, ...]:
    """(inputs, is the best passage right, group, kind, weight) of questions of one language."""
    inputs, right = [], []
    for item in data:
        logits = rank(item)
        inputs.append(Answerable.values(logits, item.measured, foreign=item.foreign))
        right.append(int(item.right[int(np.argmax(logits))]))
    groups = np.asarray([d.group for d in data])
    return (
        np.asarray(inputs),
        np.asarray(right),
        groups,
        np.asarray([d.kind for d in data]),
        np.where(groups < 0, GOVERNMENT_DECISION, 1.0),
    )


def decision(inputs: np.ndarray, right: np.ndarray, weights: np.ndarray) -> dict[str, Any]:
    """Logistic regression as what judgement.json holds of it."""
    mean, scale = inputs.mean(0), inputs.std(0)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(max_iter=2000).fit(
        (inputs - mean) / scale, right, sample_weight=weights
    )
    return {
        "mean": mean.round(6).tolist(),
        "scale": scale.round(6).tolist(),
        "weights": model.coef_[0].round(5).tolist(),
        "bias": round(float(model.intercept_[0]), 5),
    }


def fit_decision(data: list[Rows], rank: Callable[[Rows], np.ndarray]) -> dict[str, Any]:
    """Does the best passage answer? Prints what it reaches on organisations left out of the fit."""
    inputs, right, groups, kinds, weights = decision_inputs(data, rank)
    held = np.zeros(len(right))
    for inside, outside in GroupKFold(5).split(inputs, right, groups):
        linear = Linear(decision(inputs[inside], right[inside], weights[inside]))
        held[outside] = linear(inputs[outside])
    government = groups < 0
    for label, part in (("training lines", ~government), ("government", government)):
        if not part.any():
            continue
        asked, left = part & (kinds == "question"), part & (kinds == "left out")
        pairs = np.r_[np.ones(asked.sum()), np.zeros(left.sum())]
        print(
            f"decision, {label}: AUROC right or not {roc_auc_score(right[part], held[part]):.3f}; "
            f"present or left out {roc_auc_score(pairs, np.r_[held[asked], held[left]]):.3f}"
        )
    missed = kinds == "near miss"
    if missed.any():
        found = right.astype(bool) & (kinds == "question") & ~government
        cut = np.quantile(held[found], 0.10)
        print(
            "near misses accepted when 90 % of the rightly found are: "
            f"{(held[missed] >= cut).mean():.3f}"
        )
    return decision(inputs, right, weights)


def report(data: list[Rows], rankings: dict[bool, Linear]) -> None:
    """Where the right passage comes, by each measure alone and by the judgement."""
    for foreign in (False, True):
        for name in ("words", "meaning", "interaction", "gist", "judgement"):
            ranks = []
            for item in data:
                if item.kind != "question" or item.foreign != foreign or not item.right.any():
                    continue
                scores = (
                    scored(rankings[foreign], item)
                    if name == "judgement"
                    else item.measured[:, MEASURED.index(name)]
                )
                own = scores[item.right > 0].max()
                ranks.append((scores > own).sum() + ((scores == own).sum() - 1) / 2)
            rank = np.asarray(ranks)
            print(
                f"(c) {'other' if foreign else 'Dutch'} {name:12} hit@1 {(rank < 1).mean():.3f} "
                f"hit@5 {(rank < 5).mean():.3f} MRR {(1 / (rank + 1)).mean():.3f}"
            )


def main() -> None:
    lines = load()
    judged = [line for line in lines if line.fold == "judge"]
    tested = [line for line in lines if line.fold == "test"]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        data = training_rows(judged, opened(documents_of(judged), Path(one)))
        data += government_rows(opened(government_documents(), Path(two)))
    fitted: dict[str, Any] = {
        "features": list(FEATURES),
        "dutch": fit_ranking([d for d in data if not d.foreign]),
        "foreign": fit_ranking([d for d in data if d.foreign]),
        "retriever": retriever().digest,
        "note": "Fitted by training/judgement.py.",
    }
    rankings = {False: Linear(fitted["dutch"]), True: Linear(fitted["foreign"])}
    fitted["answerable"] = {
        name: fit_decision(
            [d for d in data if d.foreign == foreign], lambda d: scored(rankings[d.foreign], d)
        )
        for name, foreign in (("dutch", False), ("foreign", True))
    }
    fitted["digest"] = hashlib.sha256(json.dumps(fitted, sort_keys=True).encode()).hexdigest()[:12]
    MODEL.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        report(training_rows(tested, opened(documents_of(tested), Path(folder))), rankings)


if __name__ == "__main__":
    main()
