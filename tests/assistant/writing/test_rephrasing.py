"""A follow-up becomes a question of its own, made of what was said and of nothing else."""

from __future__ import annotations

import pytest
from openai_server import OpenAIServer

from assistant.statuses import Status
from assistant.writing.follow_ups import stands_alone

BEFORE = "Hoeveel weken heeft de school om te beslissen over een aanmelding?"
FOLLOWS = "En mag dat verlengd worden?"
WHOLE = "Mag de school de weken om te beslissen over een aanmelding verlengen?"


def test_the_whole_question_is_what_is_searched_and_answered(ask, server: OpenAIServer) -> None:
    server.says = [WHOLE, "De school mag die termijn één keer met 4 weken verlengen. [1]"]
    steps: list[str] = []
    answer = ask(FOLLOWS, history=[BEFORE], steps=steps)
    assert steps[steps.index("retrieve") - 1] == "rephrase_follow_up"
    assert BEFORE in server.prompts[0] and FOLLOWS in server.prompts[0]
    assert WHOLE in server.prompts[1]
    assert answer.status is Status.ANSWERED_WRITTEN and "4 weken" in answer.text


def test_where_it_makes_no_question_of_it_the_rule_joins_the_two(ask, server: OpenAIServer) -> None:
    server.says = ["Ja, dat mag altijd, bel 0900-1234.", "x"]
    answer = ask(FOLLOWS, history=[BEFORE])
    assert f"{BEFORE} {FOLLOWS}" in server.prompts[1]
    assert answer.status is Status.ANSWERED_QUOTED


def test_a_question_that_stands_alone_is_not_rephrased(ask, server: OpenAIServer) -> None:
    server.says = ["x"]
    steps: list[str] = []
    ask(BEFORE, history=["Wat is het ontwikkelingsperspectief van een leerling?"], steps=steps)
    assert "rephrase_follow_up" not in steps and len(server.asked) == 1


def test_a_follow_up_about_one_child_is_not_sent(ask, server: OpenAIServer) -> None:
    server.says = ["x"]
    ask("En is dat van mijn zoon Kees al goedgekeurd?", history=[BEFORE])
    assert server.asked == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WHOLE, WHOLE),
        (f"“{WHOLE}”\n", WHOLE),
        ("", None),
        (f"{WHOLE}\nToelichting: dat is een vervolgvraag.", None),
        ("Mag de school de weken om te beslissen met 12 weken verlengen?", None),
        ("Wie regelt eigenlijk taxivervoer, zwemles, voetbal en kampeerspullen?", None),
        (f"{WHOLE} " * 10, None),
    ],
)
def test_only_one_line_of_known_words_and_numbers_is_taken(text: str, found: str | None) -> None:
    assert stands_alone(text, [BEFORE, FOLLOWS]) == found
