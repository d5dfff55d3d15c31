"""Builds the example PDF, Word files and their sidecars from the Markdown beside this script.

    python examples/sources/build.py

The same sources give the same bytes: dates are fixed, and nothing is read but this folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.sources.parts import House, read, sidecar
from examples.sources.typeset_docx import docx
from examples.sources.typeset_pdf import pdf

SOURCES = Path(__file__).resolve().parent
TARGET = SOURCES.parent / "passenderwijs"
HOUSE = House(
    author="Passenderwijs",
    cover="Samenwerkingsverband Passenderwijs, Utrecht-West",
    edition="Voorbeelduitgave",
)


def build(target: Path = TARGET) -> None:
    """Write every document and its sidecar."""
    target.mkdir(exist_ok=True)
    for source in sorted(SOURCES.glob("*.md")):
        meta, parts = read(source)
        file = target / meta["output"]
        file.write_bytes((pdf if file.suffix == ".pdf" else docx)(meta, parts, house=HOUSE))
        file.with_name(file.name + ".meta.yaml").write_text(sidecar(meta), encoding="utf-8")
        print(file.name)


if __name__ == "__main__":
    build()
