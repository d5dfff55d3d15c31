"""The example with papers for others and every poisoned document, ingested once."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.steering.attempts import attempts
from bench.steering.base import ingest, write
from bench.steering.judge import SECRET
from ingest.sync_report import SyncReport
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings

EVERY = [a for name in ("questions", "documents", "later") for a in attempts(name)]


@pytest.fixture(scope="session")
def poisoned_home(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, example_home: Path
) -> Path:
    """A WEGWIJS_HOME of this process's own; with several workers one of them ingests for all."""
    own = tmp_path_factory.mktemp("poisoned") / "home"
    if worker_id == "master":
        _ingest(own, example_home)
        return own
    shared = tmp_path_factory.getbasetemp().parent / "poisoned-shared"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "home").exists():
            _ingest(shared / "partial", example_home)
            (shared / "partial").rename(shared / "home")
    shutil.copytree(shared / "home", own)
    return own


@pytest.fixture(scope="session")
def poisoned(poisoned_home: Path) -> Iterator[KnowledgeBase]:
    """The poisoned knowledge base, opened for reading; a secret stands in the environment."""
    os.environ["WEGWIJS_TEST_SECRET"] = SECRET
    yield KnowledgeBase(KnowledgeSettings(home=poisoned_home, chroma_url=None))
    del os.environ["WEGWIJS_TEST_SECRET"]


def _ingest(home: Path, example: Path) -> None:
    folder = home.parent / f"{home.name}-documents"
    write(folder, EVERY)
    report: SyncReport = ingest(home, example, folder)
    refused = sorted(Path(failure.source).stem for failure in report.failures)
    # A second organisation and a YAML tag that runs something do not go in at all.
    assert refused == ["yaml-another-organisation-en", "yaml-tag-that-runs-nl"], report.failures
