"""A desk for each module of tests: a real server, the example documents, two people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_server import ADMINISTRATOR, EMPLOYEE, Server, Visitor, serving

from assistant.actors import Role


@pytest.fixture(scope="module")
def server(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("desk") / "home"
    shutil.copytree(example_home, home)
    with serving(home) as running:
        running.join(ADMINISTRATOR, Role.ADMINISTRATOR)
        running.join(EMPLOYEE)
        yield running


@pytest.fixture(scope="module")
def administrator(server: Server) -> Visitor:
    return server.browser(ADMINISTRATOR)


@pytest.fixture(scope="module")
def employee(server: Server) -> Visitor:
    return server.browser(EMPLOYEE)
