"""The process is killed between receiving, answering and delivering: nothing lost, nothing doubled
beyond what was in flight."""

from __future__ import annotations

import asyncio
import json
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
    # A round has one fetch with something in it, and three questions at least.
    once = of_staff or method == "getUpdates"
    left, dead = [1 if once else chance.randint(1, 3)], threading.Event()
    delay = chance.random() * 0.05 if method in ("getUpdates", "sendChatAction") else 0.0

    def called(name: str, params: dict[str, Any]) -> bool:
        if name != method or (of_staff and not _is_of_staff(params)):
            return False
        left[0] -= 1
        if left[0] != 0:
            return False
        if delay:
            threading.Timer(delay, lambda: (process.kill(), dead.set())).start()
        else:
            process.kill()
            dead.set()
        return True

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
    asked: dict[int, list[int]] = {}
    replied: list[str] = []
    in_flight: Counter[Any] = Counter()

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
            for person in CHATS:
                # Others after twenty rounds: nobody may ask more than sixty questions an hour.
                chat = person + 10 * (number // 20)
                own = asked.setdefault(chat, [])
                for _ in range(2):
                    own.append(api.say(chat, ASKED[len(own) % len(ASKED)]))
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
            in_flight.update(_in_flight(process, api))
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
    doubled = 0
    for chat, own in asked.items():
        answers = [m.reply_to for m in api.to(chat) if m.reply_to and not _from_staff(m.text)]
        # In order, but for one in flight that came again.
        assert list(dict.fromkeys(answers)) == own
        for message, times in Counter(answers).items():
            assert times - 1 <= in_flight[chat, message]
            doubled += times - 1
    for text in replied:
        times = sum(text in message.text for message in api.sent)
        assert 0 <= times - 1 <= in_flight[text]
        doubled += times - 1
    print(f"{rounds} kills, {count} messages, {len(replied)} replies, doubled: {doubled}")


def _in_flight(process: BotProcess, api: BotApi) -> list[Any]:
    """What Telegram accepted and the process that died could not write down any more."""
    there = {(m.chat_id, m.reply_to) for m in api.sent if not _from_staff(m.text)}
    waiting = process.query("SELECT address, parts FROM arrivals WHERE settled_at IS NULL")
    heads = [(int(chat), json.loads(parts)[0].get("reply_to")) for chat, parts in waiting]
    answers = [key for key in heads if key in there]
    # In a chat one at a time is on its way.
    assert len({chat for chat, _ in answers}) == len(answers)
    replies = process.query(
        "SELECT m.text FROM deliveries d JOIN messages m ON m.id = d.message_id"
        " WHERE d.delivered_at IS NULL"
    )
    return [*answers, *(t for (t,) in replies if any(t in message.text for message in api.sent))]


def _from_staff(text: str) -> bool:
    return text.startswith(tell("from_staff_reply", "nl"))


def _answered(api: BotApi, asked: dict[int, list[int]]) -> int:
    there = {(m.chat_id, m.reply_to) for m in api.sent if not _from_staff(m.text)}
    return sum((chat, message) in there for chat, own in asked.items() for message in own)
