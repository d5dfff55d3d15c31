"""From a question to an answer: the steps, in order, until one of them answers."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.steps.answer_from_sources import answer_from_sources
from assistant.steps.clean_up import clean_up
from assistant.steps.detect_language import detect_language
from assistant.steps.guard_short_question import guard_short_question
from assistant.steps.heed_intents import heed_intents
from assistant.steps.join_follow_up import join_follow_up
from assistant.steps.make_small_talk import make_small_talk
from assistant.steps.mask_personal_data import mask_personal_data
from assistant.steps.notice_personal_case import notice_personal_case
from assistant.steps.notice_request_for_person import notice_request_for_person
from assistant.steps.point_elsewhere import point_elsewhere
from assistant.steps.recognise_emergency import recognise_emergency
from assistant.steps.refuse_steering import refuse_steering
from assistant.steps.retrieve import retrieve
from assistant.steps.weigh_intents import weigh_intents
from assistant.texts import say
from knowledge.base import KnowledgeBase

Step = Callable[[Turn, KnowledgeBase], Answer | None]
Watcher = Callable[[str], None]
# More questions at once than cores make each other, and the database in between, wait longer:
# 200 parents on 2 cores had their first sentence within 0.8 s of six threads, 0.3 s of two (p95).
_COMPUTING = threading.BoundedSemaphore(os.cpu_count() or 1)

STEPS: tuple[Step, ...] = (
    clean_up,
    mask_personal_data,
    detect_language,
    weigh_intents,
    recognise_emergency,
    refuse_steering,
    make_small_talk,
    notice_request_for_person,
    notice_personal_case,
    point_elsewhere,
    heed_intents,
    guard_short_question,
    join_follow_up,
    retrieve,
    answer_from_sources,
)


def answer(turn: Turn, knowledge: KnowledgeBase, watch: Watcher | None = None) -> Answer:
    """Run the steps on a turn; `watch` hears the name of each step as it begins.

    Timings are in milliseconds per step. Raises what a step raises: the caller turns errors into
    a hand-over (assistant.conversations).
    """
    timings: dict[str, float] = {}
    result = run(STEPS, turn, knowledge, timings, watch)
    if result is None:
        raise AssertionError("the last step always answers")
    return finish(result, turn, timings)


def run(
    steps: Sequence[Step],
    turn: Turn,
    knowledge: KnowledgeBase,
    timings: dict[str, float],
    watch: Watcher | None = None,
) -> Answer | None:
    """Some of the steps, in order, until one of them answers; `timings` gets theirs."""
    with _COMPUTING:
        for step in steps:
            if watch:
                watch(step.__name__)
            began = time.perf_counter()
            result = step(turn, knowledge)
            timings[step.__name__] = round((time.perf_counter() - began) * 1000, 2)
            if result is not None:
                return result
    return None


def finish(result: Answer, turn: Turn, timings: dict[str, float]) -> Answer:
    """The answer with what was left out of the question, and how long each step took."""
    return replace(
        result, text=_with_note(result.text, turn), masked=turn.masked, timings_ms=timings
    )


def hand_over(turn: Turn, knowledge: KnowledgeBase) -> Answer:
    """What comes back while staff has the assistant switched off: danger still gets its numbers."""
    for step in (clean_up, mask_personal_data, detect_language, recognise_emergency):
        result = step(turn, knowledge)
        if result is not None:
            return replace(result, text=_with_note(result.text, turn), masked=turn.masked)
    text = _with_note(say("switched_off", turn.language), turn)
    return Answer(Status.HANDOFF_SWITCHED_OFF, text, turn.language, masked=turn.masked)


def _with_note(text: str, turn: Turn) -> str:
    """The asker is told what was left out of the question."""
    if not turn.masked:
        return text
    return f"{text}\n\n{say('masked', turn.language, kinds=', '.join(turn.masked))}"
