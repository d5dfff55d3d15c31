"""The example knowledge base, ingested once for the whole run, and the day on which tests ask."""

from __future__ import annotations

import fcntl
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings

EXAMPLE = Path(__file__).parents[1] / "examples" / "passenderwijs"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which the tests ask their questions."""
    return TODAY


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A WEGWIJS_HOME of this process's own, with the example documents ingested. Do not change it:
    copy it first (`shutil.copytree`).

    With several workers the first one ingests and the others wait; each works on its own copy,
    since two processes must never share an embedded Chroma folder.
    """
    own = tmp_path_factory.mktemp("example", numbered=True) / "home"
    if worker_id == "master":
        _ingest(own)
        return own
    shared = tmp_path_factory.getbasetemp().parent / "example-shared"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "home").exists():
            _ingest(shared / "partial")
            (shared / "partial").rename(shared / "home")
    shutil.copytree(shared / "home", own)
    return own


@pytest.fixture(scope="session")
def example_settings(example_home: Path) -> KnowledgeSettings:
    """Settings that point at the ingested example."""
    return KnowledgeSettings(home=example_home, chroma_url=None)


@pytest.fixture(scope="session")
def example_knowledge(example_settings: KnowledgeSettings) -> KnowledgeBase:
    """The example knowledge base, opened for reading."""
    return KnowledgeBase(example_settings)


def _ingest(home: Path) -> None:
    report = sync(
        [EXAMPLE],
        settings=KnowledgeSettings(home=home, chroma_url=None),
        now=datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC),
    )
    assert report.ok, report.failures
