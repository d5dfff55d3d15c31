"""Another encoder's cosines on the scale of the built-in one.

The judgement was fitted on the built-in encoder's cosine of question and passage. Every encoder has
a scale of its own (with E5 two unrelated texts score 0.7), so a cosine is stretched and shifted
before it is judged, such that questions lie as high and as widely spread over passages that have
nothing to do with them as they do for the built-in encoder. A straight line keeps the encoder's own
order, and what it tells apart better stays further apart (docs/decisions/0009-another-encoder.md).

Measured on a yardstick of questions and passages that comes with the package, part of what the
judgement was fitted on, so that it does not change with the documents.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.embeddings import BuiltinEncoder, Encoder, Floats, builtin_encoder

YARDSTICK = Path(__file__).parent / "data" / "yardstick.json"
# An encoder that says the same of everything would be stretched without end.
LEAST_SPREAD = 0.01


@dataclass(frozen=True, slots=True)
class Scale:
    """cosine -> slope * cosine + shift."""

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, cosines: Floats) -> Floats:
        return np.asarray(cosines * np.float32(self.slope) + np.float32(self.shift))


# The built-in encoder's own.
AS_IT_IS = Scale()


def scale_of(encoder: Encoder) -> Scale:
    """The line for an encoder; about 130 texts are embedded. Raises ModelError."""
    if isinstance(encoder, BuiltinEncoder):
        return AS_IT_IS
    level, spread = _unrelated(encoder)
    wanted, wide = _unrelated(builtin_encoder())
    slope = wide / max(spread, LEAST_SPREAD)
    return Scale(slope, wanted - slope * level)


def _unrelated(encoder: Encoder) -> tuple[float, float]:
    """Mean and spread of the cosines of questions with the passages of other questions."""
    rows = json.loads(YARDSTICK.read_text(encoding="utf-8"))
    questions = encoder.embed_questions([row["question"] for row in rows])
    cosines = questions @ encoder.embed_passages([row["passage"] for row in rows]).T
    others = cosines[~np.eye(len(rows), dtype=bool)]
    return float(others.mean()), float(others.std())
