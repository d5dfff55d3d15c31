"""Commands around the desk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bots.cli import app


@pytest.fixture
def home(
    example_home: Path, empty_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    own = shutil.copytree(example_home, tmp_path / "home")
    shutil.copy(empty_database, own / "wegwijs.db")
    monkeypatch.setenv("WEGWIJS_HOME", str(own))
    for name in ("DATABASE_URL", "CHROMA_URL"):
        monkeypatch.delenv(f"WEGWIJS_{name}", raising=False)
    return Path(own)


def test_an_approved_answer_that_is_not_found_any_more_is_named_and_fails(home: Path) -> None:
    whole = CliRunner().invoke(app, ["regression"])
    assert (whole.exit_code, whole.output.strip()) == (
        0,
        "0 van 0 goedgekeurde antwoorden gevonden.",
    )
    lost = {
        "question": "Mag de klimwand in de gymzaal open?",
        "audience": "school",
        "expected": {"document_id": "approved-weg"},
    }
    (home / "evaluation").mkdir()
    (home / "evaluation" / "approved.jsonl").write_text(json.dumps(lost) + "\n")
    broken = CliRunner().invoke(app, ["regression"])
    assert broken.exit_code == 1
    assert lost["question"] in broken.output
    assert "0 van 1" in broken.output
