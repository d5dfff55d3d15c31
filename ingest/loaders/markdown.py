"""Markdown with optional YAML front matter."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, Cell, Loaded, heading, item, paragraph, table
from ingest.cleaning import one_line, visible
from ingest.decoding import decode
from ingest.loaders.html import blocks_of
from ingest.metadata import slug
from ingest.yamls import mapping

_COMMENT = re.compile(r"\s*<!--.*?-->\s*\Z", re.DOTALL)
_PARSER = MarkdownIt("commonmark").enable("table")


def load(data: bytes) -> Loaded:
    """The blocks of a Markdown file. Raises UnreadableError on broken front matter."""
    text = visible(decode(data))
    metadata = {}
    if text.startswith("---\n") and (end := text.find("\n---", 3)) > 0:
        metadata = mapping(text[4 : end + 1], "de kop van het bestand (tussen de ---)")
        text = text[text.find("\n", end + 1) + 1 :] if "\n" in text[end + 1 :] else ""
    tokens = _PARSER.parse(text)
    blocks, hidden = _rendered(tokens) if _holds_html(tokens) else (_blocks(tokens), 0)
    if "title" not in metadata and "titel" not in metadata:
        first = next((b.text for b in blocks if b.level == 1), None)
        if first:
            metadata["title"] = first
    return Loaded(blocks, metadata, hidden=hidden)


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    depth, rows = 0, list[list[Cell]]()
    for number, token in enumerate(tokens):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            blocks += table(rows)
            rows = []
        elif token.type == "inline":
            text = one_line(_plain(token))
            opener = tokens[number - 1]
            if opener.type in ("th_open", "td_open"):
                rows[-1].append(text)  # an empty cell keeps its column
            elif not text:
                continue
            elif opener.type == "heading_open":
                blocks.append(heading(text, int(opener.tag[1]), anchor=slug(text)))
            else:
                blocks.append(item(text) if depth else paragraph(text))
        elif token.type in ("fence", "code_block") and (text := one_line(token.content)):
            blocks.append(paragraph(text))
    return blocks


def _holds_html(tokens: list[Token]) -> bool:
    """Whether there is HTML in it, which may hide text, other than comments and line breaks."""
    pieces = [token for token in tokens if token.type == "html_block"]
    pieces += [c for token in tokens for c in token.children or [] if c.type == "html_inline"]
    return any(not (_is_break(piece) or _COMMENT.match(piece.content)) for piece in pieces)


def _rendered(tokens: list[Token]) -> tuple[list[Block], int]:
    """The text as a browser shows it: what is hidden there stays out here."""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(_plain(tokens[number + 1])))
    html = str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    return blocks_of(html)


def _plain(token: Token) -> str:
    """Inline text without its marks; links keep their words only."""
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") or _is_break(child) else child.content
        for child in token.children or []
        if child.type in ("text", "text_special", "code_inline", "softbreak", "hardbreak")
        or _is_break(child)
    )


def _is_break(token: Token) -> bool:
    return token.type == "html_inline" and token.content.lower().startswith("<br")
