"""Does a sentence stand in its source? The check before anything is shown."""

from __future__ import annotations

import re

_FACTS = re.compile(r"\d[\d.,:/%-]*\d|\d|[\w.+\-]+@[\w.\-]+\w|https?://\S+")


def stands_in(sentence: str, source: str) -> bool:
    """Whether a quoted sentence occurs in the source, up to spaces."""
    return " ".join(sentence.split()) in " ".join(source.split())


def facts(text: str) -> set[str]:
    """Numbers, addresses and links of a text."""
    return set(_FACTS.findall(text))


def supported(sentence: str, source: str) -> bool:
    """A quote must stand in its source, and with it each of its numbers, addresses and links."""
    return stands_in(sentence, source) and facts(sentence) <= facts(source)
