"""A sentence-transformers model from a folder embeds, prefixes and names itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings import ModelError, check_models, chosen
from knowledge.meaning import AS_IT_IS, scale_of
from knowledge.settings import KnowledgeSettings


def named(folder: Path, **more: object) -> KnowledgeSettings:
    return KnowledgeSettings(embedding=f"sentence-transformers:{folder}", **more)  # type: ignore[arg-type]


def test_vectors_have_length_one_and_near_meaning_is_near(minilm: Path) -> None:
    encoder = chosen(named(minilm))
    question = encoder.embed_questions(["How does my child get to school?"])
    passages = encoder.embed_passages(
        ["A taxi brings pupils to school.", "The board publishes its yearly accounts."]
    )
    assert passages.shape == (2, encoder.dimension) == (2, 384)
    assert np.allclose(np.linalg.norm(passages, axis=1), 1.0, atol=1e-5)
    near, far = (question @ passages.T)[0]
    assert near > far + 0.1


def test_batches_of_any_size_give_the_same_vectors(minilm: Path) -> None:
    texts = [f"Passage {n} about {'school ' * n}" for n in range(7)]
    one = chosen(named(minilm, embedding_batch=1)).embed_passages(texts)
    all_ = chosen(named(minilm, embedding_batch=64)).embed_passages(texts)
    assert np.allclose(one, all_, atol=1e-4)
    assert chosen(named(minilm)).embed_passages([]).shape == (0, 384)


def test_a_prefix_goes_before_the_text(minilm: Path) -> None:
    plain = chosen(named(minilm))
    told = chosen(
        named(minilm, embedding_question_prefix="query: ", embedding_passage_prefix="passage: ")
    )
    assert np.allclose(
        told.embed_questions(["Who pays?"]), plain.embed_questions(["query: Who pays?"]), atol=1e-5
    )
    assert np.allclose(
        told.embed_passages(["He pays."]), plain.embed_passages(["passage: He pays."]), atol=1e-5
    )
    assert told.name != plain.name


def test_the_prefixes_that_a_model_brings_are_used_without_being_set(
    minilm: Path, tmp_path: Path
) -> None:
    own = Path(shutil.copytree(minilm, tmp_path / "eigen"))
    path = own / "config_sentence_transformers.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    said |= {"prompts": {"query": "vraag: ", "document": "tekst: "}, "default_prompt_name": "query"}
    path.write_text(json.dumps(said), encoding="utf-8")
    plain, told = chosen(named(minilm)), chosen(named(own))
    assert np.allclose(
        told.embed_questions(["Who?"]), plain.embed_questions(["vraag: Who?"]), atol=1e-5
    )
    # An operator who sets nothing before a passage is obeyed, whatever the model does by default.
    bare = chosen(named(own, embedding_passage_prefix=""))
    assert np.allclose(bare.embed_passages(["Me."]), plain.embed_passages(["Me."]), atol=1e-5)


def test_the_name_changes_with_the_weights_and_not_with_the_place(
    minilm: Path, tmp_path: Path
) -> None:
    elsewhere = Path(shutil.copytree(minilm, tmp_path / "elders"))
    (elsewhere / "README.md").write_text("Andere woorden.")
    assert chosen(named(elsewhere)).name == chosen(named(minilm)).name
    changed = Path(shutil.copytree(minilm, tmp_path / "bijgeleerd"))
    with (changed / "model.safetensors").open("r+b") as weights:
        weights.seek(-4, 2)
        weights.write(b"\x01\x02\x03\x04")
    assert chosen(named(changed)).name != chosen(named(minilm)).name


def test_its_cosines_come_to_the_height_and_spread_of_the_built_in_ones(minilm: Path) -> None:
    scale = scale_of(chosen(named(minilm)))
    assert scale != AS_IT_IS and scale.slope > 0
    # Unrelated Dutch texts score about 0.45 with MiniLM and about 0.1 with the built-in encoder.
    assert 0.0 < float(scale(np.asarray([0.45], dtype=np.float32))[0]) < 0.2


def test_a_damaged_model_is_named_in_dutch(minilm: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(minilm, tmp_path / "stuk"))
    (broken / "model.safetensors").write_bytes(b"niets")
    ((what, wrong),) = check_models(named(broken))
    assert what == "taalmodel" and wrong is not None
    assert "gaat niet open" in wrong and "WEGWIJS_EMBEDDING" in wrong
    with pytest.raises(ModelError):
        chosen(named(broken)).embed_passages(["x"])


def test_a_model_that_works_passes_the_check(minilm: Path) -> None:
    assert check_models(named(minilm)) == [("taalmodel", None)]
