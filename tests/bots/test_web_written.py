"""A written answer at the web door: streamed, stored, shown as such, and nothing of the asker sent."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openai_server import OpenAIServer, openai_server
from web_door import Door, events, running

from assistant.settings import AssistantSettings
from assistant.texts import say
from assistant.writing.settings import WritingSettings
from bots.bootstrap import build
from bots.model_check import in_words, language_model, use_of
from bots.web.settings import WebSettings
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings

QUESTION = "Hoeveel weken heeft de school om te beslissen over een aanmelding?"
FIRST = "De school beslist binnen 6 weken na de aanmelding over toelating."
SECOND = "De school mag die termijn één keer met 4 weken verlengen."


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as told:
        told.says = [f"{FIRST} [1] {SECOND} [1]"]
        yield told


@pytest.fixture
async def writing_door(
    tmp_path: Path,
    empty_database: Path,
    example_home: Path,
    example_knowledge: KnowledgeBase,
    server: OpenAIServer,
) -> AsyncIterator[Door]:
    shutil.copy(empty_database, tmp_path / "wegwijs.db")
    house = await build(
        AssistantSettings(home=tmp_path, database_url=None),
        KnowledgeSettings(home=example_home, chroma_url=None),
        WritingSettings(llm="openai:klein", llm_base_url=server.address, llm_price_in=1000),
    )
    house.knowledge._open = example_knowledge  # opened once for all tests
    async with running(house, WebSettings(burst=10_000)) as http:
        yield Door(house, http, tmp_path / "wegwijs.db")


async def stream(door: Door, text: str = QUESTION) -> list[tuple[str, dict]]:
    opened = await door.open()
    answer = await door.http.post(
        opened.path("questions"),
        json={"text": text},
        headers={**opened.key, "Accept": "text/event-stream"},
    )
    return events(answer.text)


async def test_its_sentences_are_streamed_then_what_stands_below_then_all_of_it(
    writing_door: Door,
) -> None:
    heard = await stream(writing_door)
    texts = [data["text"] for name, data in heard if name == "text"]
    assert texts[:3] == [f"{FIRST} [1]", f"{SECOND} [1]", say("written", "nl")]
    name, reply = heard[-1]
    assert name == "answer" and reply["status"] == "answered_written"
    assert reply["text"] == "\n\n".join([" ".join(texts[:2]), *texts[2:]])
    assert "again" not in [name for name, _ in heard]


async def test_its_parts_are_shown_as_written_and_the_remark_that_a_computer_did_so(
    writing_door: Door,
) -> None:
    reply = (await stream(writing_door))[-1][1]
    assert [part["kind"] for part in reply["parts"][:2]] == ["written", "note"]
    assert reply["citations"][0]["n"] == 1 and reply["citations"][0]["quote"]


async def test_what_was_streamed_is_taken_back_when_the_quoted_answer_comes_in_its_place(
    writing_door: Door, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.writing.writer.compose_written", lambda *_: None)
    heard = await stream(writing_door)
    names = [name for name, _ in heard]
    again = names.index("again")
    assert [data["text"] for name, data in heard[:again] if name == "text"] == [
        f"{FIRST} [1]",
        f"{SECOND} [1]",
    ]
    reply = heard[-1][1]
    later = [data["text"] for name, data in heard[again:] if name == "text"]
    assert reply["status"] == "answered_quoted" and "\n\n".join(later) == reply["text"]


async def test_it_is_stored_and_read_back_as_it_was_given(writing_door: Door) -> None:
    opened = await writing_door.open()
    reply = (await writing_door.ask(opened, QUESTION)).json()
    (said,) = (
        await writing_door.http.get(f"/api/v1/conversations/{opened.id}", headers=opened.key)
    ).json()
    assert (said["status"], said["answer"]) == ("answered_written", reply["text"])


PERSONAL = {
    "naam": ("Mijn naam is Fatima de Graaf.", "Fatima"),
    "telefoon": ("Bel mij op 06-12345678.", "12345678"),
    "e-mail": ("Mail naar fatima@thuis.example.", "fatima@thuis"),
    "bsn": ("Mijn BSN is 123456782.", "123456782"),
    "iban": ("Mijn rekening is NL91ABNA0417164300.", "ABNA"),
    "adres": ("Wij wonen op Dorpsstraat 12, 3441 AB.", "3441"),
}


@pytest.mark.parametrize("kind", PERSONAL)
async def test_no_personal_data_of_an_asker_is_sent_to_the_model(
    writing_door: Door, server: OpenAIServer, kind: str
) -> None:
    said, secret = PERSONAL[kind]
    opened = await writing_door.open()
    await writing_door.ask(opened, f"{QUESTION} {said}")
    # A follow-up goes with the questions before it.
    await writing_door.ask(opened, f"En mag dat verlengd worden? {said}")
    sent = json.dumps(server.asked, ensure_ascii=False)
    assert secret not in sent
    assert opened.id not in sent and opened.token not in sent


async def test_it_is_the_questions_that_were_sent_in_that_proof(
    writing_door: Door, server: OpenAIServer
) -> None:
    opened = await writing_door.open()
    await writing_door.ask(opened, f"{QUESTION} {PERSONAL['telefoon'][0]}")
    await writing_door.ask(opened, "En mag dat verlengd worden?")
    assert "[telefoon]" in server.prompts[0] and "verlengd" in server.prompts[-1]


async def test_the_use_is_counted_in_the_database_without_a_word_of_the_question(
    writing_door: Door, server: OpenAIServer
) -> None:
    await stream(writing_door)
    with sqlite3.connect(writing_door.database) as database:
        (row,) = database.execute("SELECT * FROM model_use").fetchall()
    assert row[1] == "openai:klein" and 900_000 in row
    assert "weken" not in str(row)


async def test_status_tells_the_use_of_the_month_in_dutch(
    writing_door: Door, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stream(writing_door)
    monkeypatch.setenv("WEGWIJS_HOME", str(writing_door.database.parent))
    monkeypatch.delenv("WEGWIJS_DATABASE_URL", raising=False)
    today = datetime.now(UTC).date()
    assert await use_of(first=today, last=today) is None  # no model is set
    monkeypatch.setenv("WEGWIJS_LLM", "openai:klein")
    used = await use_of(first=today, last=today)
    assert used is not None
    assert in_words(used) == (
        "1 aanroepen, 950 tokens, 0,90 euro; 0 keer geen tekst; 0 van 2 zinnen tegengehouden"
    )


@pytest.mark.parametrize(
    ("name", "says", "well", "told"),
    [
        ("openai:klein", "Ja.", True, "vragen en passages gaan naar 127.0.0.1"),
        ("openai:klein", 401, False, "controleer WEGWIJS_LLM"),
        ("openai:klein", "", False, "geeft geen tekst"),
        ("mistralai:klein", "Ja.", False, "pip install langchain-mistralai"),
        ("klein", "Ja.", False, "WEGWIJS_LLM: schrijf WEGWIJS_LLM als aanbieder:model"),
    ],
)
async def test_the_doctor_says_whether_the_model_answers_and_what_to_do(
    server: OpenAIServer,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    says: str | int,
    well: bool,
    told: str,
) -> None:
    server.says = [says]
    monkeypatch.setenv("WEGWIJS_LLM", name)
    monkeypatch.setenv("WEGWIJS_LLM_BASE_URL", server.address)
    monkeypatch.setenv("WEGWIJS_LLM_API_KEY", "geheim")
    found = await language_model()
    assert found is not None and found[0] is well
    assert told in found[1] and "geheim" not in found[1]


async def test_without_a_model_the_doctor_says_nothing_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WEGWIJS_LLM", raising=False)
    assert await language_model() is None
