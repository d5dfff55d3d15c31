"""docs/dependencies.md tells the truth about what pyproject.toml asks for and what is installed."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, PackageMetadata, distributions, metadata
from pathlib import Path

import pytest

# How packages write the licences that we call by their SPDX name, most telling first.
_SPELLINGS = (
    ("LGPL-3.0-only", r"LGPL-3\.0|LGPLv3"),
    ("Apache-2.0", r"Apache"),
    ("BSD-2-Clause", r"BSD[ -]2"),
    ("BSD-3-Clause", r"BSD"),
    ("MIT", r"\bMIT\b"),
    ("MPL-2.0", r"MPL|Mozilla"),
)


def _name(requirement: str) -> str:
    return re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.fixture(scope="module")
def asked(root: Path) -> dict[str, set[str]]:
    """Names of the packages that pyproject.toml asks for: to run, as extras, to develop."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    return {
        "run": {_name(d) for d in project["project"]["dependencies"]},
        "extras": {_name(d) for extra in extras for d in extra},
        "dev": {_name(d) for group in project["dependency-groups"].values() for d in group},
    }


@pytest.fixture(scope="module")
def told(root: Path) -> dict[str, dict[str, str]]:
    """The licence of each package in the three tables of the page."""
    page = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    out: dict[str, dict[str, str]] = {}
    for heading, part in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.S | re.M):
        rows = [
            line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")
        ]
        out[heading] = {row[0].strip(): row[2].strip() for row in rows if row[0] != "package"}
    return out


def test_every_package_of_pyproject_has_its_line_and_no_other_has_one(
    asked: dict[str, set[str]], told: dict[str, dict[str, str]]
) -> None:
    assert set(told["To run"]) == asked["run"]
    assert set(told["Extras"]) == asked["extras"]
    assert set(told["To develop and test"]) == asked["dev"]


def test_the_licence_in_the_page_is_the_one_of_the_installed_package(
    told: dict[str, dict[str, str]],
) -> None:
    wrong, silent = {}, []
    for name, licence in {**told["To run"], **told["To develop and test"]}.items():
        found = _licences(metadata(name))
        # A package may carry parts under more licences than its own (numpy, scipy).
        if not found:
            silent.append(name)
        elif not set(licence.split(", ")) <= found:
            wrong[name] = (licence, found)
    assert wrong == {}
    # Says nothing in its metadata; its LICENSE file was read by a person.
    assert silent == ["axe-playwright-python"]


def test_nothing_installed_is_under_the_agpl_or_under_a_licence_that_forbids_use() -> None:
    forbidden = re.compile(r"AGPL|Affero|SSPL|Server Side Public|Business Source|Elastic License")
    found = {d.name: text for d in _others() if forbidden.search(text := _said(d.metadata))}
    assert found == {}


def test_the_licences_that_ask_something_of_us_are_all_named(root: Path) -> None:
    page = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    known = page[page.index("## Licences to know of") :]
    asking = re.compile(r"GPL|Mozilla|\bMPL|\bEPL|CDDL")
    unnamed = [
        d.name for d in _others() if asking.search(_said(d.metadata)) and d.name not in known
    ]
    assert unnamed == []


def _others() -> list[Distribution]:
    return [d for d in distributions() if d.name != "wegwijs"]


def _said(said: PackageMetadata) -> str:
    """What a package says of its licence, in its own words."""
    classifiers = [c for c in said.get_all("Classifier") or [] if c.startswith("License")]
    return " ".join(
        [said.get("License-Expression") or "", (said.get("License") or "")[:300], *classifiers]
    )


def _licences(said: PackageMetadata) -> set[str]:
    text = _said(said)
    return {spdx for spdx, pattern in _SPELLINGS if re.search(pattern, text)}
