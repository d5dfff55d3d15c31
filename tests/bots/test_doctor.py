"""`wegwijs doctor`: each thing that can be wrong is named, with what to do about it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.database import migrate
from bots import doctor
from bots.doctor import Check, checks

DAY = date(2026, 11, 24)


@pytest.fixture
def home(
    example_home: Path, empty_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A healthy home of its own, named by the environment."""
    own = shutil.copytree(example_home, tmp_path / "home")
    shutil.copy(empty_database, own / "wegwijs.db")
    for name in ("DATABASE_URL", "CHROMA_URL", "EMBEDDING"):
        monkeypatch.delenv(f"WEGWIJS_{name}", raising=False)
    monkeypatch.setenv("WEGWIJS_HOME", str(own))
    yield own


async def found(today: date = DAY) -> dict[str, Check]:
    return {check.name: check for check in await checks(today=today)}


async def test_a_healthy_house_has_nothing_to_mend(home: Path) -> None:
    well = await found()
    assert list(well) == [
        *("map", "schijfruimte", "database", "kennisbank", "geldigheid", "organisatie")
    ]
    assert all(check.ok for check in well.values()), well


async def test_a_home_that_is_a_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path / "home"))
    (only,) = await checks(today=DAY)
    assert not only.ok and "WEGWIJS_HOME" in only.detail


async def test_a_full_disk_is_named_with_how_much_is_needed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(home)
    nearly_full = type(usage)(usage.total, usage.total - 7_000_000, 7_000_000)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: nearly_full)
    disk = (await found())["schijfruimte"]
    assert not disk.ok
    assert disk.detail == "7 MB vrij; maak er minstens 500 vrij"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+asyncpg://naam:geheim@127.0.0.1:1/x", "niet bereikbaar"),
        ("geen adres geheim", "is geen adres"),
        ("postgresql+nietbestaand://naam:geheim@host/x", "is geen adres"),
        ("sqlite+aiosqlite:////proc/geheim/wegwijs.db", "niet bereikbaar"),
    ],
)
async def test_a_database_that_cannot_be_used_is_named_without_its_secret(
    home: Path, monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    monkeypatch.setenv("WEGWIJS_DATABASE_URL", url)
    database = (await found())["database"]
    assert not database.ok and says in database.detail
    assert "WEGWIJS_DATABASE_URL" in database.detail and "geheim" not in database.detail


async def test_signing_in_elsewhere_needs_to_know_where_to_come_back_to(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJS_OIDC_ISSUER", "https://inloggen.example")
    monkeypatch.setenv("WEGWIJS_OIDC_CLIENT_ID", "wegwijs")
    monkeypatch.delenv("WEGWIJS_PUBLIC_URL", raising=False)
    assert "WEGWIJS_PUBLIC_URL" in (await found())["inloggen"].detail
    monkeypatch.setenv("WEGWIJS_PUBLIC_URL", "https://vragen.example")
    assert (await found())["inloggen"].ok


async def test_an_empty_house_is_told_to_ingest(home: Path) -> None:
    shutil.rmtree(home / "knowledge")
    knowledge = (await found())["kennisbank"]
    assert not knowledge.ok and "wegwijs ingest" in knowledge.detail


@pytest.mark.parametrize("file", ["manifest.json", "documents.jsonl", "offsets.npy"])
async def test_a_damaged_index_is_told_to_be_made_again(home: Path, file: str) -> None:
    generation = home / "knowledge" / (home / "knowledge" / "CURRENT").read_text()
    (generation / file).write_bytes(b"{")
    knowledge = (await found())["kennisbank"]
    assert not knowledge.ok
    assert "verwijder" in knowledge.detail and "wegwijs ingest" in knowledge.detail


async def test_a_chroma_server_that_is_away_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("WEGWIJS_CHROMA_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        knowledge = (await found())["kennisbank"]
    assert not knowledge.ok and "WEGWIJS_CHROMA_URL" in knowledge.detail


async def test_an_index_of_another_model_is_told_to_be_made_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.base.fingerprint", lambda _: ("another", "model", "x"))
    knowledge = (await found())["kennisbank"]
    assert not knowledge.ok and "verouderd" in knowledge.detail


async def test_documents_that_are_no_longer_in_force_are_named(home: Path) -> None:
    validity = (await found(today=date(2099, 1, 1)))["geldigheid"]
    assert not validity.ok and "Ondersteuningsplan" in validity.detail


async def test_a_house_that_does_not_say_who_it_is_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layered_home: Path
) -> None:
    monkeypatch.setenv("WEGWIJS_HOME", str(shutil.copytree(layered_home, tmp_path / "home")))
    await migrate(f"sqlite+aiosqlite:///{tmp_path / 'home' / 'wegwijs.db'}")
    organisation = (await found())["organisatie"]
    assert not organisation.ok and "organisatie.yaml" in organisation.detail
