"""The rules on a second round of questions, written after the rules and before they were mended.

On first sight they caught 30 of 37 emergencies, 10 of 14 requests for a person, 9 of 16 personal
cases and 9 of 15 attempts at steering; these are the figures to expect of questions not seen yet.
"""

from __future__ import annotations

import pytest
from questions import ask, flat, load, missed

from knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("name", "key", "prefix"),
    [
        ("emergencies_later", "suicide", "emergency_suicide"),
        ("emergencies_later", "abuse", "emergency_abuse"),
        ("emergencies_later", "danger", "emergency_danger"),
        ("persons_later", "wanted", "handoff_asked_for_person"),
        ("personal_cases_later", "cases", "handoff_"),
        ("steering_later", "question", "refused_steering"),
    ],
)
def test_later_questions_are_caught_as_well(
    example_knowledge: KnowledgeBase, name: str, key: str, prefix: str
) -> None:
    questions = [text for _, text in flat(load(name)[key])]
    assert not missed(questions, lambda q: ask(example_knowledge, q).status.startswith(prefix))


def test_later_questions_of_others_are_pointed_elsewhere(example_knowledge: KnowledgeBase) -> None:
    questions = [
        q for subject in load("out_of_scope_later")["subjects"] for q in subject["questions"]
    ]
    assert not missed(
        questions, lambda q: ask(example_knowledge, q).status == "no_answer_out_of_scope"
    )


def test_later_look_alikes_are_no_emergency(example_knowledge: KnowledgeBase) -> None:
    questions = [text for _, text in flat(load("emergencies_later")["look_alikes"])]
    assert not missed(
        questions, lambda q: not ask(example_knowledge, q).status.startswith("emergency")
    )
