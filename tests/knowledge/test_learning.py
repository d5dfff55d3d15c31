"""Learning from known questions: better on those held back, never far from what was shipped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.adaptation import Adaptation, none
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.judgement import MEASURED, judgement
from knowledge.learning import Learned, Outcome, adapted, held_back, learn
from knowledge.lessons import Lesson
from knowledge.retriever.model import QuestionTokens, retriever
from knowledge.settings import KnowledgeSettings
from knowledge.tuned import (
    keep_learned,
    learned_folder,
    own_adaptation,
    own_judgement,
    read_learned,
    undo_learned,
)

# What people ask the example, and the page with the answer.
ASKED = [
    ("wie vraagt een tlv aan", "pagina-toelaatbaarheidsverklaring"),
    ("hoe lang mag een school een leerling schorsen", "pagina-schorsen-en-verwijderen"),
    ("wanneer is een opp verplicht", "pagina-ontwikkelingsperspectief"),
    ("wie betaalt het leerlingenvervoer", "pagina-leerlingenvervoer"),
]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer steps for the pieces: most of these are about the rest."""
    monkeypatch.setattr("knowledge.learning.STEPS", 3)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def made_up(
    count: int, seed: int, telling: Callable[[np.ndarray], np.ndarray] | None = None
) -> list[Lesson]:
    """Lessons of 20 candidates each; the right one is the best by `telling`."""
    rng = np.random.default_rng(seed)
    size = retriever().dimension
    out = []
    for n in range(count):
        measured = rng.random((20, len(MEASURED))).astype(np.float32)
        scores = telling(measured) if telling else rng.random(20)
        right = np.arange(20) == int(np.argmax(scores))
        near = np.arange(20)
        pieces = np.rint(127 * unit(rng.normal(size=(60, size)))).astype(np.int8)
        ids = np.asarray([1, *rng.integers(5, 15, 4), 2])
        asked = QuestionTokens(
            unit(rng.normal(size=(6, size))),
            np.full(6, 1 / 6, np.float32),
            np.zeros(retriever().gist_dimension, np.float32),
        )
        out.append(
            Lesson(measured, right, False, f"g{n}", ids, asked, near, pieces, np.arange(20) * 3)
        )
    return out


def heading(measured: np.ndarray) -> np.ndarray:
    """A knowledge base whose headings tell what is where."""
    return measured[:, MEASURED.index("heading")]


def test_a_measure_that_tells_here_counts_more_and_helps_questions_held_back() -> None:
    outcome = held_back(made_up(80, 0, heading), judgement())
    assert outcome.better
    assert (outcome.after < 1).mean() > (outcome.before < 1).mean() + 0.1


def test_nothing_to_learn_is_not_better() -> None:
    assert not held_back(made_up(50, 1), judgement()).better


def test_outcomes_count_as_better_only_when_not_fewer_come_first() -> None:
    ranks = np.asarray([0.0, 0.0, 5.0, 5.0])
    assert not Outcome(ranks, ranks).better
    assert not Outcome(ranks, np.asarray([0.0, 1.0, 1.0, 1.0])).better
    assert Outcome(ranks, np.asarray([0.0, 0.0, 1.0, 1.0])).better


def test_few_lessons_change_less_than_many() -> None:
    shipped = judgement().ranking(foreign=False).weights

    def moved(count: int) -> float:
        made = learn(made_up(count, 2, heading), judgement())
        return float(np.linalg.norm(made.judgement.ranking(foreign=False).weights - shipped))

    assert 0 < moved(4) < moved(40)


def test_lessons_in_dutch_leave_other_languages_alone() -> None:
    made = learn(made_up(30, 3, heading), judgement())
    before = judgement().ranking(foreign=True).weights
    assert np.array_equal(made.judgement.ranking(foreign=True).weights, before)


def test_pieces_move_toward_the_passage_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.learning.STEPS", 20)
    lessons = made_up(25, 4)
    # The same piece is answered by the same kind of passage each time.
    target = unit(np.random.default_rng(9).normal(size=retriever().dimension))
    for item in lessons:
        item.ids[2] = 7
        start = item.starts[int(np.argmax(item.right))]
        item.pieces[start] = np.rint(127 * target).astype(np.int8)
    lessons = [adapted(item, none(retriever().dimension)) for item in lessons]
    made = learn(lessons, judgement())
    place = int(np.searchsorted(made.adaptation.pieces, 7))
    assert made.adaptation.pieces[place] == 7
    assert float(made.adaptation.change[place] @ target) > 0
    column = MEASURED.index("interaction")

    def lead(item: Lesson) -> float:
        return float(
            item.measured[item.right, column].max() - item.measured[~item.right, column].max()
        )

    before = np.mean([lead(item) for item in lessons])
    after = np.mean([lead(adapted(item, made.adaptation)) for item in lessons])
    assert after > before


