"""Texts as Telegram shows them: escaped, cut at its limit between sentences, never inside markup.

Text is cut before it gets its markup, so that no entity and no tag can be broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

# Characters of one message after its markup is read, in UTF-16 code units: core.telegram.org/bots/api
LIMIT = 4096
_SENTENCE = re.compile(r"(?<=[.!?…؟:])[\"'”’)\]]*\s+|\n+")
_WORD = re.compile(r"\s+")

# What Telegram makes something to press of by itself: addresses, names, commands; not e-mail.
_PRESSED = re.compile(
    r"(?<![\w@])(?:(?:https?|tg|ftp)://|www\.|t\.me/)\S+|"
    r"(?<![\w@.\-/])(?:[\w\-]+\.)+[a-z]{2,24}(?![\w@\-]|\.\w)(?:[/?#]\S*)?|"
    r"(?<![\w@.])@\w{3,}|(?<![\w/<])/[A-Za-z]\w*(?:@\w+)?"
)

Kind = Literal["text", "data", "quote", "bold", "html"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. html: short, made by us, never cut; `plain` is then what is shown of it.

    quote and data come from documents or an asker: nothing in them can be pressed.
    """

    plain: str
    kind: Kind = "text"
    html: str = ""
    tail: str = ""  # after a quote: its number

    @property
    def size(self) -> int:
        """Code units that it takes."""
        return units(self.plain) + units(self.tail)

    def render(self) -> str:
        """As Telegram's HTML."""
        if self.kind == "html":
            return self.html
        shown = escape(self.plain, quote=False)
        if self.kind == "bold":
            return f"<b>{shown}</b>"
        if self.kind == "quote":
            return f"<blockquote>{inert(self.plain)}</blockquote>{escape(self.tail, quote=False)}"
        return inert(self.plain) if self.kind == "data" else shown


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(ord(ch) > 0xFFFF for ch in text)


def inert(text: str) -> str:
    """A text as HTML in which Telegram makes nothing to press: addresses, names and commands are
    shown as code, letter for letter."""
    out, last = [], 0
    for found in _PRESSED.finditer(text):
        out += [escape(text[last : found.start()], quote=False)]
        out += [f"<code>{escape(found[0], quote=False)}</code>"]
        last = found.end()
    return "".join([*out, escape(text[last:], quote=False)])


def link(label: str, url: str) -> str:
    """A label that opens an address, as HTML; only the label when it is no web address."""
    if not url.startswith(("https://", "http://")):
        return inert(label)
    return f'<a href="{escape(url)}">{escape(label, quote=False)}</a>'


def messages(blocks: Iterable[Block], limit: int = LIMIT) -> list[str]:
    """The blocks as messages in HTML, as few as fit, each within the limit."""
    out: list[list[Block]] = []
    room = 0
    for block in blocks:
        for piece in _pieces(block, limit):
            needed = piece.size + (2 if room < limit else 0)
            if not out or needed > room:
                out.append([])
                room, needed = limit, piece.size
            out[-1].append(piece)
            room -= needed
    return ["\n\n".join(piece.render() for piece in message) for message in out]


def _pieces(block: Block, limit: int) -> list[Block]:
    if not block.plain.strip():
        return []
    if block.size <= limit or block.kind == "html":
        return [block]
    cut = cut_text(block.plain, limit - units(block.tail))
    return [Block(text, block.kind, tail=block.tail if text is cut[-1] else "") for text in cut]


def cut_text(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit` code units: between sentences, else between words, else
    between characters."""
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        place = _place(rest, limit)
        pieces.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return [*pieces, rest] if rest else pieces


def _place(text: str, limit: int) -> int:
    most, taken = 0, 0
    for index, ch in enumerate(text):
        most = index
        taken += 2 if ord(ch) > 0xFFFF else 1
        if taken > limit:
            break
    for pattern in (_SENTENCE, _WORD):
        ends = [match.start() for match in pattern.finditer(text, 0, most + 1)]
        fitting = [end for end in ends if 0 < end <= most]
        if fitting:
            # The gap itself is dropped; closing marks stay with their sentence.
            match = pattern.match(text, fitting[-1])
            closing = len(match.group(0).rstrip()) if match else 0
            return min(most, fitting[-1] + closing)
    while most > 1 and (text[most] in "\u200d\ufe0f" or text[most - 1] == "\u200d"):
        most -= 1  # not between the parts of one picture
    return most


def paragraphs(text: str) -> Sequence[Block]:
    """An ordinary text as blocks."""
    return [Block(part) for part in text.split("\n\n")]
