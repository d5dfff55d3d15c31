"""What an operator can get wrong in choosing a model, and what a model wants before a text."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest

from bots.doctor import checks
from knowledge.embeddings import ModelError, chosen, chosen_reranker, files
from knowledge.embeddings.prefixes import Prefixes, prefixes
from knowledge.reranking import READ_AGAIN, reranked
from knowledge.settings import KnowledgeSettings

WITHOUT = pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None,
    reason="sentence-transformers is installed here; what happens without it cannot be seen",
)


@WITHOUT
@pytest.mark.parametrize("name", ["/srv/model", "clips/e5-small-trm-nl"])
def test_without_the_packages_it_says_what_to_install_and_fetches_nothing(name: str) -> None:
    with pytest.raises(ModelError, match=r"wegwijs\[transformers\]"):
        chosen(KnowledgeSettings(embedding=f"sentence-transformers:{name}"))
    with pytest.raises(ModelError, match="WEGWIJS_RERANKER"):
        chosen_reranker(KnowledgeSettings(reranker=name))


@WITHOUT
async def test_the_doctor_names_the_missing_package_and_leaves_the_index_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example_settings: KnowledgeSettings
) -> None:
    from datetime import date

    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path))
    monkeypatch.setenv("WEGWIJS_EMBEDDING", "sentence-transformers:/srv/model")
    found = {check.name: check for check in await checks(today=date(2026, 11, 24))}
    assert not found["taalmodel"].ok and "Installeer" in found["taalmodel"].detail
    assert "kennisbank" not in found  # 'delete it' would be the wrong advice


@pytest.mark.parametrize("value", ["openai:large", "e5-small", "sentence-transformers:"])
def test_a_choice_that_does_not_exist_is_told_what_does(value: str) -> None:
    with pytest.raises(ModelError, match=r"WEGWIJS_EMBEDDING .*builtin"):
        chosen(KnowledgeSettings(embedding=value))


def test_a_path_that_is_not_there_is_never_taken_for_a_name(tmp_path: Path) -> None:
    for path in (str(tmp_path / "weg"), "./weg", "~/weg", "modellen/nl/weg"):
        with pytest.raises(ModelError, match="bestaat niet"):
            files.located(path, "WEGWIJS_EMBEDDING")
    with pytest.raises(ModelError, match="geen model"):
        files.located(str(tmp_path), "WEGWIJS_EMBEDDING")


def test_a_name_is_taken_from_this_machine_and_only_then_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "models--clips--klein" / "snapshots" / "abc"
    kept.mkdir(parents=True)
    (kept / "config.json").write_text("{}")
    (tmp_path / "models--clips--klein" / "refs").mkdir()
    (tmp_path / "models--clips--klein" / "refs" / "main").write_text("abc")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    assert files.located("clips/klein", "WEGWIJS_EMBEDDING") == kept
    with pytest.raises(ModelError, match="niet op te halen"):
        files.located("clips/groot", "WEGWIJS_EMBEDDING")


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("clips/e5-small-trm-nl", "query: ", "passage: "),
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("BAAI/bge-m3", "", ""),
        ("sentence-transformers/LaBSE", "", ""),
    ],
)
def test_a_family_is_known_by_its_name(
    tmp_path: Path, name: str, question: str, passage: str
) -> None:
    assert prefixes(tmp_path, name, question=None, passage=None) == Prefixes(question, passage)


def test_an_instructed_e5_is_not_taken_for_a_plain_one(tmp_path: Path) -> None:
    found = prefixes(
        tmp_path, "intfloat/multilingual-e5-large-instruct", question=None, passage=None
    )
    assert found.question.startswith("Instruct: ") and found.passage == ""


def test_a_folder_with_another_name_is_known_by_what_it_was_made_from(tmp_path: Path) -> None:
    said = {"_name_or_path": "intfloat/multilingual-e5-small"}
    (tmp_path / "config.json").write_text(json.dumps(said))
    assert prefixes(tmp_path, "/srv/ons-model", question=None, passage=None).question == "query: "


def test_the_operator_comes_before_the_model_and_the_model_before_the_table(tmp_path: Path) -> None:
    path = tmp_path / "config_sentence_transformers.json"
    path.write_text(json.dumps({"prompts": {"query": "vraag: ", "passage": ""}}))
    assert prefixes(tmp_path, "e5-base", question=None, passage=None) == Prefixes("vraag: ", "")
    assert prefixes(tmp_path, "e5-base", question="", passage="tekst: ") == Prefixes("", "tekst: ")


class _Preferring:
    """A reranker that prefers passages with a word."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.read = 0

    def scores(self, question: str, passages: list[str]) -> np.ndarray:
        self.read += len(passages)
        return np.asarray([float(self.word in p) for p in passages], dtype=np.float32)


def test_a_reranker_lifts_a_passage_by_half_the_way_and_keeps_the_logits() -> None:
    logits = np.linspace(3.0, -3.0, 20).astype(np.float32)
    passages = [f"passage {'taxi' if n == 4 else n}" for n in range(20)]
    reranker = _Preferring("taxi")
    changed = reranked(reranker, "taxi?", logits, passages)
    assert reranker.read == READ_AGAIN
    assert sorted(changed) == sorted(logits)
    # Fifth with the judgement and first with the reranker: third.
    assert [int(i) for i in np.argsort(-changed)[:4]] == [0, 1, 4, 2]
    assert np.array_equal(changed[READ_AGAIN:], logits[READ_AGAIN:])
