"""A cross-encoder has a say in the order of what was found, and no more than that."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Found
from knowledge.embeddings import check_models, chosen_reranker
from knowledge.settings import KnowledgeSettings

NOW, TODAY = datetime(2026, 11, 24, tzinfo=UTC), date(2026, 11, 24)
QUESTION = "Binnen hoeveel weken antwoordt de commissie?"


def search(settings: KnowledgeSettings) -> list[Found]:
    return KnowledgeBase(settings).search(QUESTION, audience=Audience.EVERYONE, on=TODAY)


def test_scores_are_one_for_each_passage_and_depend_on_both_texts(cross_encoder: Path) -> None:
    reranker = chosen_reranker(KnowledgeSettings(reranker=str(cross_encoder)))
    assert reranker is not None
    passages = ["De school beslist.", "De commissie antwoordt binnen vier weken.", "Taxi."]
    scores = reranker.scores(QUESTION, passages)
    assert scores.shape == (3,) and len(set(scores.tolist())) == 3
    assert not np.allclose(scores, reranker.scores("Wie betaalt de taxi?", passages))
    assert reranker.scores(QUESTION, []).shape == (0,)


def test_a_reranker_needs_no_new_index_and_moves_passages_by_the_mean_of_two_places(
    cross_encoder: Path, documents: Path, tmp_path: Path
) -> None:
    plain = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    assert sync([documents], settings=plain, now=NOW).ok
    with_model = plain.model_copy(update={"reranker": str(cross_encoder)})
    before, after = search(plain), search(with_model)
    reranker = chosen_reranker(with_model)
    assert reranker is not None
    texts = [f"{f.document.title}\n{f.passage.text}" for f in before]
    theirs = np.argsort(np.argsort(-reranker.scores(QUESTION, texts)))
    wanted = np.argsort(np.arange(len(before)) + theirs, kind="stable")
    assert [f.passage.id for f in after] == [before[i].passage.id for i in wanted]
    # How probable the places are among each other does not change, only who stands there.
    shares = [[f.probability / found[0].probability for f in found] for found in (before, after)]
    assert np.allclose(*shares, atol=1e-5)


def test_a_model_of_another_kind_is_named_in_dutch(classifier: Path, cross_encoder: Path) -> None:
    ((what, wrong),) = check_models(KnowledgeSettings(reranker=str(classifier)))
    assert what == "ordenen" and wrong is not None and "WEGWIJS_RERANKER" in wrong
    assert check_models(KnowledgeSettings(reranker=str(cross_encoder))) == [("ordenen", None)]