def test_no_adaptation_leaves_a_question_as_it_was() -> None:
    (item,) = made_up(1, 5)
    same = adapted(item, none(retriever().dimension))
    asked = none(retriever().dimension).question(item.ids, item.asked)
    assert asked is item.asked
    other = [i for i in range(len(MEASURED)) if MEASURED[i] != "interaction"]
    assert np.array_equal(same.measured[:, other], item.measured[:, other])


def test_an_adapted_question_keeps_unit_vectors_and_weights_that_sum_to_one() -> None:
    (item,) = made_up(1, 6)
    pieces = np.unique(item.ids).astype(np.int32)
    rng = np.random.default_rng(0)
    changed = Adaptation(
        pieces,
        rng.normal(size=(len(pieces), retriever().dimension)).astype(np.float32),
        rng.normal(size=len(pieces)).astype(np.float32),
    ).question(item.ids, item.asked)
    assert np.allclose(np.linalg.norm(changed.vectors, axis=1), 1.0, atol=1e-5)
    assert changed.weights.sum() == pytest.approx(1.0, abs=1e-5)


@pytest.fixture
def settings(tmp_path: Path) -> KnowledgeSettings:
    return KnowledgeSettings(home=tmp_path, chroma_url=None)


def some(seed: int) -> Learned:
    return learn(made_up(12, seed, heading), judgement())


def test_what_is_kept_is_read_back_and_each_undo_goes_one_step_back(
    settings: KnowledgeSettings,
) -> None:
    first, second = some(7), some(8)
    assert keep_learned(settings, first) == 1
    assert keep_learned(settings, second) == 2
    assert own_judgement(settings).digest == second.judgement.digest
    kept = own_adaptation(settings)
    assert kept is not None
    assert np.allclose(kept.change, second.adaptation.change, atol=1e-3)
    assert undo_learned(settings)
    assert own_judgement(settings).digest == first.judgement.digest
    assert undo_learned(settings)
    assert own_judgement(settings) is judgement()
    assert own_adaptation(settings) is None
    assert not undo_learned(settings)


def test_a_crash_while_keeping_leaves_the_old_in_use(
    settings: KnowledgeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_learned(settings, some(7))
    before = own_judgement(settings).digest

    def crash(*arguments: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("knowledge.tuned.os.fsync", crash)
    with pytest.raises(OSError, match="no space"):
        keep_learned(settings, some(8))
    monkeypatch.undo()
    assert own_judgement(settings).digest == before
    assert keep_learned(settings, some(8)) == 2


def test_what_other_models_learned_does_not_count(
    settings: KnowledgeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.tuned.models", lambda *_: "an older retriever")
    keep_learned(settings, some(7))
    monkeypatch.undo()
    assert read_learned(settings) is None
    assert own_judgement(settings) is judgement()


def test_only_numbers_are_kept(settings: KnowledgeSettings) -> None:
    keep_learned(settings, some(7))
    with np.load(learned_folder(settings) / "1.npz", allow_pickle=False) as data:
        texts = {name for name in data.files if data[name].dtype.kind in "US"}
    assert texts == {"models"}


def test_a_lesson_knows_which_passages_answer(example_knowledge: KnowledgeBase) -> None:
    for text, document in ASKED:
        made = example_knowledge.lesson(
            example_knowledge.read(text),
            lambda id_, document=document: id_.startswith(f"{document}#"),
            audience=Audience.EVERYONE,
            on=date(2026, 11, 24),
            group=document,
        )
        assert made is not None
        known = example_knowledge.document(document)
        assert known is not None
        assert made.right.sum() == len(known.passages)
        assert len(made.starts) == len(made.near)
        # What is measured anew without a change is what was measured.
        same = adapted(made, none(retriever().dimension))
        assert np.allclose(same.measured, made.measured, atol=1e-5)
