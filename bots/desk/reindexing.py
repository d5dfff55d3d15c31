"""Reading the documents in, while the desk goes on: asked for, run in a thread, its progress kept.

The progress and the last outcome stand in a small file in the home, so that every web process shows
the same.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ingest.sync import Failure, SyncReport, sync
from knowledge.index import IndexLockedError, IndexWriter, open_writer
from knowledge.settings import KnowledgeSettings

log = logging.getLogger(__name__)

# Progress is written at most so often, in seconds; without a sign for so long a run is dead.
WRITE_EVERY, SILENT = 0.3, 180.0
# How long to wait for another process that is writing the index.
WAIT, TRIES = 1.0, 60


@dataclass(slots=True)
class Progress:
    """How far a run is: what it does, how many of how many, and its outcome when it ended.

    state: never, running, done, failed (something could not go in), stuck (it broke off).
    """

    state: str = "never"
    doing: str = ""
    done: int = 0
    total: int = 0
    at: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)

    @property
    def moment(self) -> datetime | None:
        return datetime.fromisoformat(self.at) if self.at else None


class Reindexing:
    """Runs one sync of the documents folder at a time; asked for during a run, it runs again."""

    def __init__(self, settings: KnowledgeSettings) -> None:
        self._settings = settings
        self._file = settings.home / "reindexing.json"
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._release: set[str] = set()

    def progress(self) -> Progress:
        """Where it stands, of whichever process."""
        try:
            found = Progress(**json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Progress()
        at = found.moment
        if found.state == "running" and at and (datetime.now(UTC) - at).total_seconds() > SILENT:
            found.state = "stuck"
        return found

    def start(self, *, release: set[str] | None = None) -> None:
        """Read in what changed. `release`: ids that leave another folder for this one."""
        self._again = True
        self._release |= release or set()
        if self._task is None or self._task.done():
            self._write(Progress(state="running", doing="Lezen"))
            self._task = asyncio.create_task(self._run())

    async def finished(self) -> Progress:
        """Wait until nothing runs any more."""
        if self._task is not None:
            await asyncio.shield(self._task)
        return self.progress()

    async def _run(self) -> None:
        while self._again:
            self._again = False
            release, self._release = self._release, set()
            try:
                await self._once(release)
            except Exception as error:  # shown on the screen; the desk itself goes on
                log.error("reindexing failed: %s", type(error).__name__)
                said = "Het inlezen is afgebroken. Probeer het opnieuw."
                self._write(Progress(state="failed", failures=[{"source": "", "reason": said}]))

    async def _once(self, release: set[str]) -> None:
        for _ in range(TRIES):
            try:
                report = await asyncio.to_thread(self._sync, release)
            except IndexLockedError:
                await asyncio.sleep(WAIT)
            else:
                self._write(_outcome(report))
                return
        said = "Een ander proces is aan het inlezen. Probeer het straks opnieuw."
        self._write(Progress(state="failed", failures=[{"source": "", "reason": said}]))

    def _sync(self, release: set[str]) -> SyncReport:
        root = self._settings.home / "documents"
        root.mkdir(parents=True, exist_ok=True)
        return sync(
            [root],
            settings=self._settings,
            now=datetime.now(UTC),
            progress=_Watched(self._write),
            writer=_releasing(release),
        )

    def _write(self, progress: Progress) -> None:
        progress.at = datetime.now(UTC).isoformat()
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(progress), ensure_ascii=False), encoding="utf-8")
        partial.replace(self._file)


def _outcome(report: SyncReport) -> Progress:
    return Progress(
        state="done" if report.ok else "failed",
        counts={
            "added": report.added,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "deleted": report.deleted,
            "passages": report.passages,
        },
        failures=[_failure(f) for f in report.failures],
        notes=[_failure(f) for f in report.notes],
    )


def _failure(failure: Failure) -> dict[str, str]:
    return {"source": Path(failure.source).name, "reason": failure.reason}


def _releasing(ids: set[str]) -> Callable[[KnowledgeSettings], AbstractContextManager[IndexWriter]]:
    """A writer in which these documents no longer belong to the folder they came from."""

    @contextmanager
    def opened(settings: KnowledgeSettings) -> Iterator[IndexWriter]:
        with open_writer(settings) as index:
            own = str((settings.home / "documents").resolve())
            for id_ in ids:
                stored = index.stored.get(id_)
                if stored is not None and stored.origin != own:
                    index.delete(id_)
            yield index

    return opened


class _Watched:
    """Writes the progress of a sync, not too often."""

    def __init__(self, write: Callable[[Progress], None]) -> None:
        self._write, self._last = write, 0.0
        self._total = self._done = 0

    def reading(self, total: int | None) -> None:
        self._total = total or 0

    def read(self, name: str) -> None:
        self._done += 1
        self._tell("Lezen", self._done, self._total)

    def embedding(self, done: int, total: int) -> None:
        self._tell("Verwerken", done, total)

    def _tell(self, doing: str, done: int, total: int) -> None:
        if time.monotonic() - self._last >= WRITE_EVERY:
            self._last = time.monotonic()
            self._write(Progress("running", doing, done, total))
