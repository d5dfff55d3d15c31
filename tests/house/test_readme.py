"""What the README and the pages beside it promise is there."""

from __future__ import annotations

import importlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from pydantic_settings import BaseSettings

from assistant.texts import LANGUAGES

PACKAGES = ("knowledge", "ingest", "assistant", "bots")


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def makefile(root: Path) -> str:
    return (root / "Makefile").read_text(encoding="utf-8")


def _targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def _settings(root: Path) -> set[str]:
    """The variable of every field of every settings class in the four packages."""
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            if "(BaseSettings)" in path.read_text(encoding="utf-8"):
                importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
    return {
        f"{kind.model_config.get('env_prefix', '')}{name}".upper()
        for kind in BaseSettings.__subclasses__()
        if kind.__module__.partition(".")[0] in PACKAGES
        for name in kind.model_fields
    }


def test_every_make_command_in_the_pages_is_a_target_of_the_makefile(
    root: Path, makefile: str
) -> None:
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), root / ".ci" / "run"]
    asked = {
        name
        for page in pages
        for name in re.findall(r"(?:^|`|&& )make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"demo", "test", "check"} <= asked
    assert asked - _targets(makefile) == set()


def test_the_first_screen_of_the_readme_shows_the_two_commands(readme: str) -> None:
    first = readme.splitlines()[:60]
    assert "make demo" in first
    assert "make test" in first


def test_help_names_every_target(root: Path, makefile: str) -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    named = {line.split()[1] for line in shown.stdout.splitlines()}
    assert named == _targets(makefile)


def test_ci_runs_the_check_and_then_the_test_command_of_the_readme(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line.startswith("make ")]
    assert commands == ["make check", "make test", "make test-transformers"]
    subprocess.run(["bash", "-n", root / ".ci" / "run"], check=True)


def test_every_setting_of_the_code_stands_in_the_readme_and_no_other(
    readme: str, root: Path
) -> None:
    table = readme[readme.index("## Settings") : readme.index("## Operating")]
    told = set(re.findall(r"^\| `(WEGWIJS_[A-Z_]+)`", table, re.MULTILINE))
    assert told == _settings(root)


def test_every_variable_that_the_code_names_is_a_setting(root: Path) -> None:
    known = _settings(root)
    unknown = {}
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            for name in re.findall(r"WEGWIJS_[A-Z_]*[A-Z]\b(?![_*…])", path.read_text("utf-8")):
                if name not in known:
                    unknown[name] = path.name
    assert unknown == {}


def test_every_link_between_the_pages_leads_somewhere(root: Path) -> None:
    broken = []
    for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            target, _, anchor = link.partition("#")
            if target.startswith(("http://", "https://")):
                continue
            aim = (page.parent / target) if target else page
            if not aim.exists() or (
                anchor and anchor not in _anchors(aim.read_text(encoding="utf-8"))
            ):
                broken.append(f"{page.name}: {link}")
    assert broken == []


def _anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def test_every_path_that_a_page_names_in_code_marks_exists(root: Path) -> None:
    missing = []
    for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        for name in re.findall(r"`((?:\w[\w.\-]*/)+[\w.\-]*)`", page.read_text(encoding="utf-8")):
            first = name.split("/")[0]
            if first in (*PACKAGES, "tests", "docs", "bench", "training", "examples"):
                known = (root / name).exists()
                if not known:
                    missing.append(f"{page.name}: {name}")
    assert missing == []


def test_publiccode_says_what_the_standard_asks_and_what_is_true(root: Path) -> None:
    said = yaml.safe_load((root / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert said["publiccodeYmlVersion"] == "0.4"
    assert said["url"].startswith("https://")
    assert said["softwareType"] == "standalone/web"
    assert said["developmentStatus"] == "beta"
    assert said["softwareVersion"] == project["version"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["releaseDate"])
    assert said["platforms"] and said["categories"]
    assert said["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert said["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in said["maintenance"]["contacts"])
    assert said["intendedAudience"]["countries"] == ["nl"]
    assert said["localisation"]["localisationReady"] is True
    assert set(said["localisation"]["availableLanguages"]) == set(LANGUAGES)
    assert set(said["description"]) == {"nl", "en"}
    for text in said["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"] and all(len(feature) <= 100 for feature in text["features"])


def test_the_licence_is_the_whole_eupl(root: Path) -> None:
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE) == [str(n) for n in range(1, 16)]
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text
    assert text.rstrip().endswith("require the production of a new EUPL version.")


def test_the_changelog_has_the_version_of_the_package(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] in (root / "CHANGELOG.md").read_text(encoding="utf-8")
