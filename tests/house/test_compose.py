"""compose.yaml starts the default set-up with nothing set, and fits the versions of the lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.settings import AssistantSettings


@pytest.fixture(scope="module")
def services(root: Path) -> dict[str, Any]:
    said = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))
    found: dict[str, Any] = said["services"]
    return found


def test_only_the_app_starts_without_a_profile(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if "profiles" not in service} == {"app"}
    assert services["postgres"]["profiles"] == ["postgres"]
    assert services["chroma"]["profiles"] == ["chroma"]
    assert "depends_on" not in services["app"]


def test_the_app_is_reached_from_this_machine_only_and_keeps_its_state_in_a_volume(
    services: dict[str, Any],
) -> None:
    assert all(port.startswith("127.0.0.1:") for port in services["app"]["ports"])
    assert "state:/var/lib/wegwijs" in services["app"]["volumes"]
    assert services["app"]["read_only"] is True
    assert not any("ports" in services[name] for name in ("postgres", "chroma"))


def test_variables_of_the_app_are_passed_on_and_not_set(services: dict[str, Any]) -> None:
    passed = services["app"]["environment"]
    assert passed == dict.fromkeys(
        ("WEGWIJS_DATABASE_URL", "WEGWIJS_CHROMA_URL", "FORWARDED_ALLOW_IPS")
    )


def test_an_empty_database_variable_means_sqlite(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WEGWIJS_DATABASE_URL", "")
    assert AssistantSettings(home=tmp_path).url == f"sqlite+aiosqlite:///{tmp_path}/wegwijs.db"


def test_the_images_have_the_versions_of_the_package_and_of_the_lock(
    services: dict[str, Any], root: Path
) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert services["app"]["image"] == f"wegwijs:{project['version']}"
    lock = (root / "requirements-run.lock").read_text(encoding="utf-8")
    client = re.search(r"^chromadb==(\S+)", lock, re.MULTILINE)
    assert client
    assert services["chroma"]["image"] == f"chromadb/chroma:{client.group(1)}"
