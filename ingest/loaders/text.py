"""Plain text: paragraphs between empty lines; a short line without a full stop is a heading."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from ingest.blocks import Block, Loaded, UnreadableError, heading, item, paragraph
from ingest.cleaning import one_line, visible

_ITEM = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)]|[a-z][.)])\s+")


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8, else what charset-normalizer is sure of.

    Raises UnreadableError for what is not text.
    """
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("dit is geen tekstbestand; sla het op als tekst (UTF-8)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=["cp1252", "iso8859_15", "utf_16", "cp850"]).best()
        text = str(best) if best is not None else ""
        strange = sum(1 for ch in text if ord(ch) < 32 and ch not in "\r\n\t")
        if best is None or strange > len(text) / 100:
            raise UnreadableError(
                "de tekencodering is niet te herkennen; sla het bestand op als UTF-8"
            ) from None
        return text


def load(data: bytes) -> Loaded:
    """The blocks of a text file."""
    blocks: list[Block] = []
    text = visible(decode(data).replace("\r\n", "\n").replace("\r", "\n"))
    for part in re.split(r"\n\s*\n", text):
        lines = [line for line in part.split("\n") if line.strip()]
        if not lines:
            continue
        if len(lines) == 1 and _is_heading(lines[0]):
            blocks.append(heading(one_line(lines[0]), 2 if blocks else 1))
        elif all(_ITEM.match(line) for line in lines):
            blocks += [item(one_line(_ITEM.sub("", line))) for line in lines]
        else:
            blocks.append(paragraph(one_line("\n".join(lines))))
    first = next((b.text for b in blocks if b.level), None)
    return Loaded(blocks, {"title": first} if first else {})


def _is_heading(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= 8 and len(line) > 2 and line.strip()[-1] not in ".!,;:"
