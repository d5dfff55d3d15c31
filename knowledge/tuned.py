"""What a knowledge base learned for itself, beside its generations, and where it is kept.

    <home>/knowledge/calibration.json    its map from scores to a probability

A file counts as long as the models that it was fitted with answer; it outlives every ingest, and is
replaced in one step. Removing it brings the shipped behaviour back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from knowledge.calibration import Calibration
from knowledge.index import fingerprint
from knowledge.judgement import Judgement, judgement
from knowledge.settings import KnowledgeSettings


def models(settings: KnowledgeSettings, judged: Judgement) -> str:
    """The models that a fit belongs to: encoder, analyser, retriever and judgement."""
    return " ".join((*fingerprint(settings), judged.digest))


def own_judgement(settings: KnowledgeSettings) -> Judgement:
    """The judgement of this knowledge base: the shipped one, with what was fitted here."""
    judged = judgement()
    own = read_calibration(settings, judged)
    return judged.calibrated(own) if own else judged


def stamp(settings: KnowledgeSettings) -> tuple[int, ...]:
    """Changes whenever something here is fitted anew or taken away."""
    path = calibration_path(settings)
    return (path.stat().st_mtime_ns if path.exists() else 0,)


def calibration_path(settings: KnowledgeSettings) -> Path:
    """Where the map of this knowledge base is kept."""
    return settings.knowledge_home / "calibration.json"


def read_calibration(settings: KnowledgeSettings, judged: Judgement) -> Calibration | None:
    """The map fitted here; None when there is none, or when it belongs to other models."""
    path = calibration_path(settings)
    if not path.exists():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    if data["models"] != models(settings, judged):
        return None
    return Calibration.of_json(data)


def keep_calibration(
    settings: KnowledgeSettings, made: Calibration, judged: Judgement, *, now: datetime
) -> None:
    """Put a map to use: running processes see it within seconds. Raises OSError."""
    values = {
        "models": models(settings, judged),
        "made_at": now.isoformat(timespec="seconds"),
        **made.as_json(),
    }
    write(calibration_path(settings), values)


def drop_calibration(settings: KnowledgeSettings) -> bool:
    """Back to the shipped map; whether there was another."""
    path = calibration_path(settings)
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def write(path: Path, values: Mapping[str, Any]) -> None:
    """A file that is whole or is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(json.dumps(values, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
