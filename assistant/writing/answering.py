"""The steps with a language model between them: it words what the steps decided, nothing else."""

from __future__ import annotations

import asyncio
import time

from assistant import answering
from assistant.answering import Watcher
from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.writing.writer import Tell, Writer
from knowledge.base import KnowledgeBase

# What a model may word anew. All other ends are our own texts: they stay as they are.
_WORDED = (Status.ANSWERED_QUOTED, Status.ANSWERED_SERVICE)


async def answer_in_own_words(
    turn: Turn,
    knowledge: KnowledgeBase,
    writer: Writer,
    *,
    watch: Watcher | None = None,
    tell: Tell | None = None,
) -> Answer:
    """As answering.answer, with follow-ups made whole and the answer written, where that works.

    The steps compute in a thread; only waiting for the model happens here. Raises what a step
    raises.
    """
    steps = answering.STEPS
    middle = next((i for i, step in enumerate(steps) if step.__name__ == "retrieve"), len(steps))
    timings: dict[str, float] = {}
    answer = await asyncio.to_thread(answering.run, steps[:middle], turn, knowledge, timings, watch)
    if answer is None:
        if turn.searched != turn.text and not turn.personal:
            began = _begin("rephrase_follow_up", watch)
            await writer.rephrase(turn)
            timings["rephrase_follow_up"] = _since(began)
        answer = await asyncio.to_thread(
            answering.run, steps[middle:], turn, knowledge, timings, watch
        )
    assert answer is not None, "the last step always answers"
    if answer.status in _WORDED:
        began = _begin("write_answer", watch)
        written = await writer.write(turn, answer, tell=tell)
        answer = written.answer or answer
        timings["write_answer"] = _since(began)
    return answering.finish(answer, turn, timings)


def _begin(name: str, watch: Watcher | None) -> float:
    if watch:
        watch(name)
    return time.perf_counter()


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)
