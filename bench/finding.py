"""Finding, side by side: words, encoder, both, late interaction, and all with the judgement.

Four sets, in one run: (a) the government questions, (b) the development questions on the example
knowledge base, (c) training lines of organisations held back from training and from fitting,
(d) a second, invented alliance whose questions were written without sight of the training lines.
For (a) the judgement's figures come from bench/government.py, cross-validated. Another encoder is
measured by setting it (WEGWIJS_EMBEDDING): docs/encoders.md.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench import lindewaard
from bench.evaluate import EXAMPLE
from bench.questions import DEVELOPMENT, holds
from bench.questions import load as load_questions
from bench.rijksoverheid import entries, government_documents
from ingest.sync import sync
from knowledge.embeddings import chosen
from knowledge.glossary import common_entries
from knowledge.index import current
from knowledge.judgement import MEASURED, judgement
from knowledge.retrieval import Searcher
from knowledge.settings import KnowledgeSettings
from knowledge.vectors import Vectors
from training.dataset import load as load_lines
from training.judgement import documents_of, opened

WAYS = ("words", "encoder", "words + encoder", "late interaction", "judgement")
# Share of the answerable questions that must stay accepted when near misses are counted.
ACCEPTED = 0.90


@dataclass(frozen=True)
class Asked:
    """A question of a set, and which passages answer it [passages]; none for a near miss."""

    text: str
    language: str
    right: np.ndarray


def ranks(searcher: Searcher, questions: list[Asked]) -> dict[str, np.ndarray]:
    """Per way of finding the rank (from 0) of the best right passage; far away when not found."""
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    everything = np.ones(len(searcher.passages), dtype=np.bool_)
    for asked in questions:
        question = searcher.read(asked.text, asked.language)
        numbers = searcher.candidates(question, everything)
        measured = searcher.measure(question, numbers)
        right = asked.right[numbers]
        for way, scores in _scores(measured, foreign=question.foreign).items():
            if not right.any():
                found[way].append(np.inf)
                continue
            own = scores[right].max()
            others = scores[~right]
            found[way].append(float((others > own).sum() + (others == own).sum() / 2))
    return {way: np.asarray(values) for way, values in found.items()}


def _scores(measured: np.ndarray, *, foreign: bool) -> dict[str, np.ndarray]:
    column = {name: measured[:, i] for i, name in enumerate(MEASURED)}
    return {
        "words": column["words"],
        "encoder": column["meaning"],
        "words + encoder": _standard(column["words"]) + _standard(column["meaning"]),
        "late interaction": column["interaction"],
        "judgement": judgement().logits(measured, foreign=foreign),
    }


def _standard(values: np.ndarray) -> np.ndarray:
    return np.asarray((values - values.mean()) / (values.std() + 1e-6))


def confidence(searcher: Searcher, questions: list[Asked]) -> np.ndarray:
    """How probable the judgement finds it that each question is answered."""
    allowed = np.ones(len(searcher.passages), dtype=np.bool_)
    found = [
        searcher.search(searcher.read(q.text, q.language), allowed, judgement(), limit=1)
        for q in questions
    ]
    return np.asarray([f[0].probability if f else 0.0 for f in found])


def held_back(folder: Path) -> tuple[Searcher, list[Asked], list[Asked]]:
    """(c): the questions of the test fold, and its near misses."""
    lines = [line for line in load_lines() if line.fold == "test"]
    searcher = opened(documents_of(lines), folder)
    place = {passage.text: i for i, passage in enumerate(searcher.passages)}
    asked, misses = [], []
    for line in lines:
        right = np.zeros(len(searcher.passages), dtype=np.bool_)
        right[place[line.passage]] = True
        asked += [Asked(q.searched, q.language, right) for q in line.questions]
        misses += [Asked(miss, "nl", np.zeros_like(right)) for miss in line.near_misses]
    return searcher, asked, misses


def second_alliance(folder: Path) -> tuple[Searcher, list[Asked], list[Asked]]:
    """(d): questions with the quote that answers them, and questions that nothing answers."""
    searcher = _ingested(lindewaard.DOCUMENTS, folder)
    texts = [_spaced(passage.text) for passage in searcher.passages]
    owners = [passage.document_id for passage in searcher.passages]
    asked = []
    for row in _rows(lindewaard.QUESTIONS):
        quote = _spaced(row["quote"])
        # A quote that crosses the border of two passages counts for the one that holds its start.
        whole = [o == row["document"] and quote in t for o, t in zip(owners, texts, strict=True)]
        start = [
            o == row["document"] and quote[:60] in t for o, t in zip(owners, texts, strict=True)
        ]
        asked.append(
            Asked(row["question"], row["lang"], np.asarray(whole if any(whole) else start))
        )
    nothing = np.zeros(len(texts), dtype=np.bool_)
    unanswerable = [
        Asked(row["question"], row["lang"], nothing)
        for row in _rows(lindewaard.DATA / "unanswerable.jsonl")
    ]
    return searcher, asked, unanswerable


def development(folder: Path) -> tuple[Searcher, list[Asked]]:
    """(b): a passage is right when it holds half of the expected facts."""
    searcher = _ingested(EXAMPLE, folder)
    asked = []
    for question in load_questions(DEVELOPMENT):
        if question.kind != "answerable":
            continue
        shares = [
            sum(holds(p.text, fact) for fact in question.facts) / max(1, len(question.facts))
            for p in searcher.passages
        ]
        text = " ".join((*question.history[-1:], question.question))
        asked.append(Asked(text, question.language, np.asarray(shares) >= 0.5))
    return searcher, asked


def government(folder: Path) -> tuple[Searcher, list[Asked]]:
    """(a): the answer's passages are right."""
    searcher = opened(government_documents(), folder)
    owner = np.asarray([int(p.document_id[1:]) for p in searcher.passages])
    return searcher, [Asked(e.question, "nl", owner == n) for n, e in enumerate(entries())]


