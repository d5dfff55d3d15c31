"""A folder (or one file) of documents on disk."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.blocks import UnreadableError
from ingest.loaders import LOADERS
from ingest.metadata import SIDECAR
from ingest.settings import IngestSettings

_OFFICE = (".docx", ".xlsx")
_OUTSIDE = "dit is een koppeling naar buiten de map; kopieer het bestand zelf"


def files(root: Path, unread: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Files below a folder in a fixed order, without hidden files, locks and sidecars.

    `unread` is told of each folder that could not be listed, or that is a link to elsewhere.
    """
    if not root.is_dir():
        yield root
        return

    def failed(error: OSError) -> None:
        if unread:
            unread(Path(error.filename or root))

    found: list[Path] = []
    for folder, inner, names in os.walk(root, onerror=failed):
        here = Path(folder)
        for name in list(inner):
            if _hidden(name):
                inner.remove(name)
            elif unread and (here / name).is_symlink() and not _inside(here / name, root):
                unread(here / name)
        found += [here / n for n in names if not _hidden(n) and not n.endswith(SIDECAR)]
    yield from sorted(found)


def name_of(path: Path, root: Path) -> str:
    """A file's name within its folder, in characters that can be stored and shown."""
    name = path.name if path == root else path.relative_to(root).as_posix()
    # Bytes that are no UTF-8 come as lone surrogates; control characters would break a terminal.
    shown = os.fsencode(name).decode("utf-8", errors="backslashreplace")
    return "".join(ch if ch.isprintable() else f"\\x{ord(ch):02x}" for ch in shown)


def known(path: Path) -> bool:
    """Whether there is a loader for the file; others in a folder are skipped, not failed."""
    return path.suffix.lower() in LOADERS


def read(path: Path, root: Path, settings: IngestSettings) -> bytes:
    """The bytes of a file, after the checks that need no parsing. Raises UnreadableError."""
    base = root if root.is_dir() else root.parent
    if not _inside(path, base):
        raise UnreadableError(_OUTSIDE)
    limit = settings.max_megabytes * 1_000_000
    try:
        if not path.is_file():
            raise UnreadableError("dit is geen gewoon bestand")
        size = path.stat().st_size
        if size > limit:
            raise UnreadableError(
                f"het bestand is {size / 1_000_000:.0f} MB, meer dan de grens van "
                f"{settings.max_megabytes} MB; verklein of splits het"
            )
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UnreadableError("het bestand is niet te lezen; controleer de rechten") from error
    if path.suffix.lower() in _OFFICE:
        check_archive(data, settings)
    return data


def check_archive(data: bytes, settings: IngestSettings) -> None:
    """Refuse an Office file that unpacks to far more than it is (an archive bomb).

    Sizes are as the file says; zipfile itself never unpacks more of a member than that. The text
    parts have a lower limit, since as a tree they take ten times their size in memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return  # the loader says what is wrong with it
    size = sum(member.file_size for member in members)
    text = sum(m.file_size for m in members if m.filename.lower().endswith((".xml", ".rels")))
    if (
        size > settings.max_unpacked_megabytes * 1_000_000
        or text > settings.max_text_megabytes * 1_000_000
        or size > 300 * max(len(data), 100_000)
        or len(members) > 10_000
    ):
        raise UnreadableError(
            f"het bestand pakt uit tot {max(1, size // 1_000_000)} MB (een archiefbom?); "
            "sla het opnieuw op vanuit Word of Excel"
        )


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _inside(path: Path, base: Path) -> bool:
    try:
        return path.resolve().is_relative_to(base.resolve())
    except (OSError, RuntimeError):  # a link that goes round
        return False
