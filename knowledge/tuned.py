"""What a knowledge base learned for itself, beside its generations, and where it is kept.

    <home>/knowledge/calibration.json    its map from scores to a probability
    <home>/knowledge/learned/<n>.npz     ranking weights and changes of questions, as learned
    <home>/knowledge/learned/CURRENT     the number of what is used; 0 for nothing

A file counts as long as the models that it was fitted with answer; it outlives every ingest, and is
replaced in one step. Nothing in it can be read back to a question: weights, and vectors of pieces.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.adaptation import Adaptation
from knowledge.calibration import Calibration
from knowledge.index import fingerprint
from knowledge.judgement import Judgement, judgement
from knowledge.learning import Learned
from knowledge.settings import KnowledgeSettings


def models(settings: KnowledgeSettings, judged: Judgement) -> str:
    """The models that a fit belongs to: encoder, analyser, retriever and judgement."""
    return " ".join((*fingerprint(settings), judged.digest))


def own_judgement(settings: KnowledgeSettings) -> Judgement:
    """The judgement of this knowledge base: the shipped one, with what was fitted here."""
    learned = read_learned(settings)
    judged = learned.judgement if learned else judgement()
    own = read_calibration(settings, judged)
    return judged.calibrated(own) if own else judged


def own_adaptation(settings: KnowledgeSettings) -> Adaptation | None:
    """What this knowledge base learned of how people ask."""
    learned = read_learned(settings)
    return learned.adaptation if learned else None


def stamp(settings: KnowledgeSettings) -> tuple[int, ...]:
    """Changes whenever something here is fitted anew or taken away."""
    paths = (calibration_path(settings), learned_folder(settings) / "CURRENT")
    return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)


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


def learned_folder(settings: KnowledgeSettings) -> Path:
    """Where what was learned is kept, each time under a number of its own."""
    return settings.knowledge_home / "learned"


def learned_number(settings: KnowledgeSettings) -> int:
    """Which of them is used; 0 when none is."""
    pointer = learned_folder(settings) / "CURRENT"
    return int(pointer.read_text()) if pointer.exists() else 0


def read_learned(settings: KnowledgeSettings) -> Learned | None:
    """What was learned here; None when there is nothing, or when it belongs to other models."""
    number = learned_number(settings)
    if not number:
        return None
    with np.load(learned_folder(settings) / f"{number}.npz", allow_pickle=False) as data:
        if str(data["models"]) != models(settings, judgement()):
            return None
        judged = judgement()
        for name in ("dutch", "foreign"):
            judged = judged.reweighted(data[name], foreign=name == "foreign")
        return Learned(judged, Adaptation(data["pieces"], data["change"], data["weight"]))


def keep_learned(settings: KnowledgeSettings, made: Learned) -> int:
    """Put what was learned to use; its number. Raises OSError; then the old is still used."""
    folder = learned_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    number = max((int(p.stem) for p in folder.glob("*.npz") if p.stem.isdigit()), default=0) + 1
    partial = folder / f"{number}.{os.getpid()}.partial"
    with partial.open("wb") as file:
        np.savez_compressed(
            file,
            models=np.asarray(models(settings, judgement())),
            before=np.asarray(learned_number(settings)),
            dutch=made.judgement.ranking(foreign=False).weights,
            foreign=made.judgement.ranking(foreign=True).weights,
            pieces=made.adaptation.pieces,
            change=made.adaptation.change.astype(np.float16),
            weight=made.adaptation.weight,
        )
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / f"{number}.npz")
    _point(settings, number)
    return number


def undo_learned(settings: KnowledgeSettings) -> bool:
    """Back to what was used before the last time of learning; whether there was anything."""
    number = learned_number(settings)
    if not number:
        return False
    with np.load(learned_folder(settings) / f"{number}.npz", allow_pickle=False) as data:
        before = int(data["before"])
    _point(settings, before)
    return True


def _point(settings: KnowledgeSettings, number: int) -> None:
    write_text(learned_folder(settings) / "CURRENT", str(number))


def write(path: Path, values: Mapping[str, Any]) -> None:
    """Values as JSON, whole or not there."""
    write_text(path, json.dumps(values, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """A file that is whole or is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