def _ingested(root: Path, folder: Path) -> Searcher:
    settings = KnowledgeSettings(home=folder)
    sync([root], settings=settings, now=datetime.now(UTC))
    generation = current(settings.knowledge_home)
    assert generation is not None
    vectors = Vectors.embedded(generation / "chroma")
    return Searcher(generation, vectors, common_entries(), encoder=chosen(settings))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _spaced(text: str) -> str:
    return " ".join(text.replace("- ", "").split()).casefold()


def table(label: str, searcher: Searcher, questions: list[Asked]) -> None:
    """Print hit@1, hit@5 and MRR of every way, Dutch and the other languages apart."""
    for language in ("nl", "other"):
        part = [q for q in questions if (q.language == "nl") == (language == "nl")]
        if not part:
            continue
        print(f"\n{label}, {language}: {len(part)} questions, {len(searcher.passages)} passages")
        for way, rank in ranks(searcher, part).items():
            print(
                f"  {way:18} hit@1 {(rank < 1).mean():.3f} | hit@5 {(rank < 5).mean():.3f} | "
                f"MRR {(1 / (rank + 1)).mean():.3f}"
            )
    foreign = sorted({q.language for q in questions} - {"nl"})
    shares = {
        code: (ranks(searcher, [q for q in questions if q.language == code])["judgement"] < 5)
        for code in foreign
    }
    if shares:
        print(
            "  judgement hit@5 per language: "
            + ", ".join(f"{code} {hit.mean():.2f} (n={len(hit)})" for code, hit in shares.items())
        )


def withheld(label: str, searcher: Searcher, asked: list[Asked], others: list[Asked]) -> None:
    """Print how many of `others` pass the threshold that keeps ACCEPTED of the answerable."""
    dutch = confidence(searcher, [q for q in asked if q.language == "nl"])
    wrong = confidence(searcher, [q for q in others if q.language == "nl"])
    cut = float(np.quantile(dutch, 1 - ACCEPTED))
    pairs = (dutch[:, None] > wrong).mean() + 0.5 * (dutch[:, None] == wrong).mean()
    print(
        f"{label}: {(wrong >= cut).mean():.3f} of {len(wrong)} accepted when {ACCEPTED:.0%} of the "
        f"answerable are; AUROC {pairs:.3f}"
    )


def main() -> None:
    """Print every set."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        table("(a) government, judgement not cross-validated", *government(Path(one)))
        table("(b) development", *development(Path(two)))
    with tempfile.TemporaryDirectory() as three, tempfile.TemporaryDirectory() as four:
        searcher, asked, misses = held_back(Path(three))
        table("(c) held back", searcher, asked)
        withheld("(c) near misses", searcher, asked, misses)
        searcher, asked, unanswerable = second_alliance(Path(four))
        table("(d) second alliance", searcher, asked)
        withheld("(d) unanswerable", searcher, asked, unanswerable)


if __name__ == "__main__":
    main()
