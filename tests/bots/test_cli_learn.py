"""`wegwijs learn`: used only when better, undone in one step, and nothing personal stays."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from assistant.actors import Actor, Role
from assistant.cases.known import Known
from assistant.cases.lived import lived
from assistant.desk_models import Staff
from assistant.settings import AssistantSettings
from assistant.statuses import Reason
from bots.bootstrap import build
from bots.cli import app
from knowledge.documents import Audience
from knowledge.judgement import judgement
from knowledge.learning import Outcome
from knowledge.settings import KnowledgeSettings
from knowledge.tuned import learned_folder, learned_number, own_judgement

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PASSAGE = "pagina-schorsen-en-verwijderen#0"
ASKED = "mijn zoon Daan, 06 12345678, is geschorst, hoe lang mag dat"


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
    monkeypatch.setattr("bots.tuning_commands.LEAST", 2)
    monkeypatch.setattr("knowledge.learning.STEPS", 2)
    return own


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        {"question": ASKED, "passages": [PASSAGE]},
        {"question": "moet een schorsing op papier", "passages": [PASSAGE]},
        {"question": "wie vraagt een tlv aan", "documents": ["pagina-toelaatbaarheidsverklaring"]},
        {
            "question": "wanneer is een opp verplicht",
            "passages": ["pagina-ontwikkelingsperspectief#0"],
        },
    ]
    made = tmp_path / "vragen.jsonl"
    made.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return made


def better(monkeypatch: pytest.MonkeyPatch, *, really: bool) -> None:
    """What held-back questions say, made up: it is measured elsewhere."""
    after = np.zeros(4) if really else np.full(4, 9.0)
    outcome = Outcome(np.asarray([0.0, 1.0, 2.0, 3.0]), after)
    monkeypatch.setattr("bots.tuning_commands.held_back", lambda *_: outcome)


def learn(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["learn", *arguments])


def test_what_is_better_is_used_and_can_be_undone(
    home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    better(monkeypatch, really=True)
    result = learn(str(file))
    assert result.exit_code == 0, result.output
    assert "goede bron vooraan" in result.output
    assert "25 %" in result.output and "100 %" in result.output
    assert learned_number(KnowledgeSettings()) == 1
    assert own_judgement(KnowledgeSettings()).digest != judgement().digest
    assert "geldt weer" in learn("--undo").output
    assert own_judgement(KnowledgeSettings()) is judgement()
    assert "niets geleerd" in learn("--undo").output


def test_what_is_not_better_is_not_used(
    home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    better(monkeypatch, really=False)
    result = learn(str(file))
    assert result.exit_code == 0, result.output
    assert "niet beter" in result.output
    assert not learned_folder(KnowledgeSettings()).exists()


def test_nothing_of_a_question_or_its_asker_is_kept(
    home: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    better(monkeypatch, really=True)
    learn(str(file))
    kept = b"".join(path.read_bytes() for path in learned_folder(KnowledgeSettings()).iterdir())
    with np.load(learned_folder(KnowledgeSettings()) / "1.npz", allow_pickle=False) as data:
        kept += b"".join(data[name].tobytes() for name in data.files)
    for secret in ("Daan", "12345678", "geschorst", PASSAGE):
        assert secret.encode() not in kept


def test_too_few_questions_teach_nothing(home: Path) -> None:
    result = learn()
    assert result.exit_code == 1
    assert "te weinig om van te leren" in result.output


async def test_use_becomes_known_questions_without_personal_data(home: Path) -> None:
    house = await build(AssistantSettings(), KnowledgeSettings())
    await house.accounts.invite(
        name="Samira", email="s@swv.example", role=Role.ADMINISTRATOR, actor=None, now=NOW
    )
    async with house.sessions() as session:
        staff = (await session.scalars(select(Staff))).one()
    actor = Actor(staff.id, staff.name, staff.email, Role.ADMINISTRATOR)

    async def ask(text: str) -> tuple[dict[str, str], str]:
        started = await house.conversations.start(
            channel="web", audience=Audience.EVERYONE, language="nl", now=NOW
        )
        ids = {"conversation_id": started.id, "token": started.token}
        got = await house.conversations.ask(**ids, text=text, now=NOW)
        return ids, got.answer_id

    ids, answer_id = await ask("hoe lang mag een school een leerling schorsen")
    await house.conversations.feedback(
        **ids, answer_id=answer_id, helpful=True, reason=None, now=NOW
    )
    ids, answer_id = await ask("wanneer is een ontwikkelingsperspectief verplicht")
    await house.conversations.feedback(
        **ids, answer_id=answer_id, helpful=False, reason=None, now=NOW
    )
    ids, _ = await ask("mag mijn zoon Daan (06 12345678) een tekening van de muur halen")
    handed = await house.conversations.hand_over(**ids, now=NOW, reason=Reason.LOW_CONFIDENCE)
    sent = await house.escalations.reply(
        escalation_id=handed.escalation_id,
        actor=actor,
        text="Dat mag.",
        citations=[{"passage_id": PASSAGE}],
        now=NOW,
    )
    known = {k.source: k for k in await lived(house.sessions)}
    helped = [k for k in await lived(house.sessions) if k.source == "feedback"]
    assert [bool(k.against) for k in helped] == [False, True]
    assert PASSAGE in helped[0].passages
    assert known["reply"].passages == {PASSAGE}
    assert "Daan" not in known["reply"].question and "12345678" not in known["reply"].question

    approval = await house.approvals.propose(
        question="Mag een kind zijn tekening meenemen?",
        answer="Ja, dat mag.",
        audience=Audience.EVERYONE,
        actor=actor,
        now=NOW,
        message_id=sent.message_id,
    )
    await house.approvals.approve(approval_id=approval, actor=actor, now=NOW)
    (approved,) = [k for k in await lived(house.sessions) if k.source == "approved"]
    assert approved.documents == {f"approved-{approval}"}
    assert not [k for k in await lived(house.sessions) if k.source == "reply"]
    await house.engine.dispose()


def test_against_a_passage_only_tells_as_long_as_it_is_cited() -> None:
    from assistant.answers import Answer, Citation
    from assistant.attempts import Attempt
    from assistant.statuses import Status
    from knowledge.calibration import Score

    citation = Citation(1, "a", "a#0", "A", "", None, None, "x", None)
    tried = Attempt(
        Score(0.0, 0.0, False), Answer(Status.ANSWERED_QUOTED, "x", "nl", 0.5, (citation,)), []
    )
    assert Known("x", "feedback", against=frozenset({"a#0"})).right(tried) is False
    assert Known("x", "feedback", against=frozenset({"b#0"})).right(tried) is None
    assert Known("x", "file", passages=frozenset({"a#0"})).right(tried) is True
    assert Known("x", "file", documents=frozenset({"a"})).right(tried) is True
    assert Known("x", "file").right(tried) is False
