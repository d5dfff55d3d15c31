"""`make bench-load`: many parents chatting at once, beside a plain LangChain RAG behind FastAPI.

Each parent has a conversation of their own, keeps its live stream open, and asks a question every
so many seconds over server-sent events, spread evenly. Both servers run as processes of their own
on this machine, one after the other, and share its cores with the parents themselves.

    python -m bench.load --parents 200 --every 20 --seconds 120
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from bench.evaluate import EXAMPLE
from bots.web.server import listen
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.settings import KnowledgeSettings

PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Measured:
    """What the parents saw: milliseconds to the first sentence and to the whole answer."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    processor: float = 0.0


def questions(home: Path) -> list[str]:
    """What the documents themselves ask: their headings that are questions."""
    knowledge = KnowledgeBase(KnowledgeSettings(home=home, chroma_url=None))
    found = {
        passage.heading[-1]
        for document in knowledge.documents()
        if document.audience is Audience.EVERYONE
        for passage in document.passages
        if passage.heading and passage.heading[-1].endswith("?")
    }
    return sorted(found)


class Parent:
    """One asker of Wegwijs, behind an address of their own."""

    def __init__(self, http: httpx.AsyncClient, number: int) -> None:
        self._http = http
        self._headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
        self._id = ""

    async def begin(self) -> None:
        """Open the conversation."""
        answer = await self._http.post("/api/v1/conversations", json={}, headers=self._headers)
        answer.raise_for_status()
        self._id = answer.json()["id"]
        self._headers["Authorization"] = f"Bearer {answer.json()['token']}"

    async def listen(self) -> None:
        """Keep the live stream open until cancelled."""
        path = f"/api/v1/conversations/{self._id}/live"
        async with self._http.stream("GET", path, headers=self._headers, timeout=None) as answer:
            answer.raise_for_status()
            async for _ in answer.aiter_bytes():
                pass

    async def ask(self, text: str, seen: Measured) -> None:
        """Ask over a stream."""
        headers = {**self._headers, "Accept": "text/event-stream"}
        await stream(self._http, f"/api/v1/conversations/{self._id}/questions", headers, text, seen)


async def stream(
    http: httpx.AsyncClient, path: str, headers: dict[str, str], text: str, seen: Measured
) -> None:
    """A question's first sentence and whole answer, timed."""
    began = time.perf_counter()
    first = 0.0
    try:
        async with http.stream("POST", path, json={"text": text}, headers=headers) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                if line == "event: text" and not first:
                    first = (time.perf_counter() - began) * 1000
                elif line == "event: error":
                    raise RuntimeError("the stream ended in an error")
    except (httpx.HTTPError, RuntimeError) as error:
        seen.errors.append(f"{type(error).__name__}: {str(error)[:80]}")
        return
    seen.first.append(first)
    seen.whole.append((time.perf_counter() - began) * 1000)


async def chat(url: str, pid: int, asked: list[str], arguments: argparse.Namespace) -> Measured:
    """Everyone asks, evenly spread over the interval."""
    seen = Measured()
    limits = httpx.Limits(max_connections=2 * arguments.parents + 50)
    before = processor(pid)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as http:
        parents = [Parent(http, n) for n in range(arguments.parents)]
        if not arguments.plain:
            for parent in parents:
                await parent.begin()
        listening = [] if arguments.plain else [asyncio.create_task(p.listen()) for p in parents]
        end = time.monotonic() + arguments.seconds
        watching = asyncio.create_task(watch(pid, seen))

        async def live(number: int) -> None:
            rng = random.Random(number)
            await asyncio.sleep(arguments.every * number / arguments.parents)
            while (begun := time.monotonic()) < end:
                text = rng.choice(asked)
                if arguments.plain:
                    await stream(http, "/ask", {}, text, seen)
                else:
                    await parents[number].ask(text, seen)
                await asyncio.sleep(max(0.0, begun + arguments.every - time.monotonic()))

        await asyncio.gather(*(live(n) for n in range(arguments.parents)))
        seen.errors += ["a live stream broke" for task in listening if task.done()]
        for task in (*listening, watching):
            task.cancel()
        await asyncio.gather(*listening, watching, return_exceptions=True)
    seen.processor = processor(pid) - before
    return seen


async def watch(pid: int, seen: Measured) -> None:
    """The server's resident memory in megabytes, every two seconds."""
    while True:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        seen.memory.append(pages * PAGE / 1_000_000)
        await asyncio.sleep(2)


def processor(pid: int) -> float:
    """Seconds of processor a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@contextmanager
def serving(home: Path, *, plain: bool) -> Iterator[tuple[str, int]]:
    """A server as a process: its address and its process id."""
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WEGWIJS_")}
    command = (
        [sys.executable, "-m", "bench.plain_server", str(home), str(port)]
        if plain
        else [sys.executable, "-m", "bots.cli", "serve", "--port", str(port)]
    )
    process = subprocess.Popen(command, env={**clean, "WEGWIJS_HOME": str(home)})
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in itertools.count():
            if process.poll() is not None:
                raise SystemExit("the server did not start")
            try:
                httpx.get(f"{url}/openapi.json", timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.3)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(20)


def report(name: str, seen: Measured, seconds: float) -> str:
    """One row of the table."""
    first, whole = (np.percentile(times or [0.0], [50, 95]) for times in (seen.first, seen.whole))
    warm = seen.memory[len(seen.memory) // 4 :] or [0.0]
    return (
        f"| {name} | {len(seen.first)} | {len(seen.errors)} | {first[0]:.0f} | {first[1]:.0f} | "
        f"{whole[1]:.0f} | {warm[0]:.0f} -> {warm[-1]:.0f} | {seen.processor / seconds:.2f} |"
    )


def main() -> None:
    """Both servers under the same load; the table on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parents", type=int, default=200)
    parser.add_argument("--every", type=float, default=20, help="seconds between two questions")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--home", type=Path, help="an ingested home; else the example is ingested")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.home or Path(folder) / "home"
        if arguments.home is None:
            environment = {**os.environ, "WEGWIJS_HOME": str(home)}
            command = [sys.executable, "-m", "bots.cli", "ingest", str(EXAMPLE)]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        asked = questions(home)
        print(
            f"{arguments.parents} parents, a question every {arguments.every:g} s each, "
            f"{arguments.seconds:g} s, {len(asked)} questions, {os.cpu_count()} cores, "
            f"load before: {os.getloadavg()[0]:.1f}\n"
        )
        print(
            "| server | answers | errors | first sentence p50 ms | p95 ms | whole answer p95 ms "
            "| memory MB | cores used |\n|---|---|---|---|---|---|---|---|"
        )
        for name, plain in (("Wegwijs", False), ("plain LangChain RAG behind FastAPI", True)):
            arguments.plain = plain
            with serving(home, plain=plain) as (url, pid):
                seen = asyncio.run(chat(url, pid, asked, arguments))
            print(report(name, seen, arguments.seconds), flush=True)
            for line in sorted({re.sub(r"\d+", "n", e) for e in seen.errors}):
                print(f"  error: {line}")


if __name__ == "__main__":
    main()
