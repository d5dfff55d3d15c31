"""`make bench-gate`: how many false sentences the sentence gate stops, and how many true ones.

    python -m bench.gate                 # the half that no rule was tuned on
    python -m bench.gate --half tune     # the other half
    python -m bench.gate --show          # each sentence that it judged wrongly

True sentences are verbatim (from the training lines and the second alliance's documents) and
paraphrased by hand (bench/data/gate/paraphrases.jsonl). False ones are made from both by script
(bench/corrupting.py, fixed seed), or written by hand (subtle.jsonl). Halves are divided by document.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from assistant.gate import Evidence, Refusal, refuse
from assistant.gate.deciding import CHECKS, Claim
from bench.corrupting import KINDS
from knowledge.sentences import split
from training.dataset import load

DATA = Path(__file__).parent / "data" / "gate"
SEED = 20261125
# Passages of the training lines whose verbatim sentences are added, per half.
LINES = 300


@dataclass(frozen=True)
class Passage:
    """A source of the benchmark; `whole` names its document."""

    id: str
    whole: str
    heading: str
    text: str

    @property
    def evidence(self) -> list[Evidence]:
        return [Evidence(1, self.text, self.heading)]


@dataclass(frozen=True)
class Said:
    """A true sentence about a passage, in the passage's words or in others."""

    text: str
    passage: Passage


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a file of the benchmark."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def by_hand(half: str) -> tuple[list[Said], dict[str, Passage]]:
    """The paraphrases of a half, and all passages that were written about."""
    passages = {
        row["from"]: Passage(
            row["from"], row["heading"].split(" > ")[0], row["heading"], row["passage"]
        )
        for row in rows("passages.jsonl")
    }
    said = [
        Said(row["paraphrase"], passages[row["from"]])
        for row in rows("paraphrases.jsonl")
        if row["half"] == half
    ]
    return said, passages


def verbatim(half: str, written: Iterable[Said]) -> list[Said]:
    """Whole sentences of 6 to 40 words of the half's passages, and of LINES training lines more."""
    passages = {said.passage.id: said.passage for said in written}
    # A document belongs to one half, whoever wrote a paraphrase of it or not.
    taken = {row["from"]: row["half"] for row in rows("paraphrases.jsonl")}
    lines = load()
    whole = {line.id: line.heading[0] for line in lines}
    halves = {whole[id]: chosen for id, chosen in taken.items() if id in whole}
    mine = [
        line
        for line in lines
        if halves.get(line.heading[0], ("tune", "measure")[crc32(line.heading[0].encode()) % 2])
        == half
    ]
    for line in random.Random(SEED).sample(mine, LINES):
        passages.setdefault(
            line.id, Passage(line.id, line.heading[0], " > ".join(line.heading), line.passage)
        )
    out = []
    for passage in passages.values():
        for start, end in split(passage.text):
            sentence = passage.text[start:end]
            if 6 <= len(sentence.split()) <= 40 and sentence[-1] in ".!?":
                out.append(Said(sentence, passage))
    return out


def unabridged(said: Said) -> Refusal | None:
    """What the checks say of a sentence, also when it stands in its passage word for word."""
    claim = Claim(said.text, said.passage.text, said.passage.heading, "nl")
    return next((refusal for check in CHECKS if (refusal := check(claim))), None)


def judge(said: Said, text: str | None = None, about: Passage | None = None) -> Refusal | None:
    return refuse(text or said.text, [1], (about or said.passage).evidence)


def elsewhere(true: list[Said], rng: random.Random) -> Iterable[tuple[str, Said, Passage]]:
    """Each sentence with another passage: of any document, and of the same one."""
    others: dict[str, list[Passage]] = defaultdict(list)
    for said in true:
        if said.passage not in others[said.passage.whole]:
            others[said.passage.whole].append(said.passage)
    every = [passage for own in others.values() for passage in own]
    for said in true:
        strange = rng.choice([p for p in every if p.whole != said.passage.whole])
        yield "claim of another document", said, strange
        near = [p for p in others[said.passage.whole] if p.id != said.passage.id]
        if near:
            yield "claim of the same document", said, rng.choice(near)


