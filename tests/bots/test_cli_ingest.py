"""`wegwijs ingest`: counts, each failure with its reason, and an exit code that can be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bots.cli import app
from knowledge.base import KnowledgeBase
from knowledge.index import open_writer
from knowledge.settings import KnowledgeSettings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one document, and a home beside it."""
    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("bots.cli.out._width", 200)
    made = tmp_path / "map"
    made.mkdir()
    (made / "zorg.md").write_text("# Zorg\n\nDe school meldt de leerling aan.\n")
    return made


def ingest(*roots: Path) -> Result:
    return CliRunner().invoke(app, ["ingest", *map(str, roots)])


def test_exit_code_is_0_when_all_went_in(folder: Path) -> None:
    result = ingest(folder)
    assert result.exit_code == 0, result.output
    assert "Nieuw" in result.output
    assert "Mislukt" in result.output
    assert len(KnowledgeBase(KnowledgeSettings()).documents()) == 1


def test_exit_code_is_1_and_each_failure_has_its_reason(folder: Path) -> None:
    (folder / "leeg [b]x.md").write_bytes(b"")
    (folder / "d.csv").write_text("naam;omschrijving\nLoket;in\n;zonder\n")
    for _ in range(2):
        result = ingest(folder)
        assert result.exit_code == 1
        assert "leeg [b]x.md" in result.output
        assert "het bestand is leeg" in result.output
        assert "rij 3 heeft geen naam; vul 'naam' in" in result.output
    assert len(KnowledgeBase(KnowledgeSettings()).documents()) == 2


def test_folder_that_does_not_exist_is_told(folder: Path) -> None:
    result = ingest(folder / "nergens")
    assert result.exit_code == 1
    assert "deze map of dit bestand bestaat niet" in result.output


def test_second_writer_is_told_with_exit_code_2(folder: Path) -> None:
    with open_writer(KnowledgeSettings()):
        result = ingest(folder)
    assert result.exit_code == 2


def test_home_that_cannot_be_written_is_told_with_exit_code_2(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bestand").write_text("x")
    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path / "bestand" / "home"))
    result = ingest(folder)
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)
