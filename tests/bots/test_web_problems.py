"""Everything that can go wrong at the web door, each as problem details and without a traceback."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi.openapi.models import OpenAPI
from sqlalchemy.exc import OperationalError
from web_door import QUESTION, Door, events, is_problem, running

from bots.web.limits import MOST_BYTES
from bots.web.settings import WebSettings

PERSONAL = "Mijn zoon Daan Bakker (06-12345678, daan@voorbeeld.invalid) zit thuis."


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything any logger says that an operator may turn on."""
    caplog.set_level(logging.INFO)
    yield caplog


@pytest.mark.parametrize(
    "path", ["/nergens", "/api/v1/nergens", "/static/nergens.js", "/static/../app.py"]
)
async def test_what_does_not_exist_is_told_in_dutch(door: Door, path: str) -> None:
    assert is_problem(await door.http.get(path), 404)["title"] == "Niet gevonden"


async def test_a_wrong_method_is_told_in_dutch(door: Door) -> None:
    answer = await door.http.delete("/api/v1/conversations")
    assert is_problem(answer, 405)["title"] == "Dit kan hier niet"
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"text": ', b"\xff\xfe", b"[" * 20_000, b'{"text": "\\ud800', b"nul"]
)
async def test_malformed_json_is_refused(door: Door, body: bytes) -> None:
    opened = await door.open()
    headers = {**opened.key, "Content-Type": "application/json"}
    answer = await door.http.post(opened.path("questions"), content=body, headers=headers)
    # Without any body there is nothing to parse: the fields are what is missing.
    is_problem(answer, 422 if body == b"" else 400)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": 3}, "text"),
        ({"text": None}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "Hallo", "language": "de"}, "language"),
        ({"text": "Hallo", "audience": "staff"}, "audience"),
        ([1], ""),
    ],
)
async def test_a_wrong_field_is_named_without_what_was_sent(
    door: Door, body: object, field: str
) -> None:
    opened = await door.open()
    answer = await door.http.post(opened.path("questions"), json=body, headers=opened.key)
    assert is_problem(answer, 422)["errors"][0]["field"] == field
    assert "xxx" not in answer.text and "staff" not in answer.text


async def test_another_kind_of_body_is_refused(door: Door) -> None:
    opened = await door.open()
    headers = {**opened.key, "Content-Type": "text/plain"}
    body = b'{"text": "Hallo"}'
    is_problem(await door.http.post(opened.path("questions"), content=body, headers=headers), 422)


async def test_a_body_of_the_greatest_size_is_read_and_a_byte_more_is_not(door: Door) -> None:
    opened = await door.open()
    for extra, status in ((0, 200), (1, 413)):
        body = b'{"text": "Hallo"}'.ljust(MOST_BYTES + extra)
        headers = {**opened.key, "Content-Type": "application/json"}
        answer = await door.http.post(opened.path("questions"), content=body, headers=headers)
        assert answer.status_code == status
    is_problem(answer, 413)


async def test_a_body_without_a_length_is_cut_off_as_too_big(door: Door) -> None:
    opened = await door.open()

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"text": "Hallo"}'
        for _ in range(1_000):
            yield b" " * 1_000

    headers = {**opened.key, "Content-Type": "application/json"}
    answer = await door.http.post(opened.path("questions"), content=endless(), headers=headers)
    is_problem(answer, 413)
    said = await door.http.get(opened.path("")[:-1], headers=opened.key)
    assert said.json() == []


async def test_too_many_requests_of_one_address_are_told_to_wait(door: Door) -> None:
    async with running(door.house, WebSettings(burst=3, requests_a_second=0.5)) as http:
        answers = [await http.post("/api/v1/conversations", json={}) for _ in range(4)]
        assert [a.status_code for a in answers] == [201, 201, 201, 429]
        is_problem(answers[-1], 429)
        assert int(answers[-1].headers["retry-after"]) >= 2
        assert (await http.get("/healthz")).status_code == 200


async def test_a_conversation_that_goes_on_and_on_is_asked_to_pause(door: Door) -> None:
    opened = await door.open()
    async with door.house.engine.begin() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO questions (id, conversation_id, position, text, language, asked_at) "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
            f"SELECT 'q' || i, '{opened.id}', i, 'x', 'nl', datetime('now') FROM n"
        )
    assert (await door.ask(opened)).json()["status"] == "refused_too_many"


