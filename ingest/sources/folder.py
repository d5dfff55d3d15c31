"""A folder (or one file) of documents on disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ingest.blocks import UnreadableError
from ingest.loaders import LOADERS
from ingest.metadata import SIDECAR
from ingest.settings import IngestSettings

_OFFICE = (".docx", ".xlsx")


def files(root: Path) -> Iterator[Path]:
    """Files below a folder in a fixed order, without hidden files, locks and sidecars."""
    if root.is_file():
        yield root
        return
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if any(part.startswith((".", "~$")) for part in relative.parts):
            continue
        if path.name.endswith(SIDECAR) or path.is_dir():
            continue
        yield path


def known(path: Path) -> bool:
    """Whether there is a loader for the file; others in a folder are skipped, not failed."""
    return path.suffix.lower() in LOADERS


def read(path: Path, root: Path, settings: IngestSettings) -> bytes:
    """The bytes of a file, after the checks that need no parsing. Raises UnreadableError."""
    base = root if root.is_dir() else root.parent
    if path.is_symlink() and not path.resolve().is_relative_to(base.resolve()):
        raise UnreadableError("dit is een koppeling naar buiten de map; kopieer het bestand zelf")
    if not path.resolve().is_relative_to(base.resolve()):
        raise UnreadableError("dit bestand ligt via een koppeling buiten de map; kopieer het zelf")
    if not path.is_file():
        raise UnreadableError("dit is geen gewoon bestand")
    size = path.stat().st_size
    if size > settings.max_megabytes * 1_000_000:
        raise UnreadableError(
            f"het bestand is {size / 1_000_000:.0f} MB, meer dan de grens van "
            f"{settings.max_megabytes} MB; verklein of splits het"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError("het bestand is niet te lezen; controleer de rechten") from error
    if path.suffix.lower() in _OFFICE:
        check_archive(data, settings)
    return data


def check_archive(data: bytes, settings: IngestSettings) -> None:
    """Refuse an Office file that unpacks to far more than it is (an archive bomb)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return  # the loader says what is wrong with it
    if size > settings.max_unpacked_megabytes * 1_000_000 or size > 300 * max(len(data), 100_000):
        raise UnreadableError(
            f"het bestand pakt uit tot {size / 1_000_000:.0f} MB (een archiefbom?); "
            "sla het opnieuw op vanuit Word of Excel"
        )
