"""The image for the default set-up: its steps, done in a clean environment, and what comes out."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from dockerfile import Built, Step, build, exec_form, sources, stages, steps

PACKAGES = ("knowledge", "ingest", "assistant", "bots")
QUESTION = "Hoeveel weken heeft de school om te beslissen over een aanmelding?"


@pytest.fixture(scope="module")
def found(root: Path) -> list[Step]:
    return steps((root / "Dockerfile").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def built(found: list[Step], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(found, root, tmp_path_factory.mktemp("image"))


def _data_files(root: Path) -> set[str]:
    """Every file of the packages that git would carry and that is no Python code."""
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=root, check=True, capture_output=True, text=True
    )
    names = {name for name in listed.stdout.splitlines() if (root / name).is_file()}
    return {name for name in names if not name.endswith(".py")}


def test_everything_the_dockerfile_copies_exists_and_passes_the_dockerignore(
    found: list[Step], root: Path
) -> None:
    allowed = {
        line[1:]
        for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = set(sources(found))
    assert copied == allowed
    assert all((root / name).exists() for name in copied)


def test_the_image_runs_as_a_user_without_rights_who_owns_the_state(found: list[Step]) -> None:
    last = stages(found)[-1]
    users = [step.rest for step in last if step.word == "USER"]
    assert users == ["wegwijs"]
    commands = [step.rest for step in last if step.word == "RUN"]
    assert any(
        re.fullmatch(r"useradd --system --uid \d+ --create-home wegwijs", c) for c in commands
    )
    assert "install -d -o wegwijs -g wegwijs /var/lib/wegwijs" in commands
    assert Step("ENV", "WEGWIJS_HOME=/var/lib/wegwijs") in last
    assert Step("VOLUME", "/var/lib/wegwijs") in last


def test_the_image_installs_with_the_installer_and_the_hashes_of_the_makefile(
    found: list[Step], root: Path
) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    commands = " ".join(step.rest for step in found if step.word == "RUN")
    installer = re.search(r"uv==[\d.]+", makefile)
    assert installer and installer.group(0) in commands
    assert "--require-hashes -r requirements-run.lock" in commands
    assert "--require-hashes" in makefile
    assert "--no-deps --no-build-isolation" in commands
    assert "--no-deps --no-build-isolation" in makefile


def test_the_lock_of_the_image_has_the_versions_that_the_tests_ran_with(root: Path) -> None:
    pin = re.compile(r"^([\w.\-]+)==(\S+)", re.MULTILINE)
    everything = dict(pin.findall((root / "requirements.lock").read_text(encoding="utf-8")))
    running = dict(pin.findall((root / "requirements-run.lock").read_text(encoding="utf-8")))
    assert len(running) > 50
    assert {n: v for n, v in running.items() if everything.get(n) != v} == {}
    assert not {"pytest", "playwright", "mypy", "scikit-learn"} & set(running)


def test_the_wheel_carries_every_data_file_and_no_training_data(root: Path, tmp_path: Path) -> None:
    # A copy, so that nothing is left behind in the tree (and nothing old is picked up from it).
    context = build(
        [Step("WORKDIR", "/src"), *(Step("COPY", f"{name} ./{name}") for name in _context())],
        root,
        tmp_path / "root",
    )
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index"),
            *("--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, context.folder),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("wegwijs-*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    assert _data_files(root) - carried == set()
    for name in ("knowledge/retriever/model.npz", "knowledge/retriever/judgement.json"):
        assert name in carried
    for name in ("assistant/texts/nl.yaml", "assistant/migrations/script.py.mako"):
        assert name in carried
    assert {name.split("/")[0] for name in carried if ".dist-info" not in name} == set(PACKAGES)


def _context() -> tuple[str, ...]:
    return ("pyproject.toml", "README.md", "LICENSE", *PACKAGES)


def test_the_steps_of_the_dockerfile_give_an_image_that_reads_documents_and_answers(
    built: Built, root: Path
) -> None:
    assert [command.split()[0] for command in built.skipped] == ["useradd"]
    documents = root / "examples" / "passenderwijs" / "paginas"
    # Two pages are enough: what is proven is that nothing is missing from the image.
    few = built.path("/documents")
    few.mkdir()
    for name in ("zorgplicht-en-aanmelden.html", "leerlingenvervoer.html"):
        (few / name).write_bytes((documents / name).read_bytes())
    built.run(["wegwijs", "ingest", str(few)])
    answered = built.run(["wegwijs", "ask", "--json", QUESTION]).stdout
    assert '"status": "answered_quoted"' in answered
    assert "6 weken" in answered
    where = built.run(["python", "-c", "import bots, knowledge; print(bots.__file__)"]).stdout
    assert where.startswith(str(built.path("/opt/wegwijs")))
    assert (built.path("/var/lib/wegwijs") / "wegwijs.db").is_file()


def test_the_image_serves_on_all_addresses_and_its_health_check_tells_life_from_death(
    built: Built, found: list[Step]
) -> None:
    last = stages(found)[-1]
    command = exec_form(next(step.rest for step in last if step.word == "CMD"))
    assert command == ["wegwijs", "serve", "--host", "0.0.0.0"]
    port = str(_free_port())
    check = [
        word.replace(":8000", f":{port}")
        for word in exec_form(next(step.rest for step in last if step.word == "HEALTHCHECK"))
    ]
    with pytest.raises(subprocess.CalledProcessError):
        built.run(check)
    server = subprocess.Popen(
        [*command[:-1], "127.0.0.1", "--port", port],
        cwd=built.folder,
        env=built.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_is_well(built, check, server)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_is_well(built: Built, check: list[str], server: subprocess.Popen[bytes]) -> None:
    """Ask again and again, as Docker does; the server may take its time to start."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped by itself"
        with contextlib.suppress(subprocess.CalledProcessError):
            built.run(check)
            return
    pytest.fail("the server was not well within 90 seconds")
