"""Templates of the pages that this door serves itself."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

# In Arabic a date or a number with dashes would be shown back to front: it is set apart.
_DASHED = re.compile(r"\d+(?:[-/]\d+)+")


def apart(text: str) -> str:
    """A text for a page that is written from right to left."""
    return _DASHED.sub("\u2066\\g<0>\u2069", text)


_environment.filters["apart"] = apart


def template(name: str) -> Template:
    """A template by its file's name."""
    return _environment.get_template(name)
