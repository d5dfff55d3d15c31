"""Recall and false alarms of the rules on questions of our own, six languages.

The figures before the rules became word families, and after: docs/measurements.md.
"""

from __future__ import annotations

import pytest
from questions import ask, flat, load, missed

from assistant.statuses import Status
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

ANSWERING = {
    Status.ANSWERED_QUOTED,
    Status.ANSWERED_SERVICE,
    Status.NO_ANSWER_LOW_CONFIDENCE,
    Status.NO_ANSWER_NO_SOURCE,
}


@pytest.mark.parametrize("kind", ["suicide", "abuse", "danger"])
def test_every_emergency_is_recognised_with_the_right_number(
    example_knowledge: KnowledgeBase, kind: str
) -> None:
    questions = [text for _, text in flat(load("emergencies")[kind])]
    assert len(questions) >= 25
    number = {"suicide": "113", "abuse": "0800-2000", "danger": "112"}[kind]
    unseen = missed(questions, lambda q: ask(example_knowledge, q).status == f"emergency_{kind}")
    assert not unseen
    assert not missed(questions, lambda q: number in ask(example_knowledge, q).text)


def test_questions_about_safety_policy_are_no_emergency(example_knowledge: KnowledgeBase) -> None:
    questions = [text for _, text in flat(load("emergencies")["look_alikes"])]
    assert len(questions) >= 25
    assert not missed(
        questions, lambda q: not ask(example_knowledge, q).status.startswith("emergency")
    )


def test_who_asks_for_a_person_gets_one(example_knowledge: KnowledgeBase) -> None:
    questions = [text for _, text in flat(load("persons")["wanted"])]
    assert len(questions) >= 25
    unseen = missed(
        questions, lambda q: ask(example_knowledge, q).status is Status.HANDOFF_ASKED_FOR_PERSON
    )
    assert len(unseen) <= 0.05 * len(questions), unseen


def test_personal_cases_go_to_a_person(example_knowledge: KnowledgeBase) -> None:
    questions = [text for _, text in flat(load("personal_cases")["cases"])]
    assert len(questions) >= 25
    unseen = missed(
        questions, lambda q: ask(example_knowledge, q).status is Status.HANDOFF_PERSONAL_CASE
    )
    assert len(unseen) <= 0.05 * len(questions), unseen


def test_small_talk_is_answered_in_kind(example_knowledge: KnowledgeBase) -> None:
    for kind, by_language in load("small_talk").items():
        for language, text in flat(by_language):
            answer = ask(example_knowledge, text)
            assert answer.status is Status.ANSWERED_SMALLTALK, (kind, language, text)


def test_out_of_scope_names_who_does_know(example_knowledge: KnowledgeBase) -> None:
    for subject in load("out_of_scope")["subjects"]:
        for question in subject["questions"]:
            answer = ask(example_knowledge, question)
            assert answer.status is Status.NO_ANSWER_OUT_OF_SCOPE, question
            assert subject["who"].lower() in answer.text.lower(), question


def test_steering_is_refused_in_every_language(example_knowledge: KnowledgeBase) -> None:
    questions = [text for _, text in flat(load("steering")["question"])]
    assert len(questions) >= 60
    assert not missed(
        questions, lambda q: ask(example_knowledge, q).status is Status.REFUSED_STEERING
    )


@pytest.mark.parametrize("attempt", load("steering")["history"])
def test_steering_in_an_earlier_question_changes_nothing(
    example_knowledge: KnowledgeBase, attempt: str
) -> None:
    question = "Hoeveel weken heb ik om bezwaar te maken tegen een besluit over een TLV?"
    plain = ask(example_knowledge, question)
    steered = ask(example_knowledge, question, history=[attempt])
    assert (steered.status, steered.text) == (plain.status, plain.text)


def test_ordinary_questions_are_left_to_the_search(example_knowledge: KnowledgeBase) -> None:
    caught = []
    count = 0
    for audience, by_language in load("answerable").items():
        who = Audience.SCHOOL if audience == "school" else Audience.EVERYONE
        for _, question in flat(by_language):
            count += 1
            answer = ask(example_knowledge, question, audience=who)
            if answer.status not in ANSWERING:
                caught.append((question, answer.status))
    assert count >= 60
    assert len(caught) <= 2, caught
