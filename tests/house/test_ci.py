"""The CI script on a machine where Debian's packages can or cannot be reached."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_UPDATE_FAILS = 'case "$1" in update) exit 100;; esac\n'
_INSTALL_FAILS = 'case "$1" in install) exit 100;; esac\n'


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Path:
    """A folder with the script, and a PATH of our own without a browser; `make` says what it ran."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(root / ".ci" / "run", tmp_path / ".ci" / "run")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "dirname", "git"):
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    (tools / "python3").symlink_to(sys.executable)
    _tool(tools, "make", 'echo "ran make $1"\n')
    return tmp_path


def _tool(tools: Path, name: str, body: str) -> None:
    (tools / name).write_text(f"#!/bin/sh\n{body}", encoding="utf-8")
    (tools / name).chmod(0o755)


def _run(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(machine / ".ci" / "run")],
        env={"PATH": str(machine / "bin"), "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_ci_installs_the_browser_and_runs_check_then_test(machine: Path) -> None:
    _tool(machine / "bin", "apt-get", 'echo "apt-get $*" >> "$(dirname "$0")/../asked"\n')
    done = _run(machine)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "ran make check",
        "ran make test",
        "ran make test-transformers",
    ]
    asked = (machine / "asked").read_text(encoding="utf-8").splitlines()
    assert asked[0] == "apt-get update -qq"
    assert asked[1].startswith("apt-get install ") and " chromium " in asked[1]


def test_ci_goes_on_with_the_lists_it_has_when_they_cannot_be_renewed(machine: Path) -> None:
    _tool(machine / "bin", "apt-get", _UPDATE_FAILS)
    done = _run(machine)
    assert done.returncode == 0
    assert "apt-get update failed" in done.stderr
    assert "ran make test" in done.stdout


def test_ci_stops_with_a_clear_word_when_the_browser_cannot_be_installed(machine: Path) -> None:
    _tool(machine / "bin", "apt-get", _INSTALL_FAILS)
    done = _run(machine)
    assert done.returncode == 1
    assert "Chromium could not be installed" in done.stderr
    assert done.stdout == ""


def test_ci_installs_nothing_where_the_browser_is(machine: Path) -> None:
    _tool(machine / "bin", "chromium", "exit 0\n")
    done = _run(machine)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "ran make check",
        "ran make test",
        "ran make test-transformers",
    ]


def test_ci_fails_when_the_check_fails_and_runs_no_test(machine: Path) -> None:
    _tool(machine / "bin", "chromium", "exit 0\n")
    _tool(machine / "bin", "make", 'echo "ran make $1"; exit 2\n')
    done = _run(machine)
    assert done.returncode != 0
    assert done.stdout.splitlines() == ["ran make check"]
