"""Ten thousand escalations: the queue stays quick."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from desk_server import Server, Visitor, serving
from sqlalchemy import insert

from assistant.actors import Role
from assistant.models import Conversation, Escalation, Message, Question
from assistant.statuses import Reason

MANY = 10_000
WORDS = (
    "arrangement begeleider kosten vervoer dyslexie advies school gesprek plan besluit bezwaar "
    "rust groep toets verlof training observatie hulp formulier termijn klacht dossier"
).split()


async def _fill(server: Server, staff_id: str) -> None:
    """Half a year of questions: one in fifty is open, the rest is answered and closed."""
    chance, now = random.Random(7), datetime.now(UTC)
    talks: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    handed: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for n in range(MANY):
        at = now - timedelta(minutes=26 * n)
        is_open = n % 50 == 0
        talk, question, escalation = f"c-{n}", f"q-{n}", f"e-{n}"
        text = " ".join(chance.choice(WORDS) for _ in range(14)) + f" nummer{n}?"
        talks.append(
            {
                "id": talk,
                "token_hash": f"{n:064}",
                "channel": "web",
                "audience": "everyone",
                "language": "nl",
                "created_at": at,
            }
        )
        asked.append(
            {
                "id": question,
                "conversation_id": talk,
                "position": 1,
                "text": text,
                "language": "nl",
                "asked_at": at,
            }
        )
        handed.append(
            {
                "id": escalation,
                "conversation_id": talk,
                "question_id": question,
                "reason": chance.choice([r.value for r in Reason if r is not Reason.EMERGENCY]),
                "opened_at": at,
                "due_at": at + timedelta(days=2),
                "asker_at": at,
                "replied_at": None if is_open else at + timedelta(hours=5),
                "closed_at": None if is_open else at + timedelta(days=1),
            }
        )
        reply = " ".join(chance.choice(WORDS) for _ in range(40))
        common = {"conversation_id": talk, "citations": []}
        said.append(
            {
                **common,
                "id": f"m-{n}",
                "position": 1,
                "author": "asker",
                "kind": "question",
                "question_id": question,
                "escalation_id": None,
                "staff_id": None,
                "text": None,
                "folded": text.lower(),
                "at": at,
            }
        )
        said.append(
            {
                **common,
                "id": f"r-{n}",
                "position": 2,
                "author": "staff",
                "kind": "reply",
                "question_id": None,
                "escalation_id": escalation,
                "staff_id": staff_id,
                "text": reply,
                "folded": reply,
                "at": at + timedelta(hours=5),
            }
        )
    async with server.house.sessions() as session, session.begin():
        for model, rows in (
            (Conversation, talks),
            (Question, asked),
            (Escalation, handed),
            (Message, said),
        ):
            for start in range(0, len(rows), 2_000):
                await session.execute(insert(model), rows[start : start + 2_000])


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("busy") / "home") as running:
        actor = running.join("Marijke de Boer", Role.ADMINISTRATOR)
        running.run(_fill(running, actor.id))
        yield running


def _milliseconds(visitor: Visitor, path: str) -> float:
    """The middle of seven requests, each a whole page over a real socket, after one to warm up."""
    taken = []
    for _ in range(8):
        began = time.perf_counter()
        assert visitor.get(path).status_code == 200
        taken.append((time.perf_counter() - began) * 1_000)
    return median(taken[1:])


# The bounds are several times what was measured: the machines of CI are shared.
@pytest.mark.parametrize(
    ("what", "path", "wanted", "bound"),
    [
        ("queue page", "/", 150, 600),
        ("closed list, last page", "/?lijst=klaar&pagina=392", 150, 600),
        ("part that changes", "/?deel=lijst", 150, 600),
        ("search, one word", "/?zoek=nummer4321", 200, 800),
        ("search, three words", "/?zoek=bezwaar+termijn+vervoer", 200, 800),
        ("one question", "/vragen/e-5000", 150, 600),
    ],
)
def test_ten_thousand_escalations_do_not_slow_the_desk(
    busy: Server, what: str, path: str, wanted: int, bound: int
) -> None:
    visitor = busy.browser("Marijke de Boer")
    taken = _milliseconds(visitor, path)
    print(f"{what}: {taken:.0f} ms (wanted: {wanted} ms)")
    assert taken < bound


def test_all_ten_thousand_are_counted_and_found(busy: Server) -> None:
    visitor = busy.browser("Marijke de Boer")
    page = visitor.get("/").text
    counts = [int(n) for n in re.findall(r'<span class="count">(\d+)</span>', page)]
    assert MANY // 50 in counts
    assert MANY - MANY // 50 in counts
    assert 'data-item="e-4321"' in visitor.get("/?zoek=nummer4321").text
