"""Known questions of the operator: a file with one question a line, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.cases.known import Known
from assistant.privacy import mask
from assistant.texts import LANGUAGES
from knowledge.documents import Audience

_AUDIENCES = {"parent": Audience.EVERYONE, "school": Audience.SCHOOL}
_FIELDS = ("passages", "documents", "facts")


class CaseFileError(Exception):
    """The file cannot be used; the text says in Dutch which line, and why."""


def read(path: Path) -> list[Known]:
    """The questions of a file, in order, without personal data.

    `question`, and what answers it: `passages`, `documents` (lists of ids) or `facts` (texts that
    must be told); none of these when the documents do not answer it. Further `lang`, `audience`
    (parent or school) and `history` (earlier questions). Raises CaseFileError.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseFileError(f"{path} is niet te lezen ({type(error).__name__}).") from None
    return [_known(line, f"{path.name}, regel {n}") for n, line in enumerate(lines, 1) if line]


def _known(line: str, place: str) -> Known:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        raise CaseFileError(f"{place}: dit is geen JSON.") from None
    if not isinstance(row, dict) or not str(row.get("question") or "").strip():
        raise CaseFileError(f"{place}: er staat geen 'question'.")
    lang, audience = row.get("lang"), row.get("audience", "parent")
    if lang is not None and lang not in LANGUAGES:
        raise CaseFileError(f"{place}: voor 'lang' kunt u kiezen: {', '.join(LANGUAGES)}.")
    if audience not in _AUDIENCES:
        raise CaseFileError(f"{place}: voor 'audience' kunt u kiezen: parent of school.")
    values = {name: _texts(row, name, place) for name in (*_FIELDS, "history")}
    return Known(
        question=mask(row["question"]).text,
        source="file",
        language=lang,
        audience=_AUDIENCES[audience],
        history=tuple(mask(text).text for text in values["history"]),
        passages=frozenset(values["passages"]),
        documents=frozenset(values["documents"]),
        facts=values["facts"],
    )


def _texts(row: dict[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise CaseFileError(f"{place}: '{name}' moet een lijst van teksten zijn.")
    return tuple(value)
