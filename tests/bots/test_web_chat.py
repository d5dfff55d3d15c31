"""The chat API: open, ask, read back, say whether it helped, hand over, open a source."""

from __future__ import annotations

import asyncio
import uuid

import httpx
import pytest
from web_door import QUESTION, UNANSWERABLE, Door, Opened, events, is_problem

from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

UNKNOWN = "9020caca-d9de-41e8-9ea4-f523d3dd9477"


async def test_a_conversation_gets_an_id_and_a_secret_of_its_own(door: Door) -> None:
    first, second = await door.open(), await door.open()
    assert first.id != second.id
    assert first.token != second.token
    assert len(first.token) >= 40


async def test_the_secret_is_stored_only_as_a_hash(door: Door) -> None:
    opened = await door.open()
    assert opened.id.encode() in _all_bytes(door)
    assert opened.token.encode() not in _all_bytes(door)


async def test_an_answer_quotes_its_sources_and_says_where_they_stand(door: Door) -> None:
    opened = await door.open()
    reply = (await door.ask(opened)).json()
    assert reply["status"] == "answered_quoted"
    first = reply["citations"][0]
    assert first["n"] == 1
    assert first["quote"] in reply["text"]
    assert first["title"] and first["heading"]
    assert 0 < reply["confidence"] <= 1
    assert reply["escalation"] is None
    assert reply["turn"] == "de school"


