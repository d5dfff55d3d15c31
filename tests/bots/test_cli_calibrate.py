"""`wegwijs calibrate`: from known questions to a threshold, and back again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bots.cli import app
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings
from knowledge.tuned import calibration_path

# About the example documents, which these questions name in their own words.
ANSWERED = [
    ("wie vraagt een tlv aan", "pagina-toelaatbaarheidsverklaring"),
    ("hoe lang mag een school een leerling schorsen", "pagina-schorsen-en-verwijderen"),
    ("wanneer is een opp verplicht", "pagina-ontwikkelingsperspectief"),
    ("wie betaalt het leerlingenvervoer", "pagina-leerlingenvervoer"),
    ("vanaf welke leeftijd is een kind leerplichtig", "pagina-thuiszitten-en-leerplicht"),
    ("wat doet de vertrouwensinspecteur", "pagina-oneens-en-klachten"),
    ("mogen ouders het schooldossier inzien", "pagina-dossier-en-privacy"),
    ("wat is het vooruitwerklab", "pagina-hoogbegaafdheid"),
]
NOT_ANSWERED = [
    "wat kost een nieuw paspoort",
    "hoe vraag ik huurtoeslag aan",
    "wanneer wordt het oud papier opgehaald",
    "hoe zeg ik mijn sportschool op",
]


@pytest.fixture
def home(
    tmp_path: Path, example_home: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    own = tmp_path / "home"
    shutil.copytree(example_home, own)
    shutil.copy(empty_database, own / "wegwijs.db")
    monkeypatch.setenv("WEGWIJS_HOME", str(own))
    monkeypatch.setattr("bots.tuning_commands.out._width", 200)
    monkeypatch.setattr("bots.tuning_commands.err._width", 200)
    return own


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "vragen.jsonl"
    rows = [{"question": q, "documents": [d]} for q, d in ANSWERED]
    rows += [{"question": q} for q in NOT_ANSWERED]
    made.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return made


def calibrate(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["calibrate", *arguments])


def test_known_questions_set_a_threshold_and_no_text_of_them_is_kept(
    home: Path, file: Path
) -> None:
    result = calibrate(str(file))
    assert result.exit_code == 0, result.output
    assert "12 uit het bestand" in result.output
    assert "95 % (ingesteld)" in result.output
    kept = calibration_path(KnowledgeSettings()).read_text()
    assert not any(word in kept for word in ("paspoort", "schorsen", "leerling"))
    assert KnowledgeBase(KnowledgeSettings()).threshold(foreign=False) is not None


def test_reset_brings_the_shipped_map_back(home: Path, file: Path) -> None:
    calibrate(str(file))
    assert "geldt weer" in calibrate("--reset").output
    assert KnowledgeBase(KnowledgeSettings()).threshold(foreign=False) is None
    assert "niets bijgesteld" in calibrate("--reset").output


def test_an_open_knowledge_base_sees_a_new_map(home: Path, file: Path) -> None:
    knowledge = KnowledgeBase(KnowledgeSettings())
    assert not knowledge.outdated
    calibrate(str(file))
    assert knowledge.refresh()
    assert knowledge.threshold(foreign=False) is not None


def test_without_any_question_it_makes_its_own_and_keeps_the_fixed_threshold(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.cases.made.MOST", 4)
    result = calibrate()
    assert result.exit_code == 0, result.output
    assert "gemaakt uit koppen en begrippen" in result.output
    assert "blijft de vaste drempel staan" in result.output
    assert KnowledgeBase(KnowledgeSettings()).threshold(foreign=False) is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("geen json", "regel 2: dit is geen JSON"),
        ("[]", "er staat geen 'question'"),
        ('{"question": " "}', "er staat geen 'question'"),
        ('{"question": "x", "lang": "xx"}', "voor 'lang' kunt u kiezen"),
        ('{"question": "x", "audience": "kind"}', "parent of school"),
        ('{"question": "x", "facts": "6 weken"}', "'facts' moet een lijst"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_nothing_changes(
    home: Path, file: Path, line: str, reason: str
) -> None:
    first = file.read_text().splitlines()[0]
    file.write_text(f"{first}\n{line}\n")
    result = calibrate(str(file))
    assert result.exit_code == 2
    assert reason in result.output
    assert not calibration_path(KnowledgeSettings()).exists()


def test_a_file_that_is_not_there_is_told(home: Path) -> None:
    result = calibrate(str(home / "nergens.jsonl"))
    assert result.exit_code == 2
    assert "is niet te lezen" in result.output


def test_nothing_ingested_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path))
    result = calibrate()
    assert result.exit_code == 1
    assert "nog niets ingelezen" in result.output
