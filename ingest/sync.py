"""Bring the index in step with folders and sites: read what changed, forget what is gone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from ingest.blocks import UnreadableError
from ingest.loaders import VERSION
from ingest.metadata import sidecar
from ingest.reading import Source, read
from ingest.settings import IngestSettings
from ingest.sources import folder, website
from knowledge.index import IndexWriter, Stored, open_writer
from knowledge.settings import KnowledgeSettings


class Progress(Protocol):
    """Told what is going on; `total` files, then each one's name, then passages embedded."""

    def reading(self, total: int | None) -> None: ...

    def read(self, name: str) -> None: ...

    def embedding(self, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not go in, and why, in Dutch."""

    source: str
    reason: str


@dataclass(slots=True)
class SyncReport:
    """What a sync did, in documents; `skipped` are files of a kind that is not a document."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    passages: int = 0
    skipped: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all went in."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file or page before it is read: its bytes, and what its sidecar says."""

    source: Source
    data: bytes
    said: dict[str, Any]


def sync(
    roots: Sequence[str | Path],
    *,
    settings: KnowledgeSettings,
    now: datetime,
    progress: Progress | None = None,
    limits: IngestSettings | None = None,
    writer: Callable[[KnowledgeSettings], AbstractContextManager[IndexWriter]] = open_writer,
) -> SyncReport:
    """Sync folders, files and sites (http…) into the index.

    Only what changed is read and embedded. A document whose file is gone disappears; one whose file
    now fails keeps its old version and is reported. Raises IndexLockedError when another process
    is writing.
    """
    limits = limits or IngestSettings()
    report = SyncReport()
    with writer(settings) as index:
        seen_ids: dict[str, str] = {}
        for root in roots:
            _sync_root(root, index, report, seen_ids, limits, progress)
        index.commit(progress.embedding if progress else None)
        report.passages = sum(stored.passages for stored in index.stored.values())
    return report


def _sync_root(
    root: str | Path,
    index: IndexWriter,
    report: SyncReport,
    seen_ids: dict[str, str],
    limits: IngestSettings,
    progress: Progress | None,
) -> None:
    origin = str(root) if website.is_url(root) else str(Path(root).resolve())
    before: dict[str, list[Stored]] = {}
    for stored in index.stored.values():
        if stored.origin == origin:
            before.setdefault(stored.source, []).append(stored)
    present: set[str] = set()
    try:
        for arrival in _arrivals(root, origin, report, limits, progress, present):
            _take(arrival, before.get(arrival.source.path, []), index, report, seen_ids, progress)
    except UnreadableError as error:
        # The root itself cannot be read: nothing is known to be gone, so nothing is deleted.
        report.failures.append(Failure(str(root), str(error)))
        return
    for path, documents in before.items():
        if path not in present:
            for stored in documents:
                index.delete(stored.id)
                report.deleted += 1


def _take(
    arrival: _Arrival,
    before: list[Stored],
    index: IndexWriter,
    report: SyncReport,
    seen_ids: dict[str, str],
    progress: Progress | None,
) -> None:
    path = arrival.source.path
    if progress:
        progress.read(path)
    if before and all(stored.digest == arrival.source.digest for stored in before):
        report.unchanged += len(before)
        seen_ids.update({stored.id: path for stored in before})
        return
    try:
        result = read(arrival.source, arrival.data, arrival.said)
    except UnreadableError as error:
        report.failures.append(Failure(path, str(error)))
        return
    except RecursionError:
        report.failures.append(Failure(path, "het bestand is te diep genest; vereenvoudig het"))
        return
    report.failures += [Failure(path, problem) for problem in result.problems]
    known = {stored.id for stored in before}
    kept: set[str] = set()
    for document in result.documents:
        other = seen_ids.get(document.id) or _owner(document.id, known, index)
        if other is not None:
            report.failures.append(
                Failure(path, f"het id '{document.id}' hoort al bij {other}; geef een ander id")
            )
            continue
        index.put(document)
        kept.add(document.id)
        seen_ids[document.id] = path
        if document.id in known:
            report.changed += 1
        else:
            report.added += 1
    for gone in known - kept:
        index.delete(gone)
        report.deleted += 1


def _owner(document_id: str, known: set[str], index: IndexWriter) -> str | None:
    """The other file that an id already belongs to."""
    if document_id in known:
        return None
    stored = index.stored.get(document_id)
    return stored.source if stored else None


def _arrivals(
    root: str | Path,
    origin: str,
    report: SyncReport,
    limits: IngestSettings,
    progress: Progress | None,
    present: set[str],
) -> Iterator[_Arrival]:
    if website.is_url(root):
        if progress:
            progress.reading(None)
        for page in website.pages(str(root), limits):
            present.add(page.url)
            if isinstance(page, website.BadPage):
                report.failures.append(Failure(page.url, page.reason))
                continue
            source = Source(origin, page.url, page.suffix, _digest(page.data, b""), page.url)
            yield _Arrival(source, page.data, {})
        return
    path = Path(root)
    if not path.exists():
        raise UnreadableError("deze map of dit bestand bestaat niet")
    names = list(folder.files(path))
    if progress:
        progress.reading(len(names))
    for file in names:
        name = file.name if path.is_file() else file.relative_to(path).as_posix()
        if path.is_dir() and not folder.known(file):
            report.skipped.append(name)
            continue
        present.add(name)
        try:
            data = folder.read(file, path, limits)
            said, raw = sidecar(file)
        except UnreadableError as error:
            report.failures.append(Failure(name, str(error)))
            continue
        yield _Arrival(
            Source(origin, name, file.suffix, _digest(data, raw)),
            data,
            said,
        )


def _digest(data: bytes, beside: bytes) -> str:
    return hashlib.sha256(data + b"\0" + beside + b"\0" + VERSION.encode()).hexdigest()
