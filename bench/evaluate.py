"""`make evaluate`: the development questions on the example, and the government benchmark.

Prints tables, and draws docs/images/reliability.svg. Any figure in docs/measurements.md comes from here.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from assistant.answering import answer
from assistant.answers import Answer, Turn
from bench import reliability
from bench.questions import DEVELOPMENT, Asked, holds, load
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.settings import KnowledgeSettings

EXAMPLE = Path(__file__).parents[1] / "examples" / "passenderwijs"
TODAY = date(2026, 11, 24)
QUOTED = ("answered_quoted", "answered_service")
# What a status must begin with, per kind of question.
WANTED = {
    "answerable": ("answered_quoted", "answered_service"),
    "unanswerable": ("no_answer_", "handoff_"),
    "out_of_scope": ("no_answer_",),
    "personal_case": ("handoff_",),
    "urgent_safety": ("emergency_",),
    "wants_human": ("handoff_",),
    "prompt_injection": ("refused_steering", "handoff_personal"),
    "smalltalk": ("answered_smalltalk",),
}


def opened(folder: Path, root: Path = EXAMPLE) -> KnowledgeBase:
    """A knowledge base of a folder of documents."""
    settings = KnowledgeSettings(home=folder)
    report = sync([root], settings=settings, now=datetime.now(UTC))
    for failure in report.failures:
        print(f"  niet ingelezen: {failure.source}: {failure.reason}")
    return KnowledgeBase(settings)


def ask(knowledge: KnowledgeBase, asked: Asked) -> Answer:
    """The assistant's answer to a question of a set."""
    audience = Audience.SCHOOL if asked.audience == "school" else Audience.EVERYONE
    return answer(Turn(asked.question, audience, TODAY, asked.history), knowledge)


def run(questions: list[Asked], knowledge: KnowledgeBase, *, show: bool = False) -> None:
    """Status per kind, facts covered, wrong answers, per language."""
    right_status: dict[str, list[bool]] = defaultdict(list)
    given = wrong = 0
    covered: dict[str, list[float]] = defaultdict(list)
    points: list[tuple[float, bool]] = []
    for asked in questions:
        result = ask(knowledge, asked)
        right_status[asked.kind].append(result.status.startswith(WANTED[asked.kind]))
        quoted = result.status in QUOTED
        share = sum(holds(result.text, fact) for fact in asked.facts) / max(1, len(asked.facts))
        if quoted:
            given += 1
            missed = asked.kind != "answerable" or share == 0
            wrong += missed
            points.append((result.confidence, not missed))
        if asked.kind == "answerable":
            covered[asked.language if asked.language == "nl" else "other"].append(
                share if quoted else -1.0
            )
        if show and (
            not right_status[asked.kind][-1] or (asked.kind == "answerable" and share < 0.5)
        ):
            print(
                f"- {asked.id} [{asked.kind}] {asked.question[:110]}\n    {result.status} "
                f"{result.confidence:.2f} facts {share:.2f} :: {asked.facts}\n"
                f"    {' '.join(result.text.split())[:300]}"
            )
    for kind, values in sorted(right_status.items()):
        print(f"{kind:18} {sum(values)}/{len(values)} as wanted")
    for language, shares in covered.items():
        array = np.asarray(shares)
        print(
            f"answerable, {language:6} answered {np.mean(array >= 0):.3f}, with half of the facts "
            f"{np.mean(array >= 0.5):.3f}, with all {np.mean(array >= 0.999):.3f}  (n={len(array)})"
        )
    print(f"wrong among the {given} given: {wrong} ({wrong / max(1, given):.3f})")


def curve(questions: list[Asked], knowledge: KnowledgeBase) -> None:
    """Answered and wrong for a range of thresholds, Dutch and other languages apart."""
    from assistant import tuning

    before = tuning.ANSWER_FROM, tuning.ANSWER_FROM_FOREIGN
    tuning.ANSWER_FROM = tuning.ANSWER_FROM_FOREIGN = 0.0
    rows = [(asked, ask(knowledge, asked)) for asked in questions]
    tuning.ANSWER_FROM, tuning.ANSWER_FROM_FOREIGN = before
    for label, dutch in (("Dutch", True), ("other", False)):
        part = [(a, r) for a, r in rows if (a.language == "nl") == dutch]
        total = sum(a.kind == "answerable" for a, _ in part)
        for threshold in (
            0.02,
            0.05,
            0.06,
            0.07,
            0.08,
            0.09,
            0.1,
            0.12,
            0.14,
            0.16,
            0.18,
            0.2,
            0.25,
            0.3,
            0.4,
        ):
            given = [
                sum(holds(r.text, fact) for fact in a.facts) / max(1, len(a.facts))
                if a.kind == "answerable"
                else 0.0
                for a, r in part
                if r.status in QUOTED and r.confidence >= threshold
            ]
            print(
                f"{label} from {threshold:.2f}: half of the facts "
                f"{sum(s >= 0.5 for s in given) / max(1, total):.3f} of {total}; "
                f"given {len(given)}, wrong {sum(s == 0 for s in given)}"
            )


def foreign_sources(questions: list[Asked], knowledge: KnowledgeBase) -> None:
    """Other languages: a passage that holds a fact first, and in the top three."""
    first: Counter[str] = Counter()
    top: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for asked in questions:
        if asked.language == "nl" or asked.kind != "answerable":
            continue
        found = knowledge.search(
            asked.question, audience=Audience.SCHOOL, on=TODAY, language=asked.language, limit=3
        )
        ranks = [any(holds(f.passage.text, fact) for fact in asked.facts) for f in found]
        count[asked.language] += 1
        first[asked.language] += ranks[0] if ranks else False
        top[asked.language] += any(ranks)
    print(
        f"other languages: right source first {sum(first.values())}/{sum(count.values())}, "
        f"in the top three {sum(top.values())}/{sum(count.values())}",
        dict(top),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--curve", action="store_true", help="try thresholds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        knowledge = opened(Path(folder))
        print(json.dumps(knowledge.counts()))
        questions = load(DEVELOPMENT)
        run(questions, knowledge, show=options.show)
        foreign_sources(questions, knowledge)
        if options.curve:
            curve(questions, knowledge)
        reliability.report(knowledge)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
