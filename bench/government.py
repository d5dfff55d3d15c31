"""The government benchmark: 180 questions, retrieval and leave-one-out abstention.

The judgement that ships was fitted with these questions among others, so the figures here are
cross-validated: the ranking and the decision are fitted again without a fifth of the questions and
tried on that fifth. The baselines beside it are fitted on nothing.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from bench.rijksoverheid import entries, government_documents
from knowledge.judgement import MEASURED, Linear
from training.dataset import load
from training.judgement import (
    Rows,
    decision,
    decision_inputs,
    documents_of,
    fit_ranking,
    government_rows,
    opened,
    scored,
    training_rows,
)

FOLDS = 5


def ranks(data: list[Rows], owners: list[np.ndarray], scores: list[np.ndarray]) -> np.ndarray:
    """Rank (from 0) of the right document of each question; a document is its best passage."""
    out = []
    for item, owner, score in zip(data, owners, scores, strict=True):
        best: dict[int, float] = {}
        for document, value in zip(owner, score, strict=True):
            best[document] = max(best.get(document, -np.inf), value)
        right = int(owner[item.right > 0][0])
        others = np.asarray([v for d, v in best.items() if d != right])
        out.append((others > best[right]).sum() + (others == best[right]).sum() / 2)
    return np.asarray(out)


def line(label: str, rank: np.ndarray) -> str:
    """The four figures of a row."""
    shares = " | ".join(f"{(rank < k).mean():.3f}" for k in (1, 3, 5))
    return f"{label:44} {shares} | {(1 / (rank + 1)).mean():.3f}"


def main() -> None:
    """Print both figures with the baselines beside them."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        searcher = opened(government_documents(), Path(one))
        owner = np.asarray([int(p.document_id[1:]) for p in searcher.passages])
        government = government_rows(searcher)
        owners = []
        everything = np.ones(len(owner), dtype=np.bool_)
        for number, entry in enumerate(entries()):
            question = searcher.read(entry.question)
            owners.append(owner[searcher.candidates(question, everything)])
            owners.append(owner[searcher.candidates(question, owner != number)])
        judged = [x for x in load() if x.fold == "judge"]
        training = training_rows(judged, opened(documents_of(judged), Path(two)))
    training = [d for d in training if not d.foreign]
    fold = np.random.default_rng(0).integers(0, FOLDS, len(entries()))
    scores: list[np.ndarray] = [np.empty(0)] * len(government)
    confidence = np.zeros(len(government))
    for held in range(FOLDS):
        inside = [d for i, d in enumerate(government) if fold[i // 2] != held]
        ranking = Linear(fit_ranking([*training, *inside]))
        inputs, right, _, _, weights = decision_inputs(
            [*training, *inside], lambda d, r=ranking: scored(r, d)
        )
        decide = Linear(decision(inputs, right, weights))
        for i, item in enumerate(government):
            if fold[i // 2] == held:
                scores[i] = scored(ranking, item)
                values = decision_inputs([item], lambda d, r=ranking: scored(r, d))[0]
                confidence[i] = decide(values)[0]
    present, absent = slice(0, None, 2), slice(1, None, 2)
    asked, ask_owners = government[present], owners[present]
    print(f"{'':44} hit@1 | hit@3 | hit@5 | MRR")
    print(
        "whole-document BM25 + 0.3 x USE (measured before)".ljust(44)[:44],
        "0.754 | 0.939 | 0.972 | 0.848",
    )
    for name in ("words", "words_document", "meaning", "interaction", "gist"):
        column = MEASURED.index(name)
        print(line(name, ranks(asked, ask_owners, [d.measured[:, column] for d in asked])))
    print(line("judgement, cross-validated", ranks(asked, ask_owners, scores[present])))
    truth = np.r_[np.ones(len(asked)), np.zeros(len(asked))]
    for name in ("words_document", "covered"):
        column = MEASURED.index(name)
        best = np.asarray([d.measured[:, column].max() for d in government])
        print(
            f"leave-one-out AUROC, best {name}: "
            f"{roc_auc_score(truth, np.r_[best[present], best[absent]]):.3f}"
        )
    print(
        "leave-one-out AUROC, judgement, cross-validated: "
        f"{roc_auc_score(truth, np.r_[confidence[present], confidence[absent]]):.3f}"
    )


if __name__ == "__main__":
    main()
