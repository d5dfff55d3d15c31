"""The queue with 10,000 escalations: fast enough to work in."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from databases import NOW, Core
from sqlalchemy import insert, text

from assistant.models import AnswerRow, Conversation, Escalation, Message, Question
from assistant.queue import Filters
from assistant.statuses import Reason

NUMBER, OPEN = 10_000, 400
# At the server, in milliseconds; the suite allows three times as much on a machine shared by many.
PAGE_MS, SEARCH_MS, ALLOWED = 150, 200, 3
WORDS = (
    "school leerling ondersteuning vervoer gemeente aanvraag onderzoek gesprek ouders leraar groep "
    "advies bezwaar termijn plaatsing begeleiding rekenen lezen gedrag thuis wachtlijst overstap"
).split()


async def fill(core: Core) -> None:
    dice = random.Random(4)
    reasons = [reason.value for reason in Reason]
    rows: dict[type, list[dict[str, object]]] = {
        Conversation: [],
        Question: [],
        AnswerRow: [],
        Escalation: [],
        Message: [],
    }
    for n in range(NUMBER):
        at = NOW - timedelta(hours=n / 4)
        said = " ".join(dice.choices(WORDS, k=25))
        replied = " ".join(dice.choices(WORDS, k=80))
        closed = n >= OPEN
        base = {"id": f"c{n}", "token_hash": "h", "language": "nl", "created_at": at}
        rows[Conversation].append({**base, "channel": "web", "audience": "everyone"})
        where = {"conversation_id": f"c{n}"}
        question = {"id": f"q{n}", "position": 1, "text": f"{said} nummer{n}", "asked_at": at}
        rows[Question].append({**where, **question, "language": "nl"})
        rows[AnswerRow].append(
            {
                "id": f"a{n}",
                "question_id": f"q{n}",
                "status": "no_answer_no_source",
                "text": "Dat weet ik niet.",
                "language": "nl",
                "confidence": 0.1,
                "citations": [],
                "timings_ms": {},
                "answered_at": at,
            }
        )
        rows[Escalation].append(
            {
                **where,
                "id": f"e{n}",
                "question_id": f"q{n}",
                "reason": dice.choice(reasons),
                "opened_at": at,
                "asker_at": at,
                "due_at": at + timedelta(days=2),
                "replied_at": at + timedelta(days=1) if closed else None,
                "closed_at": at + timedelta(days=1) if closed else None,
            }
        )
        line = {**where, "citations": [], "at": at, "text": None, "folded": None}
        line |= {"question_id": None, "answer_id": None, "escalation_id": None}
        rows[Message] += [
            {
                **line,
                "position": 1,
                "author": "asker",
                "kind": "question",
                "question_id": f"q{n}",
                "folded": f"{said} nummer{n}",
            },
            {**line, "position": 2, "author": "assistant", "kind": "answer", "answer_id": f"a{n}"},
        ]
        if closed:
            reply = {"position": 3, "author": "staff", "kind": "reply", "text": replied}
            reply["folded"] = replied
            rows[Message].append({**line, **reply, "escalation_id": f"e{n}"})
    async with core.sessions() as session, session.begin():
        for table, values in rows.items():
            await session.execute(insert(table), values)
    async with core.sessions() as session, session.begin():
        await session.execute(text("ANALYZE"))


async def usual(call: Callable[[], Awaitable[object]]) -> float:
    """The middle one of nine, in milliseconds: what it takes when others do not take the processor."""
    took = []
    for _ in range(9):
        began = time.perf_counter()
        await call()
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[4]


async def test_a_queue_of_10000_is_shown_in_150_ms_and_searched_in_200_ms(
    core: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    await fill(core)
    page, who = core.queue.page, core.anna
    views = {
        view: await usual(lambda view=view: page(view=view, actor=who, now=NOW))  # type: ignore[misc]
        for view in ("unclaimed", "mine", "open", "closed", "all")
    }
    views["page 150"] = await usual(lambda: page(view="all", actor=who, now=NOW, page=150))
    views["one"] = await usual(lambda: core.queue.read(escalation_id="e5", now=NOW))
    views["counts"] = await usual(lambda: core.queue.counts(actor=who, now=NOW))
    views["changed"] = await usual(core.queue.changed_at)
    searches = {
        words: await usual(
            lambda words=words: page(  # type: ignore[misc]
                view="all", actor=who, now=NOW, filters=Filters(search=words)
            )
        )
        for words in ("nummer7777", "vervoer", "vervoer wachtlijst", "bestaatniet")
    }
    views["related"] = await usual(lambda: core.queue.related(escalation_id="e5"))
    (found,) = (
        await page(view="all", actor=who, now=NOW, filters=Filters(search="nummer7777"))
    ).items
    assert found.id == "e7777"
    with capsys.disabled():
        name = core.engine.dialect.name
        shown = ", ".join(f"{k} {v:.0f}" for k, v in {**views, **searches}.items())
        print(f"\n{NUMBER} escalations on {name}, median in ms: {shown}")
    assert max(views.values()) <= ALLOWED * PAGE_MS
    assert max(searches.values()) <= ALLOWED * SEARCH_MS
