"""The steps together: the same answer each time, each step timed, no error swallowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from questions import ask

from assistant import answering
from assistant.answering import STEPS, answer
from assistant.answers import Answer, Turn
from assistant.statuses import Status
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "question", ["Wie vraagt een TLV aan?", "Kto płaci za autobus?", "blauwe olifant op de maan"]
)
def test_the_same_question_gets_the_same_answer(
    example_knowledge: KnowledgeBase, question: str
) -> None:
    first, second = (replace(ask(example_knowledge, question), timings_ms={}) for _ in range(2))
    assert first == second


def test_each_step_that_ran_is_timed_and_heard(example_knowledge: KnowledgeBase) -> None:
    heard: list[str] = []
    given = answer(
        Turn("Wie vraagt een TLV aan?", Audience.EVERYONE, DAY), example_knowledge, heard.append
    )
    assert heard == [step.__name__ for step in STEPS] == list(given.timings_ms)
    assert all(milliseconds >= 0 for milliseconds in given.timings_ms.values())


def test_later_steps_do_not_run_after_an_answer(example_knowledge: KnowledgeBase) -> None:
    given = answer(Turn("Er is brand in de school!", Audience.EVERYONE, DAY), example_knowledge)
    assert given.status is Status.EMERGENCY_DANGER
    assert list(given.timings_ms)[-1] == "recognise_emergency"


def test_an_error_in_a_step_reaches_the_caller(
    example_knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
        raise RuntimeError("kapot")

    monkeypatch.setattr(answering, "STEPS", (STEPS[0], broken))
    with pytest.raises(RuntimeError, match="kapot"):
        answer(Turn("Wat is een TLV?", Audience.EVERYONE, DAY), example_knowledge)


def test_masking_comes_before_anything_that_looks_at_the_text() -> None:
    names = [step.__name__ for step in STEPS]
    assert names[:2] == ["clean_up", "mask_personal_data"]
    assert (
        names.index("recognise_emergency")
        < names.index("refuse_steering")
        < names.index("retrieve")
    )


def test_a_personal_case_is_handed_over_and_shows_no_file(example_knowledge: KnowledgeBase) -> None:
    given = ask(example_knowledge, "Is de aanvraag van mijn zoon Kees al goedgekeurd?")
    assert given.status is Status.HANDOFF_PERSONAL_CASE
    assert given.reason == "personal_case"
    assert "Kees" not in given.text and "[naam]" not in given.text


def test_an_emergency_comes_before_a_request_for_a_person(
    example_knowledge: KnowledgeBase,
) -> None:
    given = ask(example_knowledge, "Mijn dochter wil dood, kan ik iemand spreken?")
    assert given.status is Status.EMERGENCY_SUICIDE and given.reason == "emergency"
