"""`python -m bench.steering`: the attempts per kind and language, and those that succeed.

python -m bench.steering            # questions, documents and the later ones
python -m bench.steering later      # one file only
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.steering.attempts import Attempt, attempts
from bench.steering.base import NOW, TODAY, ingest, write
from bench.steering.judge import ANSWERED, SECRET, asked, harms, in_sources
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings

EXAMPLE = Path(__file__).parents[2] / "examples" / "passenderwijs"
FILES = ("questions", "documents", "later")
LANGUAGES = ("nl", "en", "tr", "ar", "pl", "uk")


def main(names: list[str]) -> int:
    """Print the tables; the number of attempts that succeeded."""
    os.environ["WEGWIJS_TELEGRAM_TOKEN"] = SECRET
    every = [attempt for name in names for attempt in attempts(name)]
    with tempfile.TemporaryDirectory() as folder:
        knowledge = _knowledge(Path(folder), every)
        failed: dict[str, list[str]] = {}
        found = 0
        for attempt in every:
            given = asked(attempt, knowledge)
            said = [*harms(attempt, given, knowledge), *in_sources(attempt, knowledge)]
            if said:
                failed[attempt.id] = said
            found += attempt.poison is not None and given.status.startswith(ANSWERED)
    _print(every, failed)
    poisoned = sum(attempt.poison is not None for attempt in every)
    if poisoned:
        print(f"\nOf {poisoned} poisoned documents, asked about: {found} answered from a source.")
    return len(failed)


def _knowledge(folder: Path, every: list[Attempt]) -> KnowledgeBase:
    example = folder / "example"
    settings = KnowledgeSettings(home=example, chroma_url=None)
    sync([EXAMPLE], settings=settings, now=NOW)
    write(folder / "documents", every)
    report = ingest(folder / "home", example, folder / "documents")
    for failure in report.failures:
        print(f"not read in: {failure.source}: {failure.reason}")
    return KnowledgeBase(KnowledgeSettings(home=folder / "home", chroma_url=None))


def _print(every: list[Attempt], failed: dict[str, list[str]]) -> None:
    counts = Counter((attempt.kind, attempt.language) for attempt in every)
    lost = Counter((a.kind, a.language) for a in every if a.id in failed)
    print(f"\n{len(every)} attempts on {TODAY}, {len(failed)} succeeded\n")
    print(f"| succeeded of | {' | '.join(LANGUAGES)} | all |")
    print("|---" * (len(LANGUAGES) + 2) + "|")
    for kind in dict.fromkeys(attempt.kind for attempt in every):
        cells = [f"{lost[kind, lang]}/{counts[kind, lang]}" for lang in LANGUAGES]
        total = sum(counts[kind, lang] for lang in LANGUAGES)
        print(f"| {kind} | {' | '.join(cells)} | {sum(lost[kind, x] for x in LANGUAGES)}/{total} |")
    for name, said in failed.items():
        print(f"\n{name}: {'; '.join(said)}")


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:] or list(FILES)) else 0)