async def test_a_stream_tells_its_steps_then_the_text_then_the_whole_answer(door: Door) -> None:
    opened = await door.open()
    answer = await door.http.post(
        opened.path("questions"),
        json={"text": QUESTION},
        headers={**opened.key, "Accept": "text/event-stream"},
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    names = [name for name, _ in told]
    assert names[0] == "step" and names[-1] == "answer"
    assert names == sorted(names, key=["step", "text", "answer"].index)
    steps = [data["step"] for name, data in told if name == "step"]
    assert steps[:2] == ["clean_up", "mask_personal_data"]
    reply = told[-1][1]
    assert "\n\n".join(data["text"] for name, data in told if name == "text") == reply["text"]
    assert reply == {**(await door.ask(opened)).json(), **_own(reply)}


def _own(reply: dict[str, object]) -> dict[str, object]:
    return {name: reply[name] for name in ("question_id", "answer_id", "timings_ms")}


async def test_a_question_that_is_sent_again_with_its_id_is_not_asked_twice(door: Door) -> None:
    opened, own = await door.open(), str(uuid.uuid4())
    first, again = [(await door.ask(opened, id=own)).json() for _ in range(2)]
    assert first["answer_id"] == again["answer_id"]
    said = (await door.http.get(opened.path("")[:-1], headers=opened.key)).json()
    assert len(said) == 1
    is_problem(await door.ask(opened, id="x"), 422)


async def test_a_conversation_can_be_read_back_in_order(door: Door) -> None:
    opened = await door.open()
    await door.ask(opened, "Wie vraagt een tlv aan?")
    await door.ask(opened, "Hallo")
    said = (await door.http.get(opened.path("")[:-1], headers=opened.key)).json()
    assert [row["question"] for row in said] == ["Wie vraagt een tlv aan?", "Hallo"]
    assert said[0]["citations"] and said[1]["status"] == "answered_smalltalk"


@pytest.mark.parametrize("what", ["questions", "feedback", "handover", ""])
async def test_every_way_in_needs_the_secret_of_this_very_conversation(
    door: Door, what: str
) -> None:
    opened, other = await door.open(), await door.open()
    path = opened.path(what).rstrip("/")
    method = "POST" if what else "GET"
    body = {"questions": {"text": "Hallo"}, "feedback": {"answer_id": UNKNOWN, "helpful": True}}
    for headers in ({}, other.key, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer "}):
        answer = await door.http.request(method, path, json=body.get(what), headers=headers)
        is_problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("strange", [UNKNOWN, "%00", "x" * 4_000, "..%2f..", "1%27%20OR%201=1"])
async def test_an_unknown_conversation_is_told_like_a_wrong_secret(
    door: Door, strange: str
) -> None:
    opened = await door.open()
    known = is_problem(
        await door.http.get(opened.path("")[:-1], headers={"Authorization": "Bearer wrong"}), 401
    )
    answer = await door.http.post(
        f"/api/v1/conversations/{strange}/questions", json={"text": "Hallo"}, headers=opened.key
    )
    if "%2f" in strange:  # another path altogether
        is_problem(answer, 404)
    else:
        assert is_problem(answer, 401)["detail"] == known["detail"]


async def test_an_unknown_conversation_is_refused_before_the_stream_begins(door: Door) -> None:
    opened = await door.open()
    headers = {**opened.key, "Accept": "text/event-stream"}
    path = f"/api/v1/conversations/{UNKNOWN}/questions"
    is_problem(await door.http.post(path, json={"text": "Hallo"}, headers=headers), 401)


async def test_questions_asked_at_once_each_keep_a_place_of_their_own(door: Door) -> None:
    opened = await door.open()
    texts = [f"Wat is een tlv? Dit is vraag nummer {i}." for i in range(12)]
    answers = await asyncio.gather(*(door.ask(opened, text) for text in texts))
    assert [answer.status_code for answer in answers] == [200] * 12
    said = (await door.http.get(opened.path("")[:-1], headers=opened.key)).json()
    assert sorted(row["question"] for row in said) == sorted(texts)
    assert all(row["status"] for row in said)


async def test_the_last_word_about_an_answer_counts(door: Door) -> None:
    opened = await door.open()
    reply = (await door.ask(opened)).json()
    for helpful, reason in ((True, None), (False, "Ik weet nu nog niets.")):
        body = {"answer_id": reply["answer_id"], "helpful": helpful, "reason": reason}
        answer = await door.http.post(opened.path("feedback"), json=body, headers=opened.key)
        assert answer.status_code == 204 and answer.content == b""
    rows = await _rows(door, "SELECT helpful, reason FROM feedback")
    assert rows == [(0, "Ik weet nu nog niets.")]


async def test_feedback_is_kept_without_personal_data(door: Door) -> None:
    opened = await door.open()
    reply = (await door.ask(opened)).json()
    body = {
        "answer_id": reply["answer_id"],
        "helpful": False,
        "reason": "Bel mij op 06-12345678, mijn zoon Daan zit thuis",
    }
    await door.http.post(opened.path("feedback"), json=body, headers=opened.key)
    ((reason,),) = await _rows(door, "SELECT reason FROM feedback")
    assert "12345678" not in reason and "Daan" not in reason


@pytest.mark.parametrize("strange", [UNKNOWN, "geen-id"])
async def test_feedback_on_an_answer_of_nobody_is_not_found(door: Door, strange: str) -> None:
    opened = await door.open()
    body = {"answer_id": strange, "helpful": True}
    is_problem(await door.http.post(opened.path("feedback"), json=body, headers=opened.key), 404)


async def test_feedback_on_the_answer_of_another_conversation_is_not_found(door: Door) -> None:
    opened, other = await door.open(), await door.open()
    reply = (await door.ask(other)).json()
    body = {"answer_id": reply["answer_id"], "helpful": True}
    is_problem(await door.http.post(opened.path("feedback"), json=body, headers=opened.key), 404)


async def test_handing_over_opens_one_escalation_however_often_it_is_asked(door: Door) -> None:
    opened = await door.open()
    await door.ask(opened, UNANSWERABLE)
    first, again = await asyncio.gather(*(_hand_over(door, opened) for _ in range(2)))
    assert first.status_code == again.status_code == 201
    assert first.json()["escalation_id"] == again.json()["escalation_id"]
    assert len(await _rows(door, "SELECT id FROM escalations")) == 1


@pytest.mark.parametrize(("language", "word"), [("nl", "doorgegeven"), ("en", "passed")])
async def test_the_word_about_handing_over_is_in_the_language_of_the_conversation(
    door: Door, language: str, word: str
) -> None:
    opened = await door.open(language)
    await door.ask(opened, "Help?")
    assert word in (await _hand_over(door, opened)).json()["text"]


async def test_a_question_for_a_person_is_handed_over_at_once(door: Door) -> None:
    opened = await door.open()
    reply = (await door.ask(opened, "Ik wil graag een medewerker spreken.")).json()
    assert reply["status"] == "handoff_asked_for_person"
    assert reply["escalation"]["reason"] == "asked_for_person"
    assert await _rows(door, "SELECT id FROM escalations") == [(reply["escalation"]["id"],)]


async def test_an_unanswered_question_is_offered_to_a_person_and_not_handed_over_unasked(
    door: Door,
) -> None:
    opened = await door.open()
    reply = (await door.ask(opened, UNANSWERABLE)).json()
    assert reply["status"].startswith("no_answer_")
    assert reply["escalation"] is None
    assert await _rows(door, "SELECT id FROM escalations") == []


async def test_a_source_opens_with_the_quote_in_it(door: Door) -> None:
    opened = await door.open()
    citation = (await door.ask(opened)).json()["citations"][0]
    shown = await _passage(door, citation["passage_id"])
    passage = shown.json()
    assert citation["quote"] in passage["text"]
    assert passage["text"] in passage["section"]
    assert passage["title"] == citation["title"]


@pytest.mark.parametrize("strange", ["geen#1", "pagina-dyslexie#999", "x", "%00#0", "a#b#c", "#"])
async def test_a_source_that_does_not_exist_is_not_found(door: Door, strange: str) -> None:
    is_problem(await _passage(door, strange), 404)


async def test_a_parent_sees_nothing_that_is_meant_for_schools_or_staff(
    door: Door, layered_knowledge: KnowledgeBase
) -> None:
    door.house.knowledge._open = layered_knowledge
    opened = await door.open()
    for document in layered_knowledge.documents():
        is_public = document.audience is Audience.EVERYONE
        shown = await _passage(door, document.passages[0].id)
        assert shown.status_code == (200 if is_public else 404)
        reply = (await door.ask(opened, f"Hoe hoog is het bedrag van {document.title}?")).json()
        cited = {citation["document_id"] for citation in reply["citations"]}
        assert cited <= {"voor-iedereen"}
        assert "4321" not in reply["text"]


async def _hand_over(door: Door, opened: Opened) -> httpx.Response:
    return await door.http.post(opened.path("handover"), headers=opened.key)


async def _passage(door: Door, passage_id: str) -> httpx.Response:
    quoted = passage_id.replace("#", "%23")
    return await door.http.get(f"/api/v1/passages/{quoted}")


async def _rows(door: Door, query: str) -> list[tuple[object, ...]]:
    from sqlalchemy import text

    async with door.house.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


def _all_bytes(door: Door) -> bytes:
    return b"".join(f.read_bytes() for f in door.database.parent.glob("wegwijs.db*"))
