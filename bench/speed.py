"""`make bench`: how fast, how large, and beside a plain LangChain RAG in the same run.

Everything runs on one core (the process is pinned to it), so figures compare between machines as
ratios; single times do not. Prints a table; docs/measurements.md keeps what it printed, with the
machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.settings import AssistantSettings
from bench.evaluate import EXAMPLE, QUOTED, TODAY, ask
from bench.plain_rag import PlainRag
from bench.questions import DEVELOPMENT, holds
from bench.questions import load as development
from bench.rijksoverheid import entries
from bots.bootstrap import build
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Document, Kind, Passage
from knowledge.embeddings import builtin_encoder
from knowledge.index import current, open_writer
from knowledge.sentences import split
from knowledge.settings import KnowledgeSettings
from knowledge.vectors import Vectors
from training.dataset import load as training_lines

ASKED = 300


def invented(count: int) -> list[Document]:
    """`count` passages in documents of ten: the training passages, then mixtures of their sentences."""
    lines = training_lines()
    texts = [(line.heading, line.passage) for line in lines]
    rng = random.Random(7)
    sentences = [line.passage[a:b] for line in lines for a, b in split(line.passage)]
    while len(texts) < count:
        heading = rng.choice(lines).heading
        texts.append((heading, " ".join(rng.sample(sentences, 4))))
    out = []
    for number in range(0, count, 10):
        members = texts[number : min(number + 10, count)]
        out.append(
            Document(
                id=f"d{number}",
                title=members[0][0][0],
                kind=Kind.POLICY,
                source=f"d{number}",
                origin="bench",
                digest="x",
                passages=tuple(
                    Passage(f"d{number}", i, text, heading[1:], section=i)
                    for i, (heading, text) in enumerate(members)
                ),
            )
        )
    return out


def write(documents: list[Document], home: Path) -> KnowledgeSettings:
    """An index of these documents."""
    settings = KnowledgeSettings(home=home)
    with open_writer(settings) as writer:
        for document in documents:
            writer.put(document)
        writer.commit()
    return settings


def spread(seconds: list[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    return f"p50 {np.percentile(seconds, 50) * 1e3:.1f} ms, p95 {np.percentile(seconds, 95) * 1e3:.1f} ms"


async def latency(settings: KnowledgeSettings, home: Path) -> None:
    """A question through conversations.ask, SQLite included, beside the least it could cost."""
    house = await build(AssistantSettings(home=home), settings)
    questions = [entry.question for entry in entries()]
    questions += [q.text for line in training_lines()[::9] for q in line.questions[:1]]
    questions = questions[:ASKED]
    now = datetime.now(UTC)
    whole: list[float] = []
    for number, question in enumerate(questions):
        started = await house.conversations.start(
            channel="cli", audience=Audience.EVERYONE, language="nl", now=now
        )
        began = time.perf_counter()
        await house.conversations.ask(
            conversation_id=started.id, token=started.token, text=question, now=now, language="nl"
        )
        if number >= 20:  # the first ones fill caches
            whole.append(time.perf_counter() - began)
    generation = current(settings.knowledge_home)
    assert generation is not None
    vectors = Vectors.embedded(generation / "chroma")
    least: list[float] = []
    for question in questions[20:]:
        began = time.perf_counter()
        vectors.nearest(builtin_encoder().embed_questions([question])[0], 4)
        least.append(time.perf_counter() - began)
    await house.engine.dispose()
    ratio = np.median(whole) / np.median(least)
    print(f"a question, 5,000 passages, database included | {spread(whole)}")
    print(
        f"the same: encode + one search in Chroma       | {spread(least)}  (ours is {ratio:.1f}x)"
    )


def ingest_speed(folder: Path) -> None:
    """Pages a minute of a real PDF, embedding included; an unchanged folder of 500 documents."""
    source = folder / "pdf"
    source.mkdir()
    plan = next(EXAMPLE.rglob("*.pdf"))
    copies = 5
    for number in range(copies):
        shutil.copy(plan, source / f"plan-{number}.pdf")
        (source / f"plan-{number}.pdf.meta.yaml").write_text(
            f"id: plan-{number}\ntitel: Plan {number}\n"
        )
    began = time.perf_counter()
    report = sync([source], settings=KnowledgeSettings(home=folder / "a"), now=datetime.now(UTC))
    seconds = time.perf_counter() - began
    assert report.ok and report.added == copies, report
    import pypdfium2

    pages = copies * len(pypdfium2.PdfDocument(plan))
    print(
        f"ingest: {pages} PDF pages                      | {pages / seconds * 60:.0f} pages a minute"
    )
    many = folder / "many"
    many.mkdir()
    for number, document in enumerate(invented(1_000)[:100] * 5):
        text = "\n\n".join(p.text for p in document.passages[:3])
        (many / f"n{number}.md").write_text(f"# {document.title} {number}\n\n{text}\n")
    settings = KnowledgeSettings(home=folder / "b")
    sync([many], settings=settings, now=datetime.now(UTC))
    began = time.perf_counter()
    again = sync([many], settings=settings, now=datetime.now(UTC))
    seconds = time.perf_counter() - began
    assert again.unchanged == 500, again
    print(f"an unchanged folder of 500 documents          | {seconds:.2f} s")


_SERVE = """
import sys
from pathlib import Path
from datetime import date
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings
from knowledge.documents import Audience
base = KnowledgeBase(KnowledgeSettings(home=Path(sys.argv[1])))
for word in "vervoer dyslexie klacht bezwaar toelaatbaarheid schorsen verzuim aanmelden".split():
    question = base.read("hoe zit het met " + word)
    base.quote(question, base.search(question, audience=Audience.EVERYONE, on=date(2026, 11, 24)))
