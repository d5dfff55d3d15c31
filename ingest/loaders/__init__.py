"""One table: which loader reads which file."""

from __future__ import annotations

from collections.abc import Callable

from ingest.blocks import Loaded, UnreadableError
from ingest.loaders import catalogue, docx, html, markdown, pdf, tables, text

# Part of every digest: a better loader makes the documents be read again.
VERSION = "5"

LOADERS: dict[str, Callable[[bytes], Loaded]] = {
    ".pdf": pdf.load,
    ".docx": docx.load,
    ".html": html.load,
    ".htm": html.load,
    ".md": markdown.load,
    ".markdown": markdown.load,
    ".txt": text.load,
    ".xlsx": tables.load_xlsx,
    ".csv": tables.load_csv,
    ".yaml": catalogue.load_yaml,
    ".yml": catalogue.load_yaml,
}

# Programs and archives that call themselves documents.
_FOREIGN = {
    b"MZ": "een Windows-programma",
    b"\x7fELF": "een programma",
    b"#!": "een script",
    b"Rar!": "een archief",
    b"\x1f\x8b": "een archief",
    b"7z\xbc\xaf": "een archief",
}


def load(suffix: str, data: bytes) -> Loaded:
    """The text of a file. Raises UnreadableError with the reason in Dutch."""
    loader = LOADERS.get(suffix.lower())
    if loader is None:
        raise UnreadableError(
            f"onbekend formaat '{suffix or 'zonder extensie'}'; gebruik PDF, DOCX, HTML, Markdown, "
            "tekst, XLSX, CSV of YAML"
        )
    if not data.strip():
        raise UnreadableError("het bestand is leeg")
    for start, what in _FOREIGN.items():
        if data.startswith(start):
            raise UnreadableError(f"dit is {what}, geen document; verwijder het uit de map")
    if suffix.lower() == ".pdf" and b"%PDF" not in data[:1024]:
        raise UnreadableError("dit bestand heet .pdf maar is geen PDF; controleer het bestand")
    return loader(data)
