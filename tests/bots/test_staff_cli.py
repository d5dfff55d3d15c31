"""Accounts from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bots.cli import app


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path))
    for name in ("WEGWIJS_DATABASE_URL", "WEGWIJS_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_first_administrator_gets_a_link_to_choose_a_password(home: Path) -> None:
    made = CliRunner().invoke(
        app, ["staff", "invite", "m.smit@swv.example", "--name", "Mia Smit", "--administrator"]
    )
    assert made.exit_code == 0, made.output
    assert re.search(r"^http://127.0.0.1:8000/desk/welkom/[\w-]{40,}$", made.output, re.M)
    listed = CliRunner().invoke(app, ["staff", "list"])
    for word in ("Mia Smit", "beheerder", "uitgenodigd"):
        assert word in listed.output


def test_the_link_has_the_public_address_when_there_is_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJS_PUBLIC_URL", "https://vragen.swv.example")
    made = CliRunner().invoke(app, ["staff", "invite", "j.vos@swv.example"])
    assert "https://vragen.swv.example/desk/welkom/" in made.output


def test_an_address_that_is_none_is_refused(home: Path) -> None:
    made = CliRunner().invoke(app, ["staff", "invite", "geen-adres"])
    assert made.exit_code == 1
    assert "http" not in made.output
