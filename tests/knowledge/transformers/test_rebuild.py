"""Another model means an index beside the old one, which answers until the swap."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from ingest.sync import sync
from knowledge.base import KnowledgeBase, NoKnowledgeError
from knowledge.documents import Audience
from knowledge.index import current, open_writer, read_manifest
from knowledge.meaning import AS_IT_IS
from knowledge.settings import KnowledgeSettings

NOW, TODAY = datetime(2026, 11, 24, tzinfo=UTC), date(2026, 11, 24)


def first(base: KnowledgeBase, question: str) -> str:
    return base.search(question, audience=Audience.EVERYONE, on=TODAY)[0].document.title


def vectors(settings: KnowledgeSettings) -> tuple[int, int]:
    generation = current(settings.knowledge_home)
    assert generation is not None
    shape = np.load(generation / "vectors.npy").shape
    return int(shape[0]), int(shape[1])


def test_documents_are_embedded_and_found_with_the_model(
    settings: KnowledgeSettings, documents: Path
) -> None:
    assert sync([documents], settings=settings, now=NOW).ok
    assert vectors(settings) == (3, 384)
    base = KnowledgeBase(settings)
    assert first(base, "Wie betaalt de taxi naar school?") == "Leerlingenvervoer"
    found = base.search("taxi", audience=Audience.EVERYONE, on=TODAY)
    # Chroma answers in the space of the new model too.
    asked = base.read("taxi")
    assert asked.meaning.shape == (384,) and asked.vector.shape == (512,)
    assert {f.passage.id for f in found} == {
        id_ for id_, _ in base._searcher._vectors.nearest(asked.meaning, 3)
    }


def test_a_change_of_model_rebuilds_beside_and_swaps(
    settings: KnowledgeSettings, documents: Path
) -> None:
    before = KnowledgeSettings(home=settings.home, chroma_url=None, embedding="builtin")
    assert sync([documents], settings=before, now=NOW).ok
    old = KnowledgeBase(before)
    with pytest.raises(NoKnowledgeError):
        KnowledgeBase(settings)
    with open_writer(settings) as writer:
        assert writer.pending_rebuild
        seen: list[tuple[int, int]] = []

        def during(done: int, total: int) -> None:
            """While everything is embedded anew, the old index is the one that is published."""
            seen.append((done, total))
            assert read_manifest(current(before.knowledge_home) or Path()).generation == 1
            assert first(KnowledgeBase(before), "Wie betaalt de taxi?") == "Leerlingenvervoer"

        writer.commit(during, now=NOW)
    assert seen == [(3, 3)]
    assert vectors(settings) == (3, 384)
    new = KnowledgeBase(settings)
    assert new.manifest.generation == 2 and new.manifest.meaning != AS_IT_IS
    assert first(new, "Waar dien ik een klacht in?") == "Klachten"
    # Who still has the old one open goes on reading it.
    assert first(old, "Waar dien ik een klacht in?") == "Klachten"


def test_nothing_is_embedded_again_while_the_model_stays(
    settings: KnowledgeSettings, documents: Path
) -> None:
    sync([documents], settings=settings, now=NOW)
    scale = KnowledgeBase(settings).manifest.meaning
    (documents / "klacht.md").write_text("# Klachten\n\nDe commissie heeft een nieuw adres.")
    with open_writer(settings) as writer:
        assert writer.pending_rebuild is None
    done: list[tuple[int, int]] = []

    class Shown:
        def reading(self, total: int | None) -> None: ...
        def read(self, name: str) -> None: ...
        def embedding(self, so_far: int, total: int) -> None:
            done.append((so_far, total))

    assert sync([documents], settings=settings, now=NOW, progress=Shown()).changed == 1
    assert done == [(1, 1)]
    assert KnowledgeBase(settings).manifest.meaning == scale


@pytest.mark.parametrize("change", ["weights", "prefix"])
def test_other_weights_or_another_prefix_ask_for_a_rebuild(
    settings: KnowledgeSettings, documents: Path, minilm: Path, tmp_path: Path, change: str
) -> None:
    sync([documents], settings=settings, now=NOW)
    if change == "weights":
        other = Path(shutil.copytree(minilm, tmp_path / "ander"))
        with (other / "model.safetensors").open("r+b") as weights:
            weights.seek(-4, 2)
            weights.write(b"\x00\x00\x00\x00")
        more = {"embedding": f"sentence-transformers:{other}"}
    else:
        more = {"embedding_passage_prefix": "passage: "}
    changed = settings.model_copy(update=more)
    with open_writer(changed) as writer:
        assert writer.pending_rebuild
