"""Write knowledge/data/yardstick.json: questions and passages to compare encoders by.

    python -m training.yardstick

Of each group of the fold that the judgement was fitted on two passages, each with its first Dutch
question: 64 of each at most. knowledge/meaning.py says what for. The same lines give the same file.
"""

from __future__ import annotations

import json

from knowledge.meaning import YARDSTICK
from training.dataset import Line, load

A_GROUP, AT_MOST = 2, 64


def main() -> None:
    """Choose the lines and write the file."""
    groups: dict[int, list[Line]] = {}
    for line in load():
        if line.fold == "judge" and any(q.language == "nl" for q in line.questions):
            groups.setdefault(line.group, []).append(line)
    chosen = [
        members[place * len(members) // A_GROUP]
        for place in range(A_GROUP)
        for members in groups.values()
        if len(members) >= A_GROUP
    ][:AT_MOST]
    rows = [
        {
            "question": next(q.searched for q in line.questions if q.language == "nl"),
            "passage": line.passage,
        }
        for line in chosen
    ]
    YARDSTICK.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} questions and passages")


if __name__ == "__main__":
    main()
