"""YAML from people we do not know: bounded in size, depth and repetition, with Dutch errors."""

from __future__ import annotations

from typing import Any

import yaml

from ingest.blocks import UnreadableError

# A catalogue of a thousand services is half a megabyte; three levels deep.
MAX_BYTES, MAX_DEPTH = 5_000_000, 40


def mapping(text: str, name: str) -> dict[str, Any]:
    """YAML that must be a mapping. Raises UnreadableError that names what is wrong, and where.

    References (& and *) are refused: nested, a few lines of them unfold to gigabytes.
    """
    if len(text) > MAX_BYTES:
        raise UnreadableError(
            f"{name} is groter dan {MAX_BYTES // 1_000_000} MB; splits het in meer bestanden"
        )
    try:
        _check(text, name)
        value = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f" op regel {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UnreadableError(
            f"{name} is geen geldige YAML{line}; controleer de inspringing en de aanhalingstekens"
        ) from error
    except yaml.YAMLError as error:
        raise UnreadableError(f"{name} is geen geldige YAML; sla het op als UTF-8") from error
    except ValueError as error:  # 2026-02-30 looks like a date and is none
        raise UnreadableError(
            f"{name} bevat een datum of getal dat niet bestaat ({error})"
        ) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableError(f"{name} moet regels van de vorm 'sleutel: waarde' bevatten")
    return {str(key): entry for key, entry in value.items()}


def _check(text: str, name: str) -> None:
    """Walk the events, which costs no recursion, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableError(
                f"{name} gebruikt een verwijzing (*{event.anchor}); schrijf de waarde uit, of zet "
                "hem tussen aanhalingstekens"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise UnreadableError(f"{name} is te diep genest; vereenvoudig het")
