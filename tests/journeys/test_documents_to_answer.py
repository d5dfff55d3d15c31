"""The whole story over real processes: documents in, cited answers out, and a person when needed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

WEGWIJS = Path(sys.executable).with_name("wegwijs")
PLAN = """---
id: fietsplan
titel: Regeling fietsvergoeding
geldig_tot: 2099-07-31
eigenaar: Bureau Lindenhof
---
# Regeling fietsvergoeding

## Hoeveel bedraagt de vergoeding?

De fietsvergoeding bedraagt {amount} euro per schooljaar. Ouders vragen de fietsvergoeding zelf aan.
De aanvraag moet binnen 6 weken na de start van het schooljaar binnen zijn.
"""
QUESTION = "Hoeveel euro is de fietsvergoeding?"
PAGES = Path(__file__).parents[2] / "examples" / "passenderwijs" / "paginas"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of an operator who set only a home."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WEGWIJS_")}
    return {**clean, "WEGWIJS_HOME": str(tmp_path / "home")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A secretariat's folder: its web pages, and a regulation of its own."""
    made = tmp_path / "documenten"
    made.mkdir()
    (made / "fietsplan.md").write_text(PLAN.format(amount=75))
    for page in PAGES.glob("*.html"):
        shutil.copy(page, made)
    return made


@pytest.fixture
def server(environment: dict[str, str], folder: Path) -> Iterator[httpx.Client]:
    """`wegwijs serve` over the ingested folder."""
    ingest(folder, environment)
    process = subprocess.Popen(
        [WEGWIJS, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    address = re.search(r"http://\S+", process.stderr.readline())
    assert address, "the server says where it runs"
    try:
        with httpx.Client(base_url=address.group(0), timeout=30) as http:
            yield http
    finally:
        process.terminate()
        process.wait(20)
    assert process.stderr.read() == ""  # not a word in the log: nothing went wrong
    process.stderr.close()


def test_a_document_becomes_a_cited_answer_changes_and_disappears(
    server: httpx.Client, environment: dict[str, str], folder: Path
) -> None:
    assert server.get("/readyz").json() == {"status": "ok"}
    started = server.post("/api/v1/conversations", json={}).json()
    asker = Asker(server, started)

    # Asked, answered, and the source opens with the sentence in it.
    reply = asker.ask(QUESTION)
    assert reply["status"] == "answered_quoted"
    assert "75 euro" in reply["text"]
    assert reply["turn"] == "ouders"
    assert "binnen 6 weken" in reply["deadlines"][0]
    source = reply["citations"][0]
    assert (source["document_id"], source["title"]) == ("fietsplan", "Regeling fietsvergoeding")
    assert source["heading"] == "Hoeveel bedraagt de vergoeding?"
    assert (source["valid_until"], source["owner"]) == ("2099-07-31", "Bureau Lindenhof")
    passage = asker.passage(source["passage_id"]).json()
    assert source["quote"] in passage["text"]

    # The same over a stream, read while it comes in.
    steps, streamed = asker.stream("Bij wie vragen ouders leerlingenvervoer aan voor hun kind?")
    assert "retrieve" in steps
    assert "de gemeente waar zij wonen" in streamed["text"]
    assert streamed["citations"][0]["document_id"] == "leerlingenvervoer-html"

    # The document changes: the next answer knows it, without a restart.
    (folder / "fietsplan.md").write_text(PLAN.format(amount=90))
    ingest(folder, environment)
    reply = asker.until(QUESTION, lambda r: "90 euro" in r["text"])
    assert "75 euro" not in reply["text"]

    # The document goes: an honest 'I do not know', with the offer to ask a person.
    (folder / "fietsplan.md").unlink()
    ingest(folder, environment)
    reply = asker.until(QUESTION, lambda r: r["status"].startswith("no_answer_"))
    assert "fietsplan" not in {c["document_id"] for c in reply["citations"]}
    assert "90" not in reply["text"]
    assert reply["offers_handover"] and reply["escalation"] is None
    assert asker.passage(source["passage_id"]).status_code == 404

    # The asker accepts; the whole conversation can be read back.
    handed = asker.post("handover")
    assert handed.status_code == 201 and handed.json()["escalation_id"]
    said = server.get(f"/api/v1/conversations/{started['id']}", headers=asker.key).json()
    assert said[0]["question"] == QUESTION
    assert [row["status"] is not None for row in said] == [True] * len(said)


class Asker:
    """Someone with one conversation."""

    def __init__(self, http: httpx.Client, started: dict[str, str]) -> None:
        self._http, self._id = http, started["id"]
        self.key = {"Authorization": f"Bearer {started['token']}"}

    def post(self, what: str, **body: Any) -> httpx.Response:
        path = f"/api/v1/conversations/{self._id}/{what}"
        return self._http.post(path, json=body or None, headers=self.key)

    def ask(self, text: str) -> dict[str, Any]:
        answer = self.post("questions", text=text)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def passage(self, passage_id: str) -> httpx.Response:
        return self._http.get(f"/api/v1/passages/{passage_id.replace('#', '%23')}")

    def until(self, text: str, true: Any, seconds: float = 20) -> dict[str, Any]:
        """Ask again until the answer is as it should be: a new index is picked up in a moment."""
        deadline = time.monotonic() + seconds
        while not true(reply := self.ask(text)):
            assert time.monotonic() < deadline, reply
            time.sleep(0.2)  # the server looks for a newer index every two seconds
        return reply

    def stream(self, text: str) -> tuple[list[str], dict[str, Any]]:
        """The steps in the order they came, and the whole answer."""
        path = f"/api/v1/conversations/{self._id}/questions"
        headers = {**self.key, "Accept": "text/event-stream"}
        steps, reply, name = [], {}, ""
        with self._http.stream("POST", path, json={"text": text}, headers=headers) as answer:
            assert answer.status_code == 200
            for line in answer.iter_lines():
                kind, _, value = line.partition(": ")
                if kind == "event":
                    name = value
                elif kind == "data" and name == "step":
                    steps.append(json.loads(value)["step"])
                elif kind == "data" and name == "answer":
                    reply = json.loads(value)
        return steps, reply


def ingest(folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [WEGWIJS, "ingest", folder], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
