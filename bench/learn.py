"""`make bench-learn`: what a knowledge base gains from a month of use.

The questions of bench/data/learn come in as in real use: through the conversation, into a database.
A good answer is called helpful; a wrong one is handed over, and one that was withheld too; staff
replies with the source that answers, or without one when there is none. Then `wegwijs learn`, and
the same measure before and after: on questions about the same subjects in other words, on subjects
that were never asked, and on the development questions, none of which took part.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import select

from assistant.actors import Actor, Role
from assistant.attempts import attempt
from assistant.cases.known import Known
from assistant.cases.lessons import lessons
from assistant.cases.lived import lived
from assistant.desk_models import Staff
from assistant.settings import AssistantSettings
from assistant.statuses import Reason
from bench import lindewaard
from bench.evaluate import opened, run
from bench.month import month, topics
from bench.questions import DEVELOPMENT, load
from bots.bootstrap import House, build
from knowledge.base import KnowledgeBase
from knowledge.judgement import judgement
from knowledge.learning import held_back, learn
from knowledge.settings import KnowledgeSettings
from knowledge.tuned import keep_learned

# Of the subjects this share is never asked in the month.
NEVER_ASKED = 0.3
BEGAN = datetime(2026, 10, 24, 9, tzinfo=UTC)


def divided() -> tuple[list[Known], list[Known], list[Known]]:
    """(asked in the month, the same subjects in other words, other subjects)."""
    by_topic: dict[str, list[Known]] = defaultdict(list)
    for topic, asked in zip(topics(), month(), strict=True):
        by_topic[topic].append(asked)
    order = sorted(by_topic)
    random.Random(0).shuffle(order)
    unseen = set(order[: int(len(order) * NEVER_ASKED)])
    asked_now: list[Known] = []
    again: list[Known] = []
    other: list[Known] = []
    for topic, own in by_topic.items():
        if topic in unseen:
            other += own
        elif len(own) > 1:
            asked_now += own[:-1]
            again += own[-1:]
        else:
            asked_now += own
    return asked_now, again, other


async def use(house: House, asked: Sequence[Known]) -> None:
    """A month: each question asked, judged by its asker, and replied to where it went wrong."""
    actor = await _actor(house)
    for number, known in enumerate(asked):
        now = BEGAN + timedelta(hours=6 * number)
        started = await house.conversations.start(
            channel="web", audience=known.audience, language=known.language or "nl", now=now
        )
        ids = {"conversation_id": started.id, "token": started.token}
        got = await house.conversations.ask(**ids, text=known.question, now=now)
        cited = {c.passage_id for c in got.answer.citations}
        answered = got.answer.status.startswith("answered_")
        right = answered and any(known.answered_by(id_) for id_ in cited)
        if answered:
            await house.conversations.feedback(
                **ids, answer_id=got.answer_id, helpful=right, reason=None, now=now
            )
        if right:
            continue
        reason = Reason.NOT_HELPED if answered else Reason.LOW_CONFIDENCE
        handed = await house.conversations.hand_over(**ids, now=now, reason=reason)
        await house.escalations.reply(
            escalation_id=handed.escalation_id,
            actor=actor,
            text="Dit staat in de bron hieronder." if known.passages else "Dat weten wij niet.",
            citations=[{"passage_id": id_} for id_ in sorted(known.passages)],
            now=now + timedelta(hours=2),
        )


async def _actor(house: House) -> Actor:
    await house.accounts.invite(
        name="Secretariaat",
        email="secretariaat@swv.example",
        role=Role.ADMINISTRATOR,
        actor=None,
        now=BEGAN,
    )
    async with house.sessions() as session:
        row = (await session.scalars(select(Staff))).one()
        return Actor(row.id, row.name, row.email, Role.ADMINISTRATOR)


def found(knowledge: KnowledgeBase, asked: Sequence[Known]) -> str:
    """The share with a right source first, and among the first three."""
    ranks = []
    for known in asked:
        if not known.passages:
            continue
        tried = attempt(
            knowledge,
            known.question,
            audience=known.audience,
            today=lindewaard.TODAY,
            language=known.language,
        )
        if tried is not None:
            right = [known.answered_by(f.passage.id) for f in tried.found]
            ranks.append(right.index(True) if True in right else 99)
    array = np.asarray(ranks)
    return (
        f"first {np.mean(array < 1):.3f} ({int(np.sum(array < 1))}), first three "
        f"{np.mean(array < 3):.3f} of {len(array)}"
    )


def main() -> None:
    """Use, learn, measure; prints."""
    asked, again, other = divided()
    with tempfile.TemporaryDirectory() as folder:
        settings = KnowledgeSettings(home=Path(folder), chroma_url=None)
        opened(Path(folder))

        async def lived_through() -> list[Known]:
            house = await build(AssistantSettings(home=Path(folder), database_url=None), settings)
            try:
                await use(house, asked)
                return await lived(house.sessions)
            finally:
                await house.engine.dispose()

        known = asyncio.run(lived_through())
        before = KnowledgeBase(settings, learned=False)
        sources = sum(bool(k.passages) for k in known)
        print(f"asked {len(asked)}; known from use {len(known)}, {sources} with a source")
        learnt = lessons(before, known, today=lindewaard.TODAY)
        outcome = held_back(learnt, judgement())
        print(
            f"held back in learning: first {np.mean(outcome.before < 1):.3f} -> "
            f"{np.mean(outcome.after < 1):.3f}; used: {outcome.better}"
        )
        keep_learned(settings, learn(learnt, judgement()))
        after = KnowledgeBase(settings)
        for name, part in (("same subjects, other words", again), ("other subjects", other)):
            print(
                f"{name}: before {found(before, part)}\n{'':{len(name)}}  after  {found(after, part)}"
            )
        questions = load(DEVELOPMENT)
        for name, knowledge in (("before", before), ("after", after)):
            print(f"development, {name}")
            run(questions, knowledge)


if __name__ == "__main__":
    main()
