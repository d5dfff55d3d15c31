"""The example documents are what their builders make of the sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "passenderwijs"
LINDEWAARD = ROOT / "bench" / "data" / "lindewaard" / "documents"


def built(code: str) -> None:
    """Run a builder in a process of its own, as a person would."""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def same(made: Path, kept: Path) -> None:
    files = sorted(path for path in made.rglob("*") if path.is_file())
    assert files
    for path in files:
        name = path.relative_to(made)
        assert path.read_bytes() == (kept / name).read_bytes(), name


def test_plan_and_regulations_are_built_to_the_same_bytes(tmp_path: Path) -> None:
    built(
        "from pathlib import Path; from examples.sources.build import build; "
        f"build(Path({str(tmp_path)!r}))"
    )
    assert len(list(tmp_path.glob("*.docx"))) == 3
    same(tmp_path, EXAMPLE)


def test_pages_are_built_to_the_same_bytes(tmp_path: Path) -> None:
    built(
        "from pathlib import Path; from examples.sources.build_pages import build; "
        f"build(Path({str(tmp_path)!r}))"
    )
    same(tmp_path, EXAMPLE / "paginas")


def test_documents_of_the_second_alliance_are_built_to_the_same_bytes(tmp_path: Path) -> None:
    built(
        "from pathlib import Path; from bench.lindewaard import build; "
        f"build(Path({str(tmp_path)!r}))"
    )
    same(tmp_path, LINDEWAARD)
