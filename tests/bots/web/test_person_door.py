"""The way to a person over the API: masked first, passed on, followed, added to, taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from web_door import UNANSWERABLE, Door, Opened, is_problem

from assistant.adjustments import Hours
from assistant.hours import OfficeHours
from assistant.texts import LANGUAGES
from bots.web.widget import office
from bots.web.wording import wording


async def post(door: Door, opened: Opened, what: str, body: dict[str, Any]) -> Any:
    return await door.http.post(opened.path(what), json=body, headers=opened.key)


async def test_a_text_is_shown_as_it_would_be_passed_on_and_not_kept(door: Door) -> None:
    opened = await door.open()
    text = "Mijn zoon Daan (06-12345678) zit op de Kastanjeschool in Woerden."
    shown = (await post(door, opened, "masked", {"text": text})).json()
    assert shown["kinds"] == ["telefoon", "naam"]
    assert "Daan" not in shown["text"] and "Woerden" in shown["text"]
    said = await door.http.get(opened.path("lines"), headers=opened.key)
    assert said.json() == {"lines": [], "standing": None}


async def test_a_question_is_passed_on_with_where_the_reply_goes(door: Door) -> None:
    opened = await door.open()
    await door.ask(opened, UNANSWERABLE)
    body = {"contact": {"way": "email", "value": "ouder@voorbeeld.example"}}
    given = await post(door, opened, "handover", body)
    assert given.status_code == 201
    handed = given.json()
    assert "per e-mail" in handed["text"] and handed["expected"] in handed["text"]
    assert handed["status_path"].startswith("/status/")
    said = (await door.http.get(opened.path("lines"), headers=opened.key)).json()
    assert said["standing"]["state"] == "new"
    assert said["standing"]["contact_way"] == "email"
    assert "ouder@voorbeeld.example" not in str(said)


async def test_a_question_can_go_to_a_person_without_the_assistant(door: Door) -> None:
    opened = await door.open()
    given = await post(door, opened, "handover", {"text": "Ik ben Kees Jansen, bel mij."})
    assert given.status_code == 201
    said = (await door.http.get(opened.path("lines"), headers=opened.key)).json()
    assert [line["kind"] for line in said["lines"]] == ["question"]
    assert "Jansen" not in said["lines"][0]["text"]


@pytest.mark.parametrize(
    "contact",
    [
        {"way": "email", "value": "geen adres"},
        {"way": "email"},
        {"way": "phone", "value": "12"},
        {"way": "phone", "value": "bel mij"},
        {"way": "duif", "value": "x"},
    ],
)
async def test_a_contact_that_cannot_be_used_is_refused_and_nothing_opened(
    door: Door, contact: dict[str, str]
) -> None:
    opened = await door.open()
    refused = await post(door, opened, "handover", {"text": "Hallo?", "contact": contact})
    body = is_problem(refused, 422)
    assert body["errors"][0]["field"].startswith("contact")
    said = (await door.http.get(opened.path("lines"), headers=opened.key)).json()
    assert said == {"lines": [], "standing": None}


async def test_what_was_passed_on_can_be_added_to_redirected_and_taken_back(door: Door) -> None:
    opened = await door.open()
    await post(door, opened, "handover", {"text": "Wie helpt ons?"})
    added = await post(door, opened, "additions", {"text": "Het is dringend, zegt Piet."})
    assert (added.status_code, added.json()["state"]) == (201, "new")
    changed = await door.http.put(
        opened.path("contact"), json={"way": "phone", "value": "06 12345678"}, headers=opened.key
    )
    assert changed.json()["contact_way"] == "phone"
    back = await post(door, opened, "withdrawal", {})
    assert back.json()["state"] == "closed"
    said = (await door.http.get(opened.path("lines"), headers=opened.key)).json()
    assert [line["kind"] for line in said["lines"]] == ["question", "addition", "withdrawn"]


@pytest.mark.parametrize("what", ["additions", "withdrawal"])
async def test_without_anything_passed_on_there_is_nothing_to_change(door: Door, what: str) -> None:
    opened = await door.open()
    is_problem(await post(door, opened, what, {"text": "x"} if what == "additions" else {}), 404)


async def test_lines_come_from_where_the_reader_left_off(door: Door) -> None:
    opened = await door.open()
    await door.ask(opened, "Hallo")
    await door.ask(opened, "Bedankt")
    path = f"{opened.path('lines')}?since=2"
    lines = (await door.http.get(path, headers=opened.key)).json()["lines"]
    assert [line["position"] for line in lines] == [3, 4]
    for wrong in ("-1", "x", "9" * 30):
        answer = await door.http.get(f"{opened.path('lines')}?since={wrong}", headers=opened.key)
        assert answer.status_code in (200, 422)
        if answer.status_code == 200:
            assert answer.json()["lines"] == []


@pytest.mark.parametrize("what", ["masked", "additions", "withdrawal", "lines", "live", "contact"])
async def test_every_way_to_a_person_needs_the_secret(door: Door, what: str) -> None:
    opened = await door.open()
    method = {"lines": "GET", "live": "GET", "contact": "PUT"}.get(what, "POST")
    body = {"contact": {"way": "here"}, "lines": None, "live": None}.get(what, {"text": "x"})
    for headers in ({}, {"Authorization": "Bearer verkeerd"}):
        answer = await door.http.request(method, opened.path(what), json=body, headers=headers)
        is_problem(answer, 401)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_hours_are_said_in_every_language(language: str) -> None:
    hours = OfficeHours()
    wednesday = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # ten o'clock in the Netherlands
    said = office(hours, wednesday, language)
    assert said.open and "12:30" in said.text
    night = office(hours, wednesday.replace(hour=20), language)
    assert not night.open and "08:30" in night.text
    nobody = office(
        OfficeHours(hours=Hours(**{d: [] for d in Hours.model_fields})), wednesday, language
    )
    assert not nobody.open and nobody.text == wording(language)["office_away"]
