"""Many messages at the same moment: each answered, in the order of its chat."""

from __future__ import annotations

import random
import time

import pytest
from telegram_work import Work
from test_asking import QUESTION

ASKED = (
    QUESTION,
    "Wie vraagt leerlingenvervoer aan?",
    "Wat is een TLV?",
    "Hoe dien ik een bezwaar in?",
    "/status",
)


@pytest.mark.parametrize(
    ("chats", "each"),
    [(25, 8), pytest.param(100, 10, marks=pytest.mark.long)],
    ids=["200 messages", "1,000 messages"],
)
async def test_a_burst_is_answered_in_order_per_chat(work: Work, chats: int, each: int) -> None:
    chance = random.Random(6)
    turns = [chat for chat in range(1, chats + 1) for _ in range(each)]
    chance.shuffle(turns)
    asked: dict[int, list[int]] = {}
    began = time.perf_counter()
    for chat in turns:
        text = ASKED[len(asked.setdefault(chat, [])) % len(ASKED)]
        asked[chat].append(work.api.say(chat, text))
    await work.api.until(lambda: len(work.api.sent) >= len(turns), 600)
    await work.quiet()
    print(f"{len(turns)} messages in {time.perf_counter() - began:.1f} s")
    assert len(work.api.sent) == len(turns)
    for chat, own in asked.items():
        questions = [m for n, m in enumerate(own) if ASKED[n % len(ASKED)] != "/status"]
        replies = work.api.to(chat)
        assert [one.reply_to for one in replies if one.reply_to] == questions
        # Also what is no answer keeps its place among them.
        assert [one.reply_to is None for one in replies] == [
            ASKED[n % len(ASKED)] == "/status" for n in range(each)
        ]
