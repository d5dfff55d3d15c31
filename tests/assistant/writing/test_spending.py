"""What a model takes is counted a day, over all processes, and a budget ends it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from databases import Core
from openai_server import OpenAIServer

from assistant.answers import Turn
from assistant.statuses import Status
from assistant.writing.answering import answer_in_own_words
from assistant.writing.draft import Draft, Line, Use
from assistant.writing.settings import WritingSettings
from assistant.writing.spending import Spending
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

DAY = date(2026, 11, 24)
SETTINGS = WritingSettings(llm="openai:klein", llm_price_in=0.5, llm_price_out=2)
GOOD = "De school beslist binnen 6 weken na de aanmelding over toelating. [1]"
WRONG = "De school beslist binnen 9 weken na de aanmelding over toelating. [1]"


def draft(failure: str | None = None) -> Draft:
    return Draft([Line("Goed.", (1,)), Line("Fout.", (1,), "number")], Use(2, 1_000, 100), failure)


async def test_a_day_adds_up_and_a_period_adds_up_days(core: Core) -> None:
    spending = Spending(core.sessions)
    assert await spending.over(first=DAY, last=DAY) is None
    for day in (DAY, DAY, DAY + timedelta(1)):
        await spending.add(day=day, settings=SETTINGS, draft=draft())
    assert await spending.spent(DAY) == 2 * (500 + 200)
    both = await spending.over(first=DAY, last=DAY + timedelta(1))
    assert both is not None
    assert (both.calls, both.tokens_in, both.tokens_out) == (6, 3_000, 300)
    assert (both.sentences, both.refused, both.failures) == (6, 3, 0)
    assert both.euros == pytest.approx(0.0021)


async def test_texts_at_the_same_moment_are_all_counted(core: Core) -> None:
    spending = Spending(core.sessions)
    await asyncio.gather(
        *(spending.add(day=DAY, settings=SETTINGS, draft=draft("busy")) for _ in range(12))
    )
    total = await spending.over(first=DAY, last=DAY)
    assert total is not None and (total.calls, total.failures) == (24, 12)


async def test_when_the_budget_is_used_up_the_model_is_not_called_until_the_next_day(
    core: Core, make_writer, server: OpenAIServer, example_knowledge: KnowledgeBase
) -> None:
    # The server counts 900 tokens in and 50 out: 0.95 euro at a thousand euros a million.
    server.says = [GOOD]
    spending = Spending(core.sessions)
    writer = make_writer(spending, budget=0.9, price_in=1000, price_out=1000)

    async def asked(day: date) -> Status:
        turn = Turn("Hoe lang mag de school over toelating doen?", Audience.EVERYONE, day)
        return (await answer_in_own_words(turn, example_knowledge, writer)).status

    assert await asked(DAY) is Status.ANSWERED_WRITTEN
    assert await spending.spent(DAY) == 950_000
    assert await asked(DAY) is Status.ANSWERED_QUOTED
    assert len(server.asked) == 1
    assert await asked(DAY + timedelta(1)) is Status.ANSWERED_WRITTEN


async def test_every_call_counts_also_of_a_sentence_that_is_written_anew(
    core: Core, make_writer, server: OpenAIServer, example_knowledge: KnowledgeBase
) -> None:
    server.says = [WRONG, GOOD]
    spending = Spending(core.sessions)
    turn = Turn("Hoe lang mag de school over toelating doen?", Audience.EVERYONE, DAY)
    await answer_in_own_words(turn, example_knowledge, make_writer(spending))
    total = await spending.over(first=DAY, last=DAY)
    assert total is not None
    assert (total.calls, total.tokens_in, total.tokens_out) == (2, 1_800, 100)
    assert (total.sentences, total.refused) == (1, 1)