Table = dict[str, list[bool]]


def corrupted(true: list[Said], *, show: bool) -> Table:
    """Whether each false sentence that can be made was stopped, per kind."""
    caught: Table = defaultdict(list)
    rng = random.Random(SEED)
    for said in true:
        for kind, change in KINDS.items():
            false = change(said.text, said.passage.text, rng)
            if false is None or false == said.text or false in said.passage.text:
                continue
            caught[kind].append(judge(said, false) is not None)
            if show and not caught[kind][-1]:
                print(f"  through [{kind}] {false}\n          was: {said.text}")
    for kind, said, passage in elsewhere(true, rng):
        caught[kind].append(judge(said, about=passage) is not None)
        if show and not caught[kind][-1]:
            print(f"  through [{kind}] {said.text}\n          cites: {passage.text[:160]}")
    return caught


def subtle(half: str, passages: dict[str, Passage], *, show: bool) -> Table:
    """The same for the sentences made false by hand."""
    caught: Table = defaultdict(list)
    for row in rows("subtle.jsonl"):
        if row["half"] != half:
            continue
        stopped = judge(Said(row["corrupted"], passages[row["from"]])) is not None
        caught[row["kind"]].append(stopped)
        caught["all"].append(stopped)
        if show and not stopped:
            print(f"  through [{row['kind']}] {row['corrupted']}\n          was: {row['sentence']}")
    return caught


def foreign(passages: dict[str, Passage]) -> tuple[list[bool], list[bool]]:
    """Sentences in other languages about Dutch passages: true ones refused, false ones stopped."""
    refused_, stopped = [], []
    for row in rows("foreign.jsonl"):
        evidence = passages[row["from"]].evidence
        refused_.append(refuse(row["true"], [1], evidence, row["language"]) is not None)
        stopped.append(refuse(row["false"], [1], evidence, row["language"]) is not None)
    return refused_, stopped


def refused(name: str, reasons: list[tuple[Said, Refusal | None]], *, show: bool) -> None:
    """Prints how many true sentences were refused, and why."""
    why: dict[str, int] = defaultdict(int)
    for said, reason in reasons:
        if reason is not None:
            why[reason] += 1
            if show:
                print(f"  refused [{reason}] {said.text}\n          in: {said.passage.text[:300]}")
    total = sum(why.values())
    share = total / max(1, len(reasons))
    print(f"{name:34} {total:4} of {len(reasons):4} refused  {share:6.1%}  {dict(why)}")


def report(name: str, caught: Table) -> None:
    print(f"\n{name}")
    for kind, stopped in caught.items():
        print(
            f"  {kind:32} {sum(stopped):4} of {len(stopped):4} stopped  {sum(stopped) / len(stopped):6.1%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--half", choices=("tune", "measure"), default="measure")
    parser.add_argument("--show", action="store_true", help="print what it judged wrongly")
    options = parser.parse_args()
    written, passages = by_hand(options.half)
    quoted = verbatim(options.half, written)
    print(f"half: {options.half}; {len(written)} paraphrases, {len(quoted)} verbatim sentences\n")
    refused("verbatim", [(said, judge(said)) for said in quoted], show=options.show)
    refused("verbatim, checks not skipped", [(s, unabridged(s)) for s in quoted], show=options.show)
    start = time.perf_counter()
    judged = [(said, judge(said)) for said in written]
    spent = (time.perf_counter() - start) / len(written)
    refused("paraphrased", judged, show=options.show)
    print(f"milliseconds a paraphrase: {spent * 1000:.1f}")
    report("made false from paraphrases", corrupted(written, show=options.show))
    report("made false from verbatim sentences", corrupted(quoted, show=options.show))
    kept, stopped = foreign(passages)
    print(
        f"\nother languages (both halves): {sum(kept)} of {len(kept)} true ones refused, ", end=""
    )
    print(f"{sum(stopped)} of {len(stopped)} false ones stopped")
    report("made false by hand", subtle(options.half, passages, show=options.show))


if __name__ == "__main__":
    main()
