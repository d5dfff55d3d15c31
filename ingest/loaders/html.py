"""Web pages: the main text with its headings, anchors, lists and tables."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from bs4.element import PreformattedString

from ingest.blocks import Block, Loaded, UnreadableError, heading, item, paragraph
from ingest.cleaning import one_line
from ingest.decoding import decode_as
from ingest.loaders.html_noise import remove_noise, remove_unseen
from ingest.loaders.html_tables import holds_text, rows_of
from ingest.metadata import NAMES

# Tags in which text runs on; any other begins a line of its own.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)
_HEADINGS = re.compile("^h[1-6]$")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""")
_LANGUAGE = re.compile(r"^[a-zA-Z]{2}(?:[-_]|$)")
# Deeper than any page that people wrote; far below what the parser can walk.
_MAX_DEPTH = 250
_TOO_DEEP = "de pagina is te diep genest; vereenvoudig de opmaak"


def load(data: bytes) -> Loaded:
    """The blocks of a page. Raises UnreadableError when nothing readable is left."""
    soup = _parsed(data)
    hidden = remove_unseen(soup)
    metadata = _metadata(soup)
    _plain(soup)
    main = _main(soup)
    own = main.find("h1")
    remove_noise(main)
    if isinstance(own, Tag) and (title := one_line(text_of(own))):
        metadata["title"] = title
    blocks = _Walk().blocks(main)
    if not any(not block.level for block in blocks):
        raise UnreadableError("de pagina bevat geen leesbare tekst")
    return Loaded(blocks, metadata, hidden=hidden)


def blocks_of(html: str) -> tuple[list[Block], int]:
    """The blocks of a piece of HTML inside another text, and how many words of it nobody saw."""
    soup = BeautifulSoup(html, "lxml")
    hidden = remove_unseen(soup)
    _plain(soup)
    remove_noise(soup)
    return _Walk().blocks(soup.body or soup), hidden


def links(data: bytes) -> list[str]:
    """Addresses that a page links to, as written, without those marked nofollow."""
    soup = _parsed(data)
    if "nofollow" in _robots(soup):
        return []
    return [
        str(tag["href"]).strip()
        for tag in soup.find_all("a", href=True)
        if "nofollow" not in (tag.get("rel") or [])
    ]


def is_unlisted(data: bytes) -> bool:
    """Whether a page asks robots not to keep it (noindex)."""
    return bool({"noindex", "none"} & _robots(_parsed(data)))


def text_of(tag: Tag) -> str:
    """The text of a tag; what begins a line of its own on the page does so here."""
    parts: list[str] = []

    def collect(node: Tag) -> None:
        for child in node.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, Comment):
                    parts.append(str(child))
            elif isinstance(child, Tag):
                apart = child.name not in INLINE
                parts.extend("\n" if apart else "")
                collect(child)
                parts.extend("\n" if apart else "")

    collect(tag)
    return "".join(parts)


def _plain(soup: BeautifulSoup) -> None:
    """Without comments; a line end where the page has one."""
    for comment in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        comment.extract()
    for line_end in soup.find_all("br"):
        line_end.replace_with("\n")


def _parsed(data: bytes) -> BeautifulSoup:
    named = _XML.search(data[:400]) or _CHARSET.search(data[:4096])
    text = decode_as(data, named.group(1).decode("ascii", "ignore") if named else None)
    soup = BeautifulSoup(text, "lxml")
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depth = depths[id(tag.parent)] + 1
        if depth > _MAX_DEPTH:
            raise UnreadableError(_TOO_DEEP)
    return soup


def _robots(soup: BeautifulSoup) -> set[str]:
    names = re.compile("^(?:robots|wegwijsbot)$", re.IGNORECASE)
    said = ",".join(str(tag.get("content", "")) for tag in soup.find_all("meta", {"name": names}))
    return {word.strip().lower() for word in said.split(",")}


def _metadata(soup: BeautifulSoup) -> dict[str, Any]:
    found: dict[str, Any] = {}
    title = soup.find("title")
    if title is not None and (text := one_line(title.get_text(" "))):
        names = [one_line(h1.get_text(" ")) for h1 in soup.find_all("h1")]
        # 'Arrangementen - Passenderwijs' with the heading 'Arrangementen' above the main text.
        found["title"] = names[0] if len(names) == 1 and text.startswith(names[0]) else text
    root = soup.find("html")
    if isinstance(root, Tag) and _LANGUAGE.match(str(root.get("lang", ""))):
        found["language"] = str(root["lang"])
    canonical = soup.find("link", rel="canonical")
    if isinstance(canonical, Tag) and re.match(r"https?://\S+$", str(canonical.get("href", ""))):
        found["url"] = str(canonical["href"])
    for tag in soup.find_all("meta", attrs={"name": re.compile("^wegwijs:")}):
        name = str(tag["name"]).split(":", 1)[1]
        if name in NAMES:
            found[name] = tag.get("content")
    return found


def _main(soup: BeautifulSoup) -> Tag:
    """The element that holds the text: <main>, one <article>, or the body."""
    for selector in ("main", '[role="main"]', "article"):
        found = soup.select(selector)
        if len(found) == 1 and len(found[0].get_text(strip=True)) > 80:
            return found[0]
    return soup.body or soup


class _Walk:
    """The blocks below a tag, in reading order."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._loose: list[str] = []

    def blocks(self, main: Tag) -> list[Block]:
        self._walk(main, listed=False)
        self._flush(listed=False)
        return self._blocks

    def _flush(self, *, listed: bool) -> None:
        """Text that stood loose in a tag becomes a paragraph, or an item inside a list."""
        text = one_line("".join(self._loose))
        self._loose.clear()
        if text:
            self._blocks.append(item(text) if listed else paragraph(text))

    def _walk(self, node: Tag, *, listed: bool) -> None:
        for child in node.children:
            if isinstance(child, NavigableString):
                self._loose.append(str(child))
            elif not isinstance(child, Tag):
                continue
            elif child.name in INLINE and child.find(_is_apart) is None:
                self._loose.append(text_of(child))
            else:
                self._flush(listed=listed)
                self._apart(child, listed=listed)

    def _apart(self, tag: Tag, *, listed: bool) -> None:
        if _HEADINGS.match(tag.name) or tag.name == "summary":
            text = one_line(text_of(tag))
            if text:
                # A question that folds open is a heading below those of its page.
                level = 6 if tag.name == "summary" else int(tag.name[1])
                self._blocks.append(heading(text, level, anchor=_anchor(tag)))
        elif tag.name == "table" and not holds_text(tag):
            self._blocks.extend(rows_of(tag, text_of))
        else:
            inside = tag.name in ("li", "dd") or (listed and tag.name not in ("dt", "td"))
            self._walk(tag, listed=inside)
            self._flush(listed=inside)


def _is_apart(tag: Tag) -> bool:
    return tag.name not in INLINE


def _anchor(tag: Tag) -> str | None:
    own = tag.get("id")
    if own:
        return str(own)
    inner = tag.find(attrs={"id": True}) or tag.find("a", attrs={"name": True})
    if isinstance(inner, Tag):
        return str(inner.get("id") or inner.get("name"))
    parent = tag.parent
    return str(parent["id"]) if isinstance(parent, Tag) and parent.get("id") else None
