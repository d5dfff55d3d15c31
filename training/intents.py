"""Fit the classifier of intents and write knowledge/retriever/intents.npz (`make train`).

Data: training/data/intents/*.jsonl, written for this, and ordinary questions of the training lines.
Thresholds: of ordinary questions of held-back organisations at most ALARMS may be caught; for
subjects that are not ours only lines about the field itself count as ordinary. What it reaches is
printed by five-fold cross-validation, beside the written rules on the same questions.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from assistant.answers import Turn
from assistant.steps.notice_personal_case import notice_personal_case
from assistant.word_families import outcomes
from knowledge.documents import Audience
from knowledge.embeddings import builtin_encoder
from knowledge.intents import MEANING, MODEL, PLACES, WORDING, wording
from training.dataset import load

DATA = Path(__file__).parent / "data" / "intents"
ORDINARY, FOLDS, PENALTY = 9_000, 5, 1.0
# False alarms among ordinary questions. A missed emergency may cost a life; a false one costs a line.
ALARMS = {"urgent_safety": 0.01}
ALARMS_OTHERWISE = 0.005
# And never on less than this, whatever the ordinary questions allow: a strange text that is like
# nothing must not be taken for the least unlikely (seven names share the probability).
LEAST = {
    "personal_case": 0.4,  # "mag een school mijn zoon weigeren" is about a child, not a case
    "urgent_safety": 0.25,
}
LEAST_OTHERWISE = 0.3
# Parts of the training lines that are about the field: the others hold subjects of others.
FIELD = frozenset("ABHILMNPQSTUVWX")


def read() -> list[tuple[str, str, str]]:
    """(text, language, intent) of every written question."""
    rows: list[dict[str, Any]] = []
    for path in sorted(DATA.glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["text"], row["lang"], row["intent"]) for row in rows]


def inputs(texts: Sequence[str]) -> csr_matrix:
    """[texts, 512 + PLACES], weighed as knowledge/intents.py weighs them."""
    meaning = builtin_encoder().embed_questions(texts) * MEANING
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        places = wording(text)
        rows += [row] * len(places)
        columns += places.tolist()
        values += [WORDING / np.sqrt(max(1, len(places)))] * len(places)
    letters = csr_matrix((values, (rows, columns)), shape=(len(texts), PLACES))
    return hstack([csr_matrix(meaning), letters]).tocsr()


def by_rules(text: str, intent: str) -> bool:
    """Whether the written rules alone catch a question."""
    if intent == "personal_case":
        turn = Turn(text, Audience.EVERYONE, date(2026, 11, 24))
        notice_personal_case(turn, None)  # type: ignore[arg-type]  # the step looks at the text only
        return turn.personal
    families = {
        "urgent_safety": "emergency",
        "wants_human": "person",
        "steering": "steering",
        "out_of_scope": "elsewhere",
    }
    return bool(outcomes(families[intent], text))


def main() -> None:
    written = read()
    lines = load()
    rng = random.Random(0)
    ordinary = [q.text for line in lines if line.fold == "train" for q in line.questions]
    rng.shuffle(ordinary)
    ordinary = ordinary[:ORDINARY]
    held = [(q.text, line.id[0]) for line in lines if line.fold == "test" for q in line.questions]
    names = sorted({intent for _, _, intent in written})
    right = np.asarray([i for _, _, i in written] + ["answerable"] * len(ordinary))
    values = inputs([text for text, _, _ in written] + ordinary)
    held_values = inputs([text for text, _ in held])
    ours = np.asarray([part in FIELD for _, part in held])

    found = np.zeros((len(right), len(names)))
    alarms = np.zeros((len(held), len(names)))
    for inside, outside in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(
        values, right
    ):
        model = LogisticRegression(C=PENALTY, max_iter=500).fit(values[inside], right[inside])
        assert list(model.classes_) == names
        found[outside] = model.predict_proba(values[outside])
        alarms += model.predict_proba(held_values) / FOLDS
    thresholds = []
    for column, name in enumerate(names):
        among = alarms[ours, column] if name == "out_of_scope" else alarms[:, column]
        allowed = float(np.quantile(among, 1 - ALARMS.get(name, ALARMS_OTHERWISE)))
        thresholds.append(max(LEAST.get(name, LEAST_OTHERWISE), allowed))
    for name in ("answerable", "smalltalk"):  # nothing to act on; small talk is heard by its words
        thresholds[names.index(name)] = 2.0

    print(f"{'intent':14} written | rules | classifier | both | both, other languages")
    for column, name in enumerate(names):
        if name in ("answerable", "smalltalk"):
            continue
        chosen = [i for i, (_, _, intent) in enumerate(written) if intent == name]
        rules = np.asarray([by_rules(written[i][0], name) for i in chosen])
        voice = found[chosen, column] >= thresholds[column]
        foreign = np.asarray([written[i][1] != "nl" for i in chosen])
        both = rules | voice
        print(
            f"{name:14} {len(chosen):7} | {rules.mean():.2f}  | {voice.mean():.2f}       | "
            f"{both.mean():.2f} | {both[foreign].mean():.2f}  (from {thresholds[column]:.2f})"
        )
    hard = [i for i, (_, _, intent) in enumerate(written) if intent == "answerable"]
    for column, name in enumerate(names):
        if name not in ("answerable", "smalltalk"):
            rules = np.mean([by_rules(written[i][0], name) for i in hard])
            voice = (found[hard, column] >= thresholds[column]).mean()
            print(
                f"false alarms, {name:14} on {len(hard)} hard ones: rules {rules:.3f} classifier {voice:.3f}"
            )

    model = LogisticRegression(C=PENALTY, max_iter=500).fit(values, right)
    weights = model.coef_[:, 512:]
    scale = np.abs(weights).max(axis=1) / 127
    with MODEL.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.asarray(names),
            thresholds=np.asarray(thresholds, dtype=np.float32),
            meaning=model.coef_[:, :512].astype(np.float16),
            wording=np.rint(weights / scale[:, None]).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=model.intercept_.astype(np.float32),
        )
    print(f"{MODEL}: {MODEL.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
