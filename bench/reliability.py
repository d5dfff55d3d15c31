"""Is confidence a probability? Drawn as docs/images/reliability.svg, printed as a table.

Of every set the questions that reach the documents, each with the confidence of its answer and
whether the answer was right: with the shipped map, which saw none of these knowledge bases'
questions when it was tried on them, and with a map of the knowledge base's own, fitted without the
question (five-fold). The development questions have a third way: fitted on the month of questions
written for the same documents, as an operator would.

Expected calibration error depends on how many questions there are: beside each stands what a
perfectly honest confidence would get by chance.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.cases.known import Known, cases
from bench import lindewaard
from bench.month import month
from bench.questions import DEVELOPMENT, load
from bench.rijksoverheid import government_documents
from knowledge.base import KnowledgeBase
from knowledge.calibration import Calibration, Case, calibration_error, fit, held_back, shipped
from knowledge.documents import Audience
from training.confidence import START, of_rows, weighed
from training.judgement import government_rows, opened

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "reliability.svg"
BINS = 10
SIDE, LEFT, TOP, GAP = 300, 56, 46, 84


@dataclass(frozen=True)
class Said:
    """What was said of the questions of a set, one way, and what came true."""

    name: str
    way: str
    confidence: Sequence[float]
    right: Sequence[bool]

    @property
    def error(self) -> float:
        return calibration_error(self.confidence, self.right, BINS)

    @property
    def by_chance(self) -> float:
        """The calibration error of an honest confidence on as many questions, on average."""
        rng = np.random.default_rng(0)
        said = np.asarray(self.confidence)
        draws = (calibration_error(said, rng.random(len(said)) < said, BINS) for _ in range(200))
        return float(np.mean(list(draws)))


def development() -> list[Known]:
    """The development questions as known ones: right with at least half of the expected facts."""
    return [
        Known(
            asked.question,
            "file",
            audience=Audience.SCHOOL if asked.audience == "school" else Audience.EVERYONE,
            history=asked.history,
            facts=asked.facts if asked.kind == "answerable" else (),
        )
        for asked in load(DEVELOPMENT)
    ]


def said(knowledge: KnowledgeBase) -> list[Said]:
    """Every set in every way; `knowledge` is the example."""
    asked = cases(knowledge, month(), today=lindewaard.TODAY)
    tried = cases(knowledge, development(), today=lindewaard.TODAY)
    with tempfile.TemporaryDirectory() as folder:
        rows = of_rows(government_rows(opened(government_documents(), Path(folder))))
    # Half of these with their answer removed: here each counts the same.
    government = [replace(case, weight=1.0) for case in rows]
    sets = {"second alliance": lindewaard.cases(), "government": government}
    out = []
    for name, own in (("a month on the example", asked), *sets.items()):
        others = {n: c for n, c in sets.items() if n != name}
        unseen = shipped() if name not in sets else fit(weighed(others), START)
        out += [_one(name, "shipped", own, unseen), _held(name, own)]
    out += [
        _one("development", "shipped", tried, shipped()),
        _one("development", "own, from the month", tried, fit(asked, shipped())),
        _held("development", tried),
    ]
    return out


def _one(name: str, way: str, own: Sequence[Case], calibration: Calibration) -> Said:
    confidence = [calibration.probability(case.score) for case in own]
    return Said(name, way, confidence, [case.right for case in own])


def _held(name: str, own: Sequence[Case]) -> Said:
    return Said(name, "own, held back", held_back(own, shipped()), [case.right for case in own])


def together(parts: Sequence[Said], way: str) -> Said:
    """All sets in one way."""
    chosen = [part for part in parts if part.way == way]
    return Said(
        "all together",
        way,
        [c for part in chosen for c in part.confidence],
        [r for part in chosen for r in part.right],
    )


def report(knowledge: KnowledgeBase, picture: Path = PICTURE) -> None:
    """Print the table and draw the picture."""
    parts = said(knowledge)
    whole = [together(parts, "shipped"), together(parts, "own, held back")]
    print("\nconfidence beside what came true (ECE over ten bins of equally many questions)")
    for part in [*parts, *whole]:
        print(
            f"  {part.name:24} {part.way:20} n={len(part.right):3} said {np.mean(part.confidence):.2f} "
            f"true {np.mean(part.right):.2f}  ECE {part.error:.3f}  by chance {part.by_chance:.3f}"
        )
    picture.write_text(draw(whole), encoding="utf-8")


def draw(panels: Sequence[Said]) -> str:
    """The panels side by side as SVG: each bin a dot, as large as it has questions, with the span
    in which its true share lies (twice its standard error)."""
    width = len(panels) * (SIDE + GAP) + 20
    titles = {"shipped": "As shipped", "own, held back": "After wegwijs calibrate"}
    parts = []
    for number, panel in enumerate(panels):
        x = LEFT + number * (SIDE + GAP)
        parts.append(_frame(x, titles[panel.way], panel))
        for confidence, share, count in _bins(panel):
            error = 2 * float(np.sqrt(max(share * (1 - share), 0.01) / count))
            low, high = max(0.0, share - error), min(1.0, share + error)
            at = x + SIDE * confidence
            parts.append(
                f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_y(low):.1f}" y2="{_y(high):.1f}" '
                'stroke="#7aa7c7" stroke-width="2"/>'
                f'<circle cx="{at:.1f}" cy="{_y(share):.1f}" r="{2.5 + count**0.5 / 3:.1f}" '
                'fill="#1f5f8b"/>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + SIDE + 62}" '
        'font-family="sans-serif" font-size="12" role="img" '
        'aria-label="Reliability diagram: confidence beside the share of right answers">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _bins(panel: Said) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, questions) of each bin."""
    order = np.argsort(panel.confidence, kind="stable")
    confidence = np.asarray(panel.confidence)[order]
    right = np.asarray(panel.right, dtype=float)[order]
    return [
        (float(confidence[part].mean()), float(right[part].mean()), len(part))
        for part in np.array_split(np.arange(len(order)), BINS)
    ]


def _y(share: float) -> float:
    return TOP + SIDE * (1 - share)


def _frame(x: float, title: str, panel: Said) -> str:
    bottom = TOP + SIDE
    ticks = "".join(
        f'<text x="{x + SIDE * t / 4:.0f}" y="{bottom + 18}" text-anchor="middle">{t * 25} %</text>'
        f'<text x="{x - 8}" y="{bottom - SIDE * t / 4 + 4:.0f}" text-anchor="end">{t * 25} %</text>'
        f'<line x1="{x}" x2="{x + SIDE}" y1="{bottom - SIDE * t / 4:.0f}" '
        f'y2="{bottom - SIDE * t / 4:.0f}" stroke="#e4e8eb"/>'
        for t in range(5)
    )
    return (
        f'{ticks}<rect x="{x}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" '
        'stroke="#5b6770"/>'
        f'<line x1="{x}" y1="{bottom}" x2="{x + SIDE}" y2="{TOP}" stroke="#5b6770" '
        'stroke-dasharray="4 4"/>'
        f'<text x="{x}" y="20" font-size="14" font-weight="bold">{title}</text>'
        f'<text x="{x}" y="37" fill="#414a51">{len(panel.right)} questions, calibration error '
        f"{panel.error:.3f}</text>"
        f'<text x="{x + SIDE / 2:.0f}" y="{bottom + 40}" text-anchor="middle">confidence</text>'
        f'<text transform="translate({x - 44} {TOP + SIDE / 2:.0f}) rotate(-90)" '
        'text-anchor="middle">answers that were right</text>'
    )
