"""Bring the index in step with folders and sites: read what changed, forget what is gone."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.blocks import UnreadableError
from ingest.claims import host_of
from ingest.loaders import VERSION
from ingest.metadata import sidecar
from ingest.reading import Read, Source, read
from ingest.settings import IngestSettings
from ingest.sources import folder, website
from ingest.sync_report import Failure as Failure
from ingest.sync_report import Progress as Progress
from ingest.sync_report import SyncReport as SyncReport
from knowledge.documents import Document, Kind
from knowledge.index import IndexWriter, Stored, open_writer
from knowledge.settings import KnowledgeSettings

_log = logging.getLogger(__name__)

# Added to the digest of a file of which something could not go in, so that it is read, and
# reported, again.
_UNFINISHED = "!"


@dataclass(slots=True)
class _Root:
    """A root while it is synced: what the index had of it, and what was found of it now.

    `present` are sources that exist, whether or not they could be read; with `complete` everything
    that exists is known, so what is not present is gone.
    """

    origin: str
    before: dict[str, list[Stored]]
    present: set[str] = field(default_factory=set)
    complete: bool = True


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
    pace: website.Pace | None = None,
    writer: Callable[[KnowledgeSettings], AbstractContextManager[IndexWriter]] = open_writer,
) -> SyncReport:
    """Sync folders, files and sites (http…) into the index.

    Only what changed is read and embedded. A document whose file is gone disappears; one whose file
    now fails keeps its old version and is reported. Raises IndexLockedError when another process
    is writing, IndexWriteError when the disk refuses; the old index then still answers.
    """
    run = _Run(limits or IngestSettings(), pace or website.Pace(), progress)
    with writer(settings) as index:
        run.index = index
        for root in roots:
            run.root(root)
        index.commit(progress.embedding if progress else None, now=now)
        run.report.passages = sum(stored.passages for stored in index.stored.values())
    return run.report


class _Run:
    """One sync: the index it changes, and what it did so far."""

    index: IndexWriter

    def __init__(
        self, limits: IngestSettings, pace: website.Pace, progress: Progress | None
    ) -> None:
        self._limits, self._pace, self._progress = limits, pace, progress
        self._ids: dict[str, str] = {}  # document id -> source, of what was seen in this run
        self.report = SyncReport()

    def root(self, root: str | Path) -> None:
        """Sync one folder, file or site."""
        try:
            if website.is_url(root):
                self._site(str(root))
            else:
                self._folder(Path(root))
        except UnreadableError as error:
            # The root itself cannot be read: nothing is known to be gone, so nothing is deleted.
            self.report.failures.append(Failure(str(root), str(error)))

    def _site(self, address: str) -> None:
        root = self._opened(address)
        if self._progress:
            self._progress.reading(None)
        site = website.Walk(address, self._limits, self._pace)
        for page in site.pages():
            if isinstance(page, website.Absent):
                self.report.skipped.append(f"{page.url} ({page.reason})")
                continue
            root.present.add(page.url)
            if isinstance(page, website.BadPage):
                self.report.failures.append(Failure(page.url, page.reason))
                continue
            digest = _digest(page.data, b"")
            source = Source(root.origin, page.url, page.suffix, digest, page.url)
            self._take(root, _Arrival(source, page.data, {}))
        root.complete = site.complete
        self._forget(root)

    def _folder(self, path: Path) -> None:
        if not path.exists():
            raise UnreadableError("deze map of dit bestand bestaat niet")
        if not path.is_dir() and not path.is_file():
            raise UnreadableError("dit is geen map en geen gewoon bestand")
        root, own_name = self._opened_on_disk(path)
        closed: list[Path] = []
        found = list(folder.files(path, closed.append))
        if path in closed:
            raise UnreadableError("deze map is niet te lezen; controleer de rechten")
        names = {own_name or folder.name_of(file, path): file for file in found}
        for name in [name for name, file in names.items() if not self._wanted(file, path)]:
            self.report.skipped.append(name)
            del names[name]
        for inner in closed:
            name = folder.name_of(inner, path)
            reason = "deze map is niet te lezen of is een koppeling naar buiten"
            self.report.failures.append(Failure(name, f"{reason}; controleer de rechten"))
            root.present |= {source for source in root.before if source.startswith(f"{name}/")}
        root.present |= set(names)
        self._forget(root)  # first, so that a document can move to another file
        if self._progress:
            self._progress.reading(len(names))
        hosts = _named_hosts(names.values())
        for name, file in names.items():
            try:
                data = folder.read(file, path, self._limits)
                said, raw = sidecar(file)
            except UnreadableError as error:
                self._told(name)
                self.report.failures.append(Failure(name, str(error)))
                continue
            digest = _digest(data, raw)
            source = Source(root.origin, name, file.suffix, digest, hosts=hosts)
            self._take(root, _Arrival(source, data, said))

    def _wanted(self, file: Path, path: Path) -> bool:
        """A file that was named itself is read, or fails; others only when there is a loader."""
        return file == path or folder.known(file)

    def _opened(self, origin: str) -> _Root:
        before: dict[str, list[Stored]] = {}
        for stored in self.index.stored.values():
            if stored.origin == origin:
                before.setdefault(stored.source, []).append(stored)
        return _Root(origin, before)

    def _opened_on_disk(self, path: Path) -> tuple[_Root, str | None]:
        """A root on disk; for a file also its name.

        A file inside a folder that was synced before belongs to that folder.
        """
        resolved = path.resolve()
        if path.is_dir():
            return self._opened(str(resolved)), None
        origins = {stored.origin for stored in self.index.stored.values()}
        above = next((a for a in resolved.parents if str(a) in origins), None)
        if above is None:
            return self._opened(str(resolved)), folder.name_of(path, path)
        name = folder.name_of(resolved, above)
        root = self._opened(str(above))
        root.before = {source: kept for source, kept in root.before.items() if source == name}
        return root, name

    def _take(self, root: _Root, arrival: _Arrival) -> None:
        source = arrival.source
        before = root.before.get(source.path, [])
        self._told(source.path)
        if before and all(stored.digest == source.digest for stored in before):
            self.report.unchanged += len(before)
            self._ids.update({stored.id: source.path for stored in before})
            return
        result = self._read(arrival)
        if result is None:
            return
        problems = list(result.problems)
        known = {stored.id for stored in before}
        own: list[Document] = []
        for document in result.documents:
            other = self._ids.get(document.id) or self._owner(document.id, known)
            if document.kind is Kind.ORGANISATION and (first := self._organisation(document.id)):
                problems.append(
                    f"de organisatie is al beschreven in {first}; haal een van beide weg"
                )
                continue
            if other is not None:
                problems.append(f"het id '{document.id}' hoort al bij {other}; geef een ander id")
                continue
            self._ids[document.id] = source.path
            own.append(document)
        self.report.failures += [Failure(source.path, problem) for problem in problems]
        self.report.notes += [Failure(source.path, note) for note in result.notes]
        digest = source.digest + _UNFINISHED if problems else source.digest
        for document in own:
            changed = self.index.put(replace(document, digest=digest))
            if document.id not in known:
                self.report.added += 1
            elif changed:
                self.report.changed += 1
            else:
                self.report.unchanged += 1
        for gone in known - {document.id for document in own}:
            self.index.delete(gone)
            self.report.deleted += 1

    def _read(self, arrival: _Arrival) -> Read | None:
        path = arrival.source.path
        try:
            return read(arrival.source, arrival.data, arrival.said)
        except UnreadableError as error:
            reason = str(error)
        except RecursionError:
            reason = "het bestand is te diep genest; vereenvoudig het"
        except Exception as error:  # one file that a parser chokes on must not keep out the others
            _log.warning("unexpected error while reading a file", exc_info=True)
            reason = f"het bestand is niet te lezen ({type(error).__name__}); sla het opnieuw op"
        self.report.failures.append(Failure(path, reason))
        return None

    def _organisation(self, document_id: str) -> str | None:
        """The other file that describes the organisation already; there is one organisation."""
        others = (s for s in self.index.stored.values() if s.kind is Kind.ORGANISATION)
        return next((s.source for s in others if s.id != document_id and not _moved(s)), None)

    def _owner(self, document_id: str, known: set[str]) -> str | None:
        """The other file that an id already belongs to; a folder that is gone owns nothing."""
        stored = None if document_id in known else self.index.stored.get(document_id)
        return None if stored is None or _moved(stored) else stored.source

    def _forget(self, root: _Root) -> None:
        """Delete what is no longer there."""
        if not root.complete:
            return
        for path, documents in root.before.items():
            if path not in root.present:
                for stored in documents:
                    self.index.delete(stored.id)
                    self.report.deleted += 1

    def _told(self, name: str) -> None:
        if self._progress:
            self._progress.read(name)


def _moved(stored: Stored) -> bool:
    """Whether the folder that a document came from is gone."""
    return not website.is_url(stored.origin) and not Path(stored.origin).exists()


def _named_hosts(files: Iterable[Path]) -> frozenset[str]:
    """The hosts of addresses that people wrote beside the files of a folder."""
    hosts = set()
    for file in files:
        try:
            hosts.add(host_of(str(sidecar(file)[0].get("url") or "")))
        except UnreadableError:  # reported when the file itself is read
            continue
    return frozenset(hosts - {""})


def _digest(data: bytes, beside: bytes) -> str:
    return hashlib.sha256(data + b"\0" + beside + b"\0" + VERSION.encode()).hexdigest()
