"""The second reading: 300 lines drawn by lot, read by someone who did not write them.

`python -m training.second_reading show N` prints batch N (fifteen lines with their document around
them), `... count` what was found before mending, as shares with 95 % intervals. What was found is in
second-reading.jsonl: first the list of ids read, then one line for each wrong label.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from training.dataset import Line, load

FOUND = Path(__file__).parent / "second-reading.jsonl"
SEED, SIZE, BATCH = 20261125, 300, 15
# How many lines before and after are shown of the same document.
AROUND = 4
GROUPS = {"A-G": "ABCDEFG", "H-N": "HIJKLMN", "P-W": "PQRSTUVW"}
VERDICTS = {
    "question": ("partly", "not", "language"),
    "near_miss": ("answered", "neighbour"),
    "key": ("partly", "not"),
    "passage": ("name", "organisation"),
}


@dataclass(frozen=True)
class Found:
    """One wrong label: of line `id`, its `part` ('question', 'near_miss', 'key', 'passage')."""

    id: str
    part: str
    verdict: str


def drawn(lines: list[Line]) -> list[str]:
    """The ids drawn by lot, sorted, of the parts in GROUPS: parts added later change nothing."""
    letters = "".join(GROUPS.values())
    ids = sorted(line.id for line in lines if line.id[0] in letters)
    return sorted(random.Random(SEED).sample(ids, SIZE))


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def read(path: Path = FOUND) -> tuple[list[str], list[Found]]:
    """The ids read and what was wrong. Raises ValueError for a verdict that does not exist."""
    ids: list[str] = []
    found: list[Found] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(raw)
        if "read" in row:
            ids.extend(row["read"])
            continue
        part = next((name for name in VERDICTS if name in row), "")
        if row["verdict"] not in VERDICTS.get(part, ()):
            raise ValueError(f"{row['id']}: {part or 'no part'} with verdict {row['verdict']!r}")
        found.append(Found(row["id"], part, row["verdict"]))
    return ids, found


def shares(ids: Iterable[str], found: Iterable[Found]) -> list[tuple[str, str, int, int]]:
    """Rows of (group of parts, what, wrong, of how many) for each group and for all together."""
    ids, found = list(ids), list(found)
    rows = []
    for name, letters in [*GROUPS.items(), ("all", "".join(GROUPS.values()))]:
        count = sum(id[0] in letters for id in ids)
        for part, verdicts in VERDICTS.items():
            total = count * {"question": 5, "near_miss": 2}.get(part, 1)
            for verdict in verdicts:
                wrong = sum(
                    (f.part, f.verdict) == (part, verdict) and f.id[0] in letters for f in found
                )
                rows.append((name, f"{part} {verdict}", wrong, total))
    return rows


def shown(batch: int) -> str:
    """Batch `batch` (from 0): each document once, its drawn lines with questions and labels."""
    lines = load()
    at = {line.id: number for number, line in enumerate(lines)}
    ids = drawn(lines)[batch * BATCH : (batch + 1) * BATCH]
    near: dict[int, None] = {}
    for id in ids:
        title = lines[at[id]].heading[0]
        for number in range(max(0, at[id] - AROUND), min(len(lines), at[id] + AROUND + 1)):
            if lines[number].heading[0] == title:
                near[number] = None
    return "\n".join(_page(lines[number], full=lines[number].id in ids) for number in sorted(near))


def _page(line: Line, *, full: bool) -> str:
    page = [f"{'##' if full else '  '} {line.id} {' > '.join(line.heading)}", f"   {line.passage}"]
    if full:
        page += [
            f"   {number} [{asked.language}] {''.join(f'({h}) ' for h in asked.history)}{asked.text}"
            for number, asked in enumerate(line.questions)
        ]
        page += [f"   x{number} {text}" for number, text in enumerate(line.near_misses)]
        page.append(f"   = {line.key}")
    return "\n".join(page)


def main(arguments: list[str]) -> int:
    """Print a batch or the count."""
    match arguments:
        case ["show", batch]:
            sys.stdout.write(shown(int(batch)) + "\n")
        case ["count"]:
            for name, what, wrong, total in shares(*read()):
                low, high = wilson(wrong, total)
                share = wrong / total if total else 0.0
                sys.stdout.write(
                    f"{name:4} {what:20} {wrong:4} of {total:5} "
                    f"{share:6.1%} ({low:.1%} to {high:.1%})\n"
                )
        case _:
            sys.stderr.write("show N | count\n")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
