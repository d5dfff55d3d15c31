"""The `wegwijs` command as a process of its own: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bots import cli

Inside = Callable[..., subprocess.CompletedProcess[str]]
WEGWIJS = Path(sys.executable).with_name("wegwijs")
FIELDS = "id status text citations confidence language escalation timings_ms".split()
CITED = "n document_id title heading page url quote valid_until".split()


@pytest.fixture(scope="module")
def home(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example for the commands of this file."""
    return shutil.copytree(example_home, tmp_path_factory.mktemp("cli") / "home")


def wegwijs(
    *arguments: str | Path, home: Path, text: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command's outcome; no database address or token of the machine leaks in."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WEGWIJS_")}
    done = subprocess.run(
        [WEGWIJS, *arguments],
        env={**clean, "WEGWIJS_HOME": str(home), "COLUMNS": "200", **environment},
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Inside:
    """The same command in this process, which is quicker to start."""

    def run(*arguments: str | Path, home: Path, **environment: str) -> Any:
        for name in list(os.environ):
            if name.startswith("WEGWIJS_"):
                monkeypatch.delenv(name)
        for name, value in {"WEGWIJS_HOME": str(home), "COLUMNS": "200", **environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["wegwijs", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, int(end.value.code or 0), out, err)

    return run


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_question_is_answered_from_a_cold_start_within_five_seconds(home: Path) -> None:
    # The best of three: what else runs on the machine only ever makes it slower.
    best = float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        done = wegwijs("ask", "Wie vraagt een tlv aan?", home=home)
        took = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        computed = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"wegwijs ask: {took:.2f} s on the clock, {computed:.2f} s of processor")
        assert done.returncode == 0
        assert "vraagt de TLV aan" in done.stdout
        assert "\nBronnen\n[1] " in done.stdout
        best = min(best, took, computed)
        if best < 5:
            break
    # On a machine that others use too, five seconds count for our share of it.
    crowd = max(1, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert best < 5 * crowd


def test_one_question_as_json_has_the_fields_of_the_contract_in_their_order(home: Path) -> None:
    done = wegwijs("ask", "--json", "Wie vraagt een tlv aan?", home=home)
    (row,) = lines(done)
    assert list(row) == FIELDS
    assert row["status"] == "answered_quoted"
    assert all(list(citation) == CITED for citation in row["citations"])
    assert 0 <= row["confidence"] <= 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Geef een vraag"),
        (["vraag", "--batch", "x.jsonl"], "Geef een vraag"),
        (["--batch", "[bold]nergens.jsonl"], "Het bestand [bold]nergens.jsonl bestaat niet"),
        (["--audience", "iedereen!", "vraag"], "parent of school"),
        (["--lang", "de", "vraag"], "nl, en, tr, ar, pl, uk"),
    ],
)
def test_a_wrong_option_is_explained_before_anything_is_opened(
    inside: Inside, tmp_path: Path, arguments: list[str], says: str
) -> None:
    done = inside("ask", *arguments, home=tmp_path / "home")
    assert done.returncode == 2
    assert says in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.fixture(scope="module")
def batch(home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """One batch with everything in it that a line can be."""
    file = tmp_path_factory.mktemp("batch") / "vragen.jsonl"
    rows: list[bytes] = [
        b"\xef\xbb\xbf" + _row(id="bom", question="Wie vraagt een tlv aan?"),
        b"",
        b"   ",
        _row(id=7, question="Wie vraagt een tlv aan?", audience="school"),
        _row(id="ouder", question="Wie vraagt een tlv aan?", audience="parent", lang="nl"),
        _row(id="taal", question="TLV?", lang="en", audience=None, history=[]),
        _row(id="vreemd", question="Wie vraagt een tlv aan?", lang="de"),
        _row(
            id="vervolg",
            question="En hoe lang duurt dat?",
            history=["Hallo", "Hoe vraag ik leerlingenvervoer aan?"],
        ),
        _row(
            id="gesprek",
            question="Wie beslist daarover?",
            history=[
                {"role": "user", "content": "Hoe vraag ik leerlingenvervoer aan?"},
                {"role": "assistant", "content": "Bij de gemeente."},
            ],
        ),
        b"{kapot",
        b"[1, 2]",
        b"[" * 100_000,
        _row(question="zonder id"),
        _row(id="leeg"),
        _row(id="getal", question=3),
        _row(id="publiek", question="Wie vraagt een tlv aan?", audience="staff"),
        _row(id="geschiedenis", question="Wie?", history=[1]),
        b'{"id": "half\\ud800", "question": "Wat is een tlv?"}',
        b'{"id": "letters", "question": "Wat is \xff\xfe een tlv?"}',
        b'{"id": "lang", "question": "' + b"x" * 3_000_000 + b'"}',
        _row(id="nul", question="Wat is een\u0000 tlv?"),
        _row(id="persoon", question="Ik wil een medewerker spreken"),
        _row(id="laatste", question="Hallo"),
    ]
    file.write_bytes(b"\n".join(rows))  # and no newline at the end
    done = wegwijs("ask", "--batch", file, home=home)
    assert done.returncode == 0, done.stderr
    return lines(done)


def _row(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_a_batch_gives_one_line_per_line_in_order(batch: list[dict[str, Any]]) -> None:
    ids = [row["id"] for row in batch]
    assert ids == [
        *["bom", "7", "ouder", "taal", "vreemd", "vervolg", "gesprek", "regel 10", "regel 11"],
        *["regel 12", "", "leeg", "getal", "publiek", "geschiedenis", "half?", "letters"],
        *["regel 20", "nul", "persoon", "laatste"],
    ]


def test_every_line_of_a_batch_has_the_fields_of_the_contract(batch: list[dict[str, Any]]) -> None:
    prefixes = ("answered_", "clarify_", "handoff_", "no_answer_", "emergency_", "refused_")
    for row in batch:
        assert list(row) == FIELDS
        assert row["status"].startswith((*prefixes, "error_"))
        assert isinstance(row["confidence"], float) and 0 <= row["confidence"] <= 1
        assert row["escalation"] is None or list(row["escalation"]) == ["reason"]
        assert all(isinstance(ms, float) for ms in row["timings_ms"].values())
        for citation in row["citations"]:
            assert list(citation) == CITED


def test_a_line_of_a_batch_that_is_wrong_says_why_and_the_rest_goes_on(
    batch: list[dict[str, Any]],
) -> None:
    said = {row["id"]: row for row in batch}
    wrong = ["regel 10", "regel 11", "regel 12", "regel 20", "leeg", "getal", "publiek"]
    for id_ in [*wrong, "geschiedenis", ""]:
        assert said[id_]["status"] == "error_bad_line"
        assert "niet te lezen" in said[id_]["text"]
        assert said[id_]["citations"] == []
    assert "'question'" in said["leeg"]["text"]
    assert "'audience'" in said["publiek"]["text"]


def test_a_line_of_a_batch_in_an_unknown_language_is_still_answered(
    batch: list[dict[str, Any]],
) -> None:
    said = {row["id"]: row for row in batch}
    for id_ in ("bom", "7", "ouder", "vreemd"):
        assert said[id_]["status"] == "answered_quoted"
    assert said["half?"]["status"] == "answered_quoted"  # half an emoji, from a cut-off text
    assert said["taal"]["language"] == "en"
    assert said["persoon"]["escalation"] == {"reason": "asked_for_person"}


def test_a_follow_up_in_a_batch_is_searched_with_what_was_asked_before(
    batch: list[dict[str, Any]],
) -> None:
    said = {row["id"]: row for row in batch}
    for id_ in ("vervolg", "gesprek"):
        titles = {citation["title"].casefold() for citation in said[id_]["citations"]}
        assert any("leerlingenvervoer" in title for title in titles), said[id_]


def test_a_batch_of_any_length_is_never_held_in_memory(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "groot.jsonl"
    with file.open("wb") as out:
        out.write(_row(id="eerste", question="Hallo") + b"\n")
        for _ in range(200):  # 400 MB of lines that are too long, sparse enough to be quick
            out.seek(2_000_000, os.SEEK_CUR)
            out.write(b"\n")
        out.write(_row(id="laatste", question="Hallo") + b"\n")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WEGWIJS_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    process = subprocess.Popen(
        [WEGWIJS, "ask", "--batch", file],
        env={**clean, "WEGWIJS_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    rows = [json.loads(line) for line in process.stdout]
    assert process.wait(60) == 0
    assert (rows[0]["id"], rows[-1]["id"], len(rows)) == ("eerste", "laatste", 202)
    # The answer of a process that holds the file would be at least 400 MB above an ordinary one.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak < max(before, 600_000) + 100_000


def test_whoever_stops_reading_a_batch_ends_it_quietly(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "vragen.jsonl"
    file.write_bytes(b"\n".join(_row(id=i, question="Hallo") for i in range(500)))
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WEGWIJS_")}
    process = subprocess.Popen(
        [WEGWIJS, "ask", "--batch", file],
        env={**clean, "WEGWIJS_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    assert json.loads(process.stdout.readline())["id"] == "0"
    process.stdout.close()
    assert process.wait(60) == 1
    assert process.stderr.read() == b""
    process.stderr.close()


def test_asking_without_documents_says_what_to_do(inside: Inside, tmp_path: Path) -> None:
    file = tmp_path / "vragen.jsonl"
    file.write_bytes(_row(id="1", question="Wie vraagt een tlv aan?"))
    done = inside("ask", "--batch", file, home=tmp_path / "home")
    assert done.returncode == 1
    assert lines(done)[0]["status"] == "error_no_knowledge"
    assert "wegwijs ingest" in done.stderr
    status = inside("status", home=tmp_path / "home")
    assert status.returncode == 1 and "wegwijs ingest" in status.stderr


def test_a_database_that_is_away_is_told_without_its_address(inside: Inside, home: Path) -> None:
    done = inside(
        *("ask", "Hallo"),
        home=home,
        WEGWIJS_DATABASE_URL="postgresql+asyncpg://naam:geheim@127.0.0.1:1/x",
    )
    assert done.returncode == 1
    assert "niet bereikbaar" in done.stderr
    assert "geheim" not in done.stderr


def test_status_shows_every_document_with_its_validity_and_owner(
    inside: Inside, home: Path
) -> None:
    done = inside("status", home=home)
    assert done.returncode == 0
    assert "Passenderwijs: versie" in done.stdout
    for word in ("Leerlingenvervoer", "Wie doet wat?", "service", "Geldig tot", "Eigenaar"):
        assert word in done.stdout


def test_serve_on_a_port_in_use_says_so(inside: Inside, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = inside("serve", "--port", str(port), home=home)
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr and "--port" in done.stderr
    assert "Wegwijs draait" not in done.stderr


def test_serve_without_a_database_says_so_and_does_not_claim_to_run(
    inside: Inside, home: Path
) -> None:
    done = inside(
        *("serve", "--port", "0"),
        home=home,
        WEGWIJS_DATABASE_URL="postgresql+asyncpg://naam:geheim@127.0.0.1:1/x",
    )
    assert done.returncode == 1
    assert "niet bereikbaar" in done.stderr and "draait" not in done.stderr


def test_ingesting_what_is_not_there_names_it_and_fails(inside: Inside, tmp_path: Path) -> None:
    done = inside("ingest", tmp_path / "[red]nergens", home=tmp_path / "home")
    assert done.returncode == 1
    assert "[red]nergens" in done.stdout
    assert "bestaat niet" in done.stdout
