"""A Dockerfile read as its steps, and those steps done below another root folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# How a package client finds its index and its cache; all else of the environment stays out.
_KEPT = re.compile(
    r"^(?:PIP_|UV_|SSL_|REQUESTS_|CURL_|OPENBLAS_|HTTPS?_PROXY|NO_PROXY)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its word in capitals and the rest of its line."""

    word: str
    rest: str


def steps(text: str) -> list[Step]:
    """The instructions of a Dockerfile in order, lines that go on joined, comments left out."""
    joined = re.sub(
        r"\\\n", " ", "\n".join(ln for ln in text.splitlines() if not ln.startswith("#"))
    )
    split = (line.strip().partition(" ") for line in joined.splitlines() if line.strip())
    return [Step(word.upper(), rest.strip()) for word, _, rest in split]


def stages(found: list[Step]) -> list[list[Step]]:
    """The instructions of each stage, its FROM first."""
    out: list[list[Step]] = []
    for step in found:
        if step.word == "FROM":
            out.append([])
        out[-1].append(step)
    return out


def sources(found: list[Step]) -> Iterator[str]:
    """What is copied from the repository, of all stages."""
    for step in found:
        if step.word == "COPY" and not step.rest.startswith("--from"):
            yield from step.rest.split()[:-1]


@dataclass(slots=True)
class Built:
    """Stages carried out with `root` as their file system, and how to run a command in the result."""

    root: Path
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def path(self, inside: str) -> Path:
        """Where a path of the image lies."""
        return self.root / inside.lstrip("/")

    def run(self, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command as the image would; raises when it fails."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **more},
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
        )


def build(found: list[Step], context: Path, root: Path) -> Built:
    """Do what the instructions say, below `root` instead of `/`.

    Both stages share one root, so COPY --from has nothing to do. Commands that change the accounts
    of a system are left out and named in `skipped`. Raises CalledProcessError when a step fails.
    """
    python = root / "usr" / "bin"
    python.mkdir(parents=True)
    # python:3.11-slim has a plain `python`; ours is the one that runs the tests, without its packages.
    (python / "python").symlink_to(getattr(sys, "_base_executable", sys.executable))
    kept = {name: value for name, value in os.environ.items() if _KEPT.match(name)}
    cache = os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))
    built = Built(
        root,
        root,
        {**kept, "PATH": f"{python}:/usr/bin:/bin", "HOME": str(root), "UV_CACHE_DIR": cache},
    )
    for step in found:
        _do(step, context, built)
    return built


def _do(step: Step, context: Path, built: Built) -> None:
    if step.word == "WORKDIR":
        built.folder = built.path(step.rest)
        built.folder.mkdir(parents=True, exist_ok=True)
    elif step.word == "COPY" and not step.rest.startswith("--from"):
        *names, target = step.rest.split()
        for name in names:
            _copy(context / name, built.folder / target)
    elif step.word == "ENV":
        name, _, value = step.rest.partition("=")
        value = re.sub(r"(?<![\w.])/(?:opt|var)/", lambda m: f"{built.root}{m.group(0)}", value)
        built.environment[name] = value.replace("$PATH", built.environment["PATH"])
    elif step.word == "RUN":
        if step.rest.startswith("useradd "):
            built.skipped.append(step.rest)
            return
        command = re.sub(
            r"(?<![\w.])/(?:opt|var)/", lambda m: f"{built.root}{m.group(0)}", step.rest
        )
        command = re.sub(r" -o \w+ -g \w+", "", command)
        built.run(["/bin/sh", "-ec", command])


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    else:
        target = target / source.name if target.is_dir() else target
        shutil.copy(source, target)


def exec_form(rest: str) -> list[str]:
    """The words of CMD or of a HEALTHCHECK's CMD written as a JSON list."""
    words = json.loads(rest[rest.index("[") :])
    return [str(word) for word in words]
