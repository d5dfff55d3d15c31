"""Markdown with optional YAML front matter."""

from __future__ import annotations

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, Cell, Loaded, heading, item, paragraph, table
from ingest.cleaning import one_line, visible
from ingest.decoding import decode
from ingest.metadata import slug
from ingest.yamls import mapping

_PARSER = MarkdownIt("commonmark").enable("table")


def load(data: bytes) -> Loaded:
    """The blocks of a Markdown file. Raises UnreadableError on broken front matter."""
    text = visible(decode(data))
    metadata = {}
    if text.startswith("---\n") and (end := text.find("\n---", 3)) > 0:
        metadata = mapping(text[4 : end + 1], "de kop van het bestand (tussen de ---)")
        text = text[text.find("\n", end + 1) + 1 :] if "\n" in text[end + 1 :] else ""
    blocks = _blocks(_PARSER.parse(text))
    if "title" not in metadata and "titel" not in metadata:
        first = next((b.text for b in blocks if b.level == 1), None)
        if first:
            metadata["title"] = first
    return Loaded(blocks, metadata)


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
        elif token.type in ("fence", "code_block", "html_block"):
            html = token.type == "html_block"
            text = one_line(_without_tags(token.content) if html else token.content)
            if text:
                blocks.append(paragraph(text))
    return blocks


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


def _without_tags(html: str) -> str:
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(["script", "style"]):
        tag.decompose()
    return soup.get_text("\n")
