"""The process is killed between receiving, answering and delivering: nothing lost, nothing doubled
beyond what was in flight."""

from __future__ import annotations

import asyncio
import random
import shutil
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bot_api import BotApi
from bot_process import BotProcess, bot_process
from telegram_work import administrator_of
from test_asking import QUESTION

from assistant.actors import Actor
from assistant.settings import AssistantSettings
from bots.bootstrap import House, build
from bots.telegram.wording import tell
from knowledge.settings import KnowledgeSettings

CHATS = (1, 2, 3)
ASKED = (QUESTION, "Wie vraagt leerlingenvervoer aan?", "/secretariaat Mag dit?", "Wat is een TLV?")
# Where the process dies: a call that is there but not accepted yet, or accepted but not answered.
POINTS: tuple[tuple[str, str, bool], ...] = (
    ("on_done", "getUpdates", False),
    ("on_call", "sendChatAction", False),
    ("on_call", "sendMessage", False),
    ("on_done", "sendMessage", False),
    ("on_call", "sendMessage", True),
    ("on_done", "sendMessage", True),
)


def _is_of_staff(params: dict[str, Any]) -> bool:
    return tell("from_staff_reply", "nl") in str(params.get("text"))


def _die(
    process: BotProcess, api: BotApi, point: tuple[str, str, bool], chance: random.Random
) -> threading.Event:
    """Kill the process at a point; at which of its calls is left to chance."""
    hook, method, of_staff = point
    left, dead = [1 if of_staff else chance.randint(1, 4)], threading.Event()
    delay = chance.random() * 0.05 if method in ("getUpdates", "sendChatAction") else 0.0

    def called(name: str, params: dict[str, Any]) -> None:
        if name != method or (of_staff and not _is_of_staff(params)):
            return
        left[0] -= 1
        if left[0] != 0:
            return
        if delay:
            threading.Timer(delay, lambda: (process.kill(), dead.set())).start()
        else:
            process.kill()
            dead.set()

    setattr(api, hook, called)
    return dead


async def _reply(house: House, actor: Actor, text: str) -> bool:
    """Staff answers the oldest question that has no answer yet."""
    page = await house.queue.page(view="unclaimed", actor=actor, now=datetime.now(UTC))
    if not page.items:
        return False
    await house.escalations.reply(
        escalation_id=page.items[0].id, actor=actor, text=text, now=datetime.now(UTC)
    )
    return True


@pytest.mark.parametrize("rounds", [6, pytest.param(100, marks=pytest.mark.long)])
def test_a_killed_process_loses_nothing_and_doubles_only_what_was_in_flight(
    tmp_path: Path, example_home: Path, api: BotApi, rounds: int
) -> None:
    home = tmp_path / "home"
    shutil.copytree(example_home, home)
    chance = random.Random(rounds)
    asked: dict[int, list[int]] = {chat: [] for chat in CHATS}
    replied: list[str] = []

    async def staff(text: str) -> bool:
        house = await build(
            AssistantSettings(home=home, database_url=None),
            KnowledgeSettings(home=home, chroma_url=None),
        )
        people = await house.accounts.people()
        actor = (
            Actor(people[0].id, people[0].name, people[0].email, people[0].role)
            if people
            else await administrator_of(house)
        )
        done = await _reply(house, actor, text)
        await house.engine.dispose()
        return done

    with bot_process(home, api) as process:
        for number in range(rounds):
            for chat in CHATS:
                for _ in range(2):
                    text = ASKED[len(asked[chat]) % len(ASKED)]
                    asked[chat].append(api.say(chat, text))
            point = POINTS[number % len(POINTS)]
            if point[2]:
                # The courier must have something to bring; else the round kills at an answer.
                text = f"Antwoord nummer {number}."
                if asyncio.run(staff(text)):
                    replied.append(text)
                else:
                    point = (*point[:2], False)
            dead = _die(process, api, point, chance)
            process.start()
            assert dead.wait(120), point
            process.died()
            api.on_call = api.on_done = None
        process.start()
        count = sum(map(len, asked.values()))
        api.wait(lambda: _answered(api, asked) == count, 300)
        api.wait(lambda: all(any(t in m.text for m in api.sent) for t in replied), 120)
        api.wait(api.idle, 60)
        process.stop()
        questions = process.query("SELECT conversation_id, COUNT(*) FROM questions GROUP BY 1")
        assert sum(number for _, number in questions) == count
        assert process.query("SELECT COUNT(*) FROM arrivals WHERE settled_at IS NULL") == [(0,)]
        assert process.query(
            "SELECT COUNT(*) FROM questions q LEFT JOIN answers a ON "
            "a.question_id = q.id WHERE a.id IS NULL AND q.text <> 'Mag dit?'"
        ) == [(0,)]
    for chat, own in asked.items():
        answers = [m.reply_to for m in api.to(chat) if m.reply_to and not _from_staff(m.text)]
        # In order, but for one in flight that came again.
        assert list(dict.fromkeys(answers)) == own
        doubled = sum(times - 1 for times in Counter(answers).values())
        assert doubled <= rounds
    for text in replied:
        assert 1 <= sum(text in message.text for message in api.sent) <= 2
    doubled = len(api.sent) - count - len(replied)
    print(f"{rounds} kills, {count} messages, {len(replied)} replies, doubled: {doubled}")
    assert doubled <= rounds * len(CHATS)


def _from_staff(text: str) -> bool:
    return text.startswith(tell("from_staff_reply", "nl"))


def _answered(api: BotApi, asked: dict[int, list[int]]) -> int:
    there = {(m.chat_id, m.reply_to) for m in api.sent if not _from_staff(m.text)}
    return sum((chat, message) in there for chat, own in asked.items() for message in own)