# Not ru_maxrss: a child inherits its parent's.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) // 1024, int(status["RssFile"].split()[0]) // 1024)
"""


def memory(home: Path) -> None:
    """Peak resident memory of a process that answers from 20,000 passages."""
    got = subprocess.run(
        [sys.executable, "-c", _SERVE, str(home)], capture_output=True, text=True, check=True
    )
    peak, files = got.stdout.split()
    print(
        f"memory, 20,000 passages                       | {peak} MB at the peak, of which {files} MB "
        "mapped files that processes share"
    )


def start_up(home: Path) -> None:
    """From typing `wegwijs ask` to its answer, in a process of its own."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        got = subprocess.run(
            [sys.executable, "-m", "bots.cli", "ask", "--json", "wat is een tlv"],
            env={**os.environ, "WEGWIJS_HOME": str(home)},
            capture_output=True,
            text=True,
            check=True,
        )
        times.append(time.perf_counter() - began)
        assert json.loads(got.stdout)["status"].startswith("answered"), got.stdout
    print(f"`wegwijs ask`, start to answer                | {min(times):.1f} s")


def beside_plain_rag(folder: Path) -> None:
    """The development questions on the example, ours and a plain RAG on the same documents."""
    settings = KnowledgeSettings(home=folder / "c")
    sync([EXAMPLE], settings=settings, now=datetime.now(UTC))
    knowledge = KnowledgeBase(settings)
    shown = [d for d in knowledge.documents() if d.kind is not Kind.ORGANISATION]
    plain = PlainRag(shown, folder / "plain")
    rows: dict[str, list[float]] = {"plain": [], "ours, top four": [], "ours, answer": []}
    seconds: dict[str, list[float]] = {"plain": [], "ours": []}
    for asked in development(DEVELOPMENT):
        if asked.kind != "answerable" or asked.language != "nl":
            continue
        audience = Audience.SCHOOL if asked.audience == "school" else Audience.EVERYONE
        began = time.perf_counter()
        texts = {"plain": " ".join(text for _, text in plain.search(asked.question))}
        seconds["plain"].append(time.perf_counter() - began)
        found = knowledge.search(asked.question, audience=audience, on=TODAY, limit=4)
        texts["ours, top four"] = " ".join(f.passage.text for f in found)
        began = time.perf_counter()
        result = ask(knowledge, asked)
        seconds["ours"].append(time.perf_counter() - began)
        texts["ours, answer"] = result.text if result.status in QUOTED else ""
        for name, text in texts.items():
            share = sum(holds(text, fact) for fact in asked.facts) / len(asked.facts)
            rows[name].append(share)
    print(f"\nDutch development questions, {len(rows['plain'])}, example knowledge base")
    for name, shares in rows.items():
        array = np.asarray(shares)
        print(
            f"{name:16} half of the facts {(array >= 0.5).mean():.3f}, "
            f"all {(array >= 0.999).mean():.3f}, none {(array == 0).mean():.3f}"
        )
    for name, values in seconds.items():
        print(f"{name:16} {spread(values)}")


def machine() -> dict[str, Any]:
    """What it ran on."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000_000
    return {
        "cores": os.cpu_count(),
        "memory_gb": total,
        "python": platform.python_version(),
        "day": date.today().isoformat(),
    }


def main() -> None:
    """Pin to one core, run everything, print."""
    print(json.dumps(machine()))
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        beside_plain_rag(folder)
        print()
        start_up(folder / "c")
        ingest_speed(folder)
        asyncio.run(latency(write(invented(5_000), folder / "five"), folder / "five"))
        write(invented(20_000), folder / "twenty")
        memory(folder / "twenty")


if __name__ == "__main__":
    main()
