"""A `wegwijs ingest` that is killed at any moment leaves the old index answering."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.settings import KnowledgeSettings

TODAY = date(2026, 11, 24)


def ingest(home: Path, folder: Path, **more: object) -> subprocess.Popen[str]:
    """The real command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "bots.cli", "ingest", str(folder)],
        env={**os.environ, "WEGWIJS_HOME": str(home), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **more,  # type: ignore[call-overload]
    )


def write(folder: Path, version: int) -> None:
    """Twelve documents, all of them different in every version."""
    for number in range(12):
        text = f"Regeling {number} versie {version}: bezwaar kan binnen {number + 2} weken. " * 4
        (folder / f"regeling-{number}.md").write_text(f"# Regeling {number}\n\n{text}\n")


def versions(settings: KnowledgeSettings) -> set[str]:
    """Which versions the index answers from, over all its documents and one search."""
    base = KnowledgeBase(settings)
    found = base.search("bezwaar", audience=Audience.EVERYONE, on=TODAY)
    passages = [p for d in base.documents() for p in d.passages] + [f.passage for f in found]
    assert len(base.documents()) == 12
    return {p.text.split("versie ")[1].split(":")[0] for p in passages}


def killed(tmp_path: Path, kills: int) -> None:
    """Kill `kills` runs, each with new texts, and look at what answers after each."""
    folder, settings = tmp_path / "map", KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    folder.mkdir()
    write(folder, 0)
    began = time.monotonic()
    run = ingest(settings.home, folder)
    assert run.wait(120) == 0
    whole = time.monotonic() - began
    rng = random.Random(11)
    died = 0
    answering = {"0"}
    for version in range(1, kills + 1):
        write(folder, version)
        run = ingest(settings.home, folder)
        try:
            # Spread over the second half, in which the index is written, and a little beyond.
            run.wait(rng.uniform(0.4, 1.05) * whole)
        except subprocess.TimeoutExpired:
            os.kill(run.pid, signal.SIGKILL)
            died += run.wait(30) == -signal.SIGKILL
        now = versions(settings)
        assert now in (answering, {str(version)}), "a mixture of generations"
        answering = now
    assert died > 0
    write(folder, kills + 1)
    run = ingest(settings.home, folder)
    assert run.wait(120) == 0, run.stdout and run.stdout.read()
    assert versions(settings) == {str(kills + 1)}
    names = {path.name for path in settings.knowledge_home.iterdir()}
    assert not {name for name in names if name.endswith((".partial", ".next"))}


def test_index_answers_after_every_kill_and_a_next_run_completes(tmp_path: Path) -> None:
    killed(tmp_path, 6)


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_index_answers_after_a_hundred_kills(tmp_path: Path) -> None:
    killed(tmp_path, 100)


def test_two_processes_at_once_the_second_says_so(tmp_path: Path) -> None:
    from knowledge.index import open_writer

    folder, settings = tmp_path / "map", KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    folder.mkdir()
    write(folder, 0)
    with open_writer(settings):
        run = ingest(settings.home, folder)
        text, _ = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "Een ander proces is al aan het inlezen" in text


def test_disk_that_is_full_halfway_is_told_without_a_traceback(tmp_path: Path) -> None:
    folder, settings = tmp_path / "map", KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    folder.mkdir()
    write(folder, 0)
    sync([folder], settings=settings, now=datetime.now(UTC))
    write(folder, 1)

    def small() -> None:
        # No file may grow beyond this; Python turns the signal into an error of the disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    run = ingest(settings.home, folder, preexec_fn=small)
    text, _ = run.communicate(timeout=60)
    assert run.returncode == 2, text
    assert "Traceback" not in text
    assert "niet te beschrijven" in text
    assert versions(settings) == {"0"}
