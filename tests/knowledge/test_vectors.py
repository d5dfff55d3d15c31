"""Vectors in a folder, and on a real Chroma server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import chromadb
import numpy as np
import pytest

from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.embeddings import Floats
from knowledge.settings import KnowledgeSettings
from knowledge.vectors import BATCH, Vectors, copy_embedded

NUMBERS = count()
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def unit(rows_wanted: int, *, seed: int = 0) -> Floats:
    rows = np.random.default_rng(seed).normal(size=(rows_wanted, 512)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server of our own."""
    command = Path(sys.executable).with_name("chroma")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    process = subprocess.Popen(
        [command, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, "the Chroma server stopped"
        try:
            with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the Chroma server did not start")


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vectors]:
    """The same store twice: in a folder and on the server."""
    if request.param == "embedded":
        vectors = Vectors.embedded(tmp_path / "chroma")
    else:
        vectors = Vectors.server(request.getfixturevalue("server"), f"test-{next(NUMBERS)}")
    yield vectors
    vectors.close()


def test_the_nearest_is_the_vector_itself_with_cosine_one(store: Vectors) -> None:
    rows = unit(20)
    store.add([f"p{i}" for i in range(20)], rows)
    found = store.nearest(rows[7], 3)
    assert found[0] == ("p7", pytest.approx(1.0, abs=1e-4))
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)


def test_more_than_a_batch_goes_in_and_a_replaced_vector_counts_once(store: Vectors) -> None:
    rows = unit(BATCH + 5, seed=2)
    ids = [f"p{i}" for i in range(len(rows))]
    store.add(ids, rows)
    store.add(ids[:1], rows[1:2])
    assert store.count() == len(ids)
    assert {id_ for id_, _ in store.nearest(rows[1], 2)} == {"p0", "p1"}


def test_removed_vectors_are_gone_and_unknown_ones_ignored(store: Vectors) -> None:
    rows = unit(3, seed=3)
    store.add(["a", "b", "c"], rows)
    store.remove(["b"])
    assert store.count() == 2
    assert {id_ for id_, _ in store.nearest(rows[1], 9)} == {"a", "c"}


def test_an_empty_store_finds_nothing(store: Vectors) -> None:
    assert store.nearest(unit(1)[0], 5) == []


def test_a_copied_folder_holds_the_same(tmp_path: Path) -> None:
    first = Vectors.embedded(tmp_path / "1")
    rows = unit(4, seed=4)
    first.add(list("abcd"), rows)
    first.close()
    copy_embedded(tmp_path / "1", tmp_path / "2")
    second = Vectors.embedded(tmp_path / "2")
    assert second.nearest(rows[2], 1)[0][0] == "c"
    second.close()


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documenten"
    folder.mkdir()
    (folder / "vervoer.md").write_text(
        "# Leerlingenvervoer\n\nOuders vragen een taxibusje aan bij de gemeente.\n"
    )
    (folder / "bezwaar.md").write_text(
        "# Bezwaar\n\nBezwaar tegen een besluit maakt u binnen zes weken.\n"
    )
    return folder


def first(knowledge: KnowledgeBase, question: str) -> str:
    found = knowledge.search(question, audience=Audience.EVERYONE, on=DAY)
    return found[0].document.title if found else ""


def test_a_whole_ingest_and_search_run_through_a_chroma_server(
    server: str, documents: Path, tmp_path: Path
) -> None:
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=server)
    assert sync([documents], settings=settings, now=NOW).added == 2
    knowledge = KnowledgeBase(settings)
    assert not (settings.knowledge_home / "1" / "chroma").exists()
    assert first(knowledge, "wie regelt een taxibusje?") == "Leerlingenvervoer"

    (documents / "bezwaar.md").unlink()
    assert sync([documents], settings=settings, now=NOW).deleted == 1
    assert knowledge.refresh()
    assert first(knowledge, "hoeveel weken voor bezwaar?") != "Bezwaar"
    assert first(knowledge, "wie regelt een taxibusje?") == "Leerlingenvervoer"


def test_two_knowledge_bases_on_one_server_do_not_mix(
    server: str, documents: Path, tmp_path: Path
) -> None:
    other = tmp_path / "andere"
    shutil.copytree(documents, other)
    (other / "bezwaar.md").unlink()
    settings = [
        KnowledgeSettings(home=tmp_path / name, chroma_url=server) for name in ("een", "twee")
    ]
    for one, folder in zip(settings, (documents, other), strict=True):
        assert sync([folder], settings=one, now=NOW).ok
    counts = [KnowledgeBase(one)._searcher._vectors.count() for one in settings]
    assert counts == [2, 1]


def test_generations_that_nobody_reads_leave_the_server(
    server: str, documents: Path, tmp_path: Path
) -> None:
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=server)
    for text in ("een", "twee", "drie"):
        (documents / "vervoer.md").write_text(f"# Vervoer\n\nVervoer is {text}.\n")
        sync([documents], settings=settings, now=NOW)
    client = chromadb.HttpClient(host="127.0.0.1", port=int(server.rsplit(":", 1)[1]))
    own = (settings.knowledge_home / "NAME").read_text()
    left = {c.name for c in client.list_collections() if own in c.name}
    assert left == {f"wegwijs-{own}-2", f"wegwijs-{own}-3"}