async def test_an_error_nobody_foresaw_is_a_500_without_its_text(
    door: Door, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await door.open()

    async def fails(**_: object) -> None:
        raise RuntimeError(PERSONAL)

    monkeypatch.setattr(door.house.conversations, "ask", fails)
    answer = await door.ask(opened, PERSONAL)
    is_problem(answer, 500)
    assert "content-security-policy" in answer.headers
    assert "unexpected RuntimeError" in logged.text
    _nothing_personal(answer.text + logged.text)


async def test_an_error_in_a_stream_comes_as_its_last_event(
    door: Door, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await door.open()

    async def fails(**_: object) -> None:
        raise OperationalError(PERSONAL, {"text": PERSONAL}, OSError(PERSONAL))

    monkeypatch.setattr(door.house.conversations, "ask", fails)
    answer = await door.http.post(
        opened.path("questions"),
        json={"text": QUESTION},
        headers={**opened.key, "Accept": "text/event-stream"},
    )
    ((name, data),) = events(answer.text)
    assert (name, data["status"]) == ("error", 503)
    _nothing_personal(answer.text + logged.text)


async def test_a_failing_step_becomes_a_hand_over_and_leaves_no_text_in_the_log(
    door: Door, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await door.open()

    def fails(*_: object) -> None:
        raise ValueError(PERSONAL)

    monkeypatch.setattr("assistant.answering.STEPS", (fails,))
    reply = (await door.ask(opened, PERSONAL)).json()
    assert reply["status"] == "error_internal"
    assert reply["escalation"]["reason"] == "error"
    assert "answering failed: ValueError" in logged.text
    _nothing_personal(logged.text + json.dumps(reply))


async def test_a_personal_question_leaves_nothing_personal_in_log_database_or_answer(
    door: Door, logged: pytest.LogCaptureFixture
) -> None:
    opened = await door.open()
    reply = (await door.ask(opened, PERSONAL)).json()
    stored = b"".join(f.read_bytes() for f in door.database.parent.glob("wegwijs.db*"))
    assert {"naam", "telefoon", "e-mail"} <= set(reply["masked"])
    _nothing_personal(logged.text + json.dumps(reply) + stored.decode("latin-1"))


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_database_that_is_away_is_a_503_that_says_when_to_try_again(
    door: Door, logged: pytest.LogCaptureFixture, streamed: bool
) -> None:
    opened = await door.open()
    await door.house.engine.dispose()
    for file in door.database.parent.glob("wegwijs.db*"):
        file.unlink()
    door.database.mkdir()  # a folder where the file was: SQLite cannot open it
    headers = {**opened.key, "Accept": "text/event-stream" if streamed else "application/json"}
    body = {"text": PERSONAL}
    for answer in (
        await door.http.post(opened.path("questions"), json=body, headers=headers),
        await door.http.post("/api/v1/conversations", json={}),
        await door.http.get("/readyz"),
    ):
        is_problem(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
    assert (await door.http.get("/healthz")).json() == {"status": "ok"}
    assert "Traceback" not in logged.text
    _nothing_personal(logged.text)


async def test_a_house_without_documents_is_alive_but_not_ready(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await door.http.get("/readyz")).json() == {"status": "ok"}
    monkeypatch.setattr(type(door.house.knowledge), "__call__", lambda _: None)
    assert "ingelezen" in is_problem(await door.http.get("/readyz"), 503)["detail"]
    assert (await door.http.get("/healthz")).status_code == 200


async def test_other_sites_get_nothing_by_default(door: Door) -> None:
    origin = {"Origin": "https://elders.invalid"}
    preflight = await door.http.options(
        "/api/v1/conversations", headers={**origin, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code >= 400
    answer = await door.http.post("/api/v1/conversations", json={}, headers=origin)
    for headers in (preflight.headers, answer.headers):
        assert not any(name.startswith("access-control-") for name in headers)


async def test_every_answer_carries_the_headers_that_keep_visitors_safe(door: Door) -> None:
    for path in ("/", "/healthz", "/nergens", "/static/nergens"):
        headers = (await door.http.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers


async def test_the_api_describes_itself_and_every_error_as_a_problem(door: Door) -> None:
    described = (await door.http.get("/openapi.json")).json()
    OpenAPI.model_validate(described)
    text = json.dumps(described)
    for ref in set(_refs(described)):
        assert _resolves(described, ref), ref
    assert "HTTPValidationError" not in text
    names = [op["operationId"] for path in described["paths"].values() for op in path.values()]
    assert len(names) == len(set(names))
    for path, operations in described["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], path
    ask = described["paths"]["/api/v1/conversations/{conversation_id}/questions"]["post"]
    assert {"application/json", "text/event-stream"} <= set(ask["responses"]["200"]["content"])
    assert ask["security"]


async def test_a_question_whose_asker_went_away_is_still_answered(door: Door) -> None:
    opened = await door.open()
    headers = {**opened.key, "Accept": "text/event-stream"}
    asking = asyncio.create_task(
        door.http.post(opened.path("questions"), json={"text": QUESTION}, headers=headers)
    )
    said: list[dict[str, object]] = []
    while not said:  # until the question is saved
        said = (await door.http.get(opened.path("")[:-1], headers=opened.key)).json()
    asking.cancel()
    while said[0]["status"] is None:
        said = (await door.http.get(opened.path("")[:-1], headers=opened.key)).json()
    assert said[0]["status"] == "answered_quoted"


def _refs(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield str(inner)
            yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)


def _resolves(described: object, ref: str) -> bool:
    for part in ref.removeprefix("#/").split("/"):
        if not isinstance(described, dict) or part not in described:
            return False
        described = described[part]
    return True


def _nothing_personal(text: str) -> None:
    for secret in ("Daan", "Bakker", "12345678", "daan@"):
        assert secret not in text
