"""Fit the shipped map from raw scores to a probability (knowledge/retriever/confidence.json).

On knowledge bases that the judgement was not fitted on, or is fitted on without them: the test fold
of the training lines, the government's questions (each kind with its passage present, and with it
left out, which counts a quarter: most real questions are about what the documents hold), and the
second alliance of bench/. Each knowledge base counts the same. Never the development questions.

    python -m training.confidence      # fits, prints what it reaches on each left out, and writes
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np

from bench import lindewaard
from bench.rijksoverheid import government_documents
from knowledge.calibration import SHIPPED, Calibration, Case, calibration_error, fit
from knowledge.judgement import judgement
from training.dataset import load
from training.judgement import Rows, documents_of, government_rows, opened, training_rows

# What a case counts by its kind.
WEIGHTS = {"question": 1.0, "left out": 0.25, "near miss": 0.1}
# Of each knowledge base together, in cases.
EACH = 150.0
START = Calibration({False: np.asarray([1.0, 0.8, 0.3]), True: np.asarray([1.0, 0.8, 0.3])})


def of_rows(rows: list[Rows]) -> list[Case]:
    """The raw scores of searched questions, and whether the best passage is right."""
    out = []
    for item in rows:
        logits = judgement().logits(item.measured, foreign=item.foreign)
        score = judgement().answer.score(logits, item.measured, foreign=item.foreign)
        right = bool(item.right[int(np.argmax(logits))])
        out.append(Case(score, right, WEIGHTS[item.kind], group=str(item.group)))
    return out


def cases() -> dict[str, list[Case]]:
    """The cases of each knowledge base, by name."""
    tested = [line for line in load() if line.fold == "test"]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        return {
            "training lines": of_rows(
                training_rows(tested, opened(documents_of(tested), Path(one)))
            ),
            "government": of_rows(government_rows(opened(government_documents(), Path(two)))),
            "second alliance": lindewaard.cases(),
        }


def weighed(sets: dict[str, list[Case]]) -> list[Case]:
    """All of them, each knowledge base EACH in weight."""
    out = []
    for name, own in sets.items():
        factor = EACH / max(1e-9, sum(c.weight for c in own))
        out += [Case(c.score, c.right, c.weight * factor, f"{name} {c.group}") for c in own]
    return out


def main() -> None:
    sets = cases()
    for name, own in sets.items():
        others = fit(weighed({n: c for n, c in sets.items() if n != name}), START)
        said = [others.probability(c.score) for c in own]
        right = [c.right for c in own]
        print(
            f"{name}: {len(own)} cases, {np.mean(right):.2f} right; fitted on the others: "
            f"said {np.mean(said):.2f}, calibration error {calibration_error(said, right):.3f}"
        )
    made = Calibration(fit(weighed(sets), START).weights).as_json()
    made["digest"] = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:12]
    made["note"] = "Fitted by training/confidence.py."
    SHIPPED.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made))


if __name__ == "__main__":
    main()
