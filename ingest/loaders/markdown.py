"""Markdown with optional YAML front matter."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, Loaded, heading, item, paragraph, table
from ingest.cleaning import one_line, visible
from ingest.loaders.text import decode
from ingest.metadata import mapping, slug

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def load(data: bytes) -> Loaded:
    """The blocks of a Markdown file. Raises UnreadableError on broken front matter."""
    text = visible(decode(data).replace("\r\n", "\n"))
    metadata = {}
    if text.startswith("---\n") and (end := text.find("\n---", 4)) > 0:
        metadata = mapping(text[4:end], "de kop van het bestand (tussen de ---)")
        text = text[text.find("\n", end + 1) + 1 :]
    blocks = _blocks(_PARSER.parse(text))
    if "title" not in metadata and "titel" not in metadata:
        first = next((b.text for b in blocks if b.level == 1), None)
        if first:
            metadata["title"] = first
    return Loaded(blocks, metadata)


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    depth, rows = 0, list[list[str]]()
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
            if not text:
                continue
            if opener.type == "heading_open":
                blocks.append(heading(text, int(opener.tag[1]), anchor=slug(text)))
            elif opener.type in ("th_open", "td_open"):
                rows[-1].append(text)
            else:
                blocks.append(item(text) if depth else paragraph(text))
        elif token.type in ("fence", "code_block"):
            blocks.append(paragraph(one_line(token.content)))
    return blocks


def _plain(token: Token) -> str:
    """Inline text without its marks; links keep their words only."""
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or []
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
