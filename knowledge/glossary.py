"""The terms of the field: abbreviations, the plain words people use, and plain explanations."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class GlossaryEntry(BaseModel):
    """A term with its abbreviations, the everyday words used for it, and an explanation."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    term: str = Field(min_length=1)
    afkortingen: tuple[str, ...] = ()
    gewone_woorden: tuple[str, ...] = ()
    uitleg: str = ""
