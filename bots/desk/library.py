"""The documents that staff keep: a folder in the home, with every earlier version kept beside it.

<home>/documents/<name>                       what is read in
<home>/documents/<name>.meta.yaml             audience, validity, owner
<home>/documents/.vorige/<name>/<moment>      earlier versions, newest last
<home>/documents/.ingetrokken/<moment>-<name> withdrawn; can be put back by hand
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from ingest.blocks import UnreadableError
from ingest.loaders import LOADERS
from ingest.metadata import SIDECAR, sidecar, slug
from ingest.reading import Source, read
from ingest.settings import IngestSettings
from ingest.sources import folder
from knowledge.documents import Document

EARLIER, WITHDRAWN = ".vorige", ".ingetrokken"
_STAMP = "%Y%m%dT%H%M%S%f"


class UnknownFileError(Exception):
    """There is no such file in the folder."""

    def __init__(self) -> None:
        super().__init__("Dit bestand bestaat niet (meer).")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version of a file: when it was replaced, and where it lies."""

    at: datetime
    path: Path


class Library:
    """The folder of documents. Files come whole or not at all."""

    def __init__(self, home: Path) -> None:
        self.root = home / "documents"

    def names(self) -> list[str]:
        """Files that are read in, by name within the folder."""
        if not self.root.is_dir():
            return []
        return [
            path.relative_to(self.root).as_posix()
            for path in folder.files(self.root)
            if folder.known(path)
        ]

    def path(self, name: str) -> Path:
        """Where a file lies. Raises UnknownFileError for anything outside the folder."""
        path = self.root / name
        inside = path.resolve().is_relative_to(self.root.resolve())
        hidden = any(part.startswith((".", "~$")) for part in Path(name).parts)
        if not name or "\0" in name or not inside or hidden or not path.is_file():
            raise UnknownFileError
        return path

    def holds(self, document: Document) -> str | None:
        """The name of a document's file when it lies here, else None."""
        if document.origin != str(self.root.resolve()):
            return None
        try:
            self.path(document.source)
        except UnknownFileError:
            return None
        return document.source

    def said(self, name: str) -> dict[str, Any]:
        """What the sidecar of a file says."""
        return sidecar(self.path(name))[0]

    def add(self, name: str, data: bytes, said: dict[str, Any], *, now: datetime) -> str:
        """Check and keep a file; an existing one of this name is replaced and its version kept.

        Returns its name. Raises UnreadableError with the reason in Dutch; nothing is kept then.
        """
        name = safe_name(name)
        check(name, data, said)
        self._keep_version(name, now)
        _write(self.root / name, data)
        self._write_sidecar(name, said)
        return name

    def describe(self, name: str, said: dict[str, Any], *, now: datetime) -> None:
        """Set audience, validity and the like. Raises UnreadableError when they are wrong."""
        path = self.path(name)
        check(name, path.read_bytes(), said)
        self._keep_version(name, now)
        self._write_sidecar(name, said)

    def withdraw(self, name: str, *, now: datetime) -> None:
        """Take a file out; it is kept where it is not read in."""
        path = self.path(name)
        away = self.root / WITHDRAWN
        away.mkdir(parents=True, exist_ok=True)
        flat = f"{now:{_STAMP}}-{name.replace('/', '-')}"
        beside = path.with_name(path.name + SIDECAR)
        if beside.exists():
            beside.rename(away / (flat + SIDECAR))
        path.rename(away / flat)

    def earlier(self, name: str) -> list[Earlier]:
        """Earlier versions of a file, newest first."""
        kept = self.root / EARLIER / name
        if not kept.is_dir():
            return []
        return [
            Earlier(datetime.strptime(path.name, f"{_STAMP}%z"), path)
            for path in sorted(kept.iterdir(), reverse=True)
            if not path.name.endswith(SIDECAR)
        ]

    def _keep_version(self, name: str, now: datetime) -> None:
        path = self.root / name
        if not path.is_file():
            return
        kept = self.root / EARLIER / name
        kept.mkdir(parents=True, exist_ok=True)
        stamp = f"{now:{_STAMP}%z}"
        _write(kept / stamp, path.read_bytes())
        beside = path.with_name(path.name + SIDECAR)
        if beside.exists():
            _write(kept / (stamp + SIDECAR), beside.read_bytes())

    def _write_sidecar(self, name: str, said: dict[str, Any]) -> None:
        path = self.root / (name + SIDECAR)
        kept = {k: v for k, v in said.items() if v not in (None, "")}
        if kept:
            text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
            _write(path, text.encode())
        elif path.exists():
            path.unlink()


def safe_name(given: str) -> str:
    """A file name without folders or odd characters; the ending says how it is read.

    Raises UnreadableError for an ending that no loader reads.
    """
    last = re.split(r"[/\\]", given)[-1]
    stem, dot, suffix = last.rpartition(".")
    ending = f".{suffix.lower()}" if dot else ""
    if ending not in LOADERS:
        raise UnreadableError(
            f"onbekend formaat '{ending or 'zonder extensie'}'; gebruik PDF, DOCX, HTML, Markdown, "
            "tekst, XLSX, CSV of YAML"
        )
    return slug(stem) + ending


def check(name: str, data: bytes, said: dict[str, Any]) -> list[Document]:
    """What the ingest makes of a file. Raises UnreadableError with the ingest's own message."""
    limits = IngestSettings()
    if len(data) > limits.max_megabytes * 1_000_000:
        raise UnreadableError(f"het bestand is groter dan {limits.max_megabytes} MB")
    suffix = Path(name).suffix
    if suffix in (".docx", ".xlsx"):
        folder.check_archive(data, limits)
    try:
        made = read(Source("controle", name, suffix, "controle"), data, said)
    except RecursionError:
        raise UnreadableError("het bestand is te diep genest; vereenvoudig het") from None
    if made.problems:
        raise UnreadableError("; ".join(made.problems))
    return made.documents


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Hidden while it is written, so that a sync that runs meanwhile does not read half a file.
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
