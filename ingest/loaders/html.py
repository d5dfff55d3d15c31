"""Web pages: the main text with its headings, anchors, lists and tables."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

from ingest.blocks import Block, Loaded, UnreadableError, heading, item, paragraph, table
from ingest.cleaning import one_line, visible

_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
    "svg",
    "button",
    "dialog",
    "select",
    "object",
)
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"}
_NOISE = re.compile(
    r"cookie|consent|breadcrumb|kruimel|skip-?link|skiplink|navbar|navigation|menu|sidebar|"
    r"share|social|newsletter|nieuwsbrief|pagination|gdpr",
    re.IGNORECASE,
)
# Text that a person does not see must not be read either: it is where instructions are hidden.
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])|"
    r"(?:left|top|text-indent)\s*:\s*-\d{3,}|(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?\b|transparent)|"
    r"(?:width|height)\s*:\s*0(?:px)?\s*(?:;|$)|clip\s*:\s*rect\(0",
    re.IGNORECASE,
)
_BLOCKS = {"p", "li", "dt", "dd", "blockquote", "pre", "figcaption", "address", "summary"}


def load(data: bytes) -> Loaded:
    """The blocks of a page. Raises UnreadableError when nothing readable is left."""
    soup = BeautifulSoup(data, "lxml")
    metadata = _metadata(soup)
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    main = _main(soup)
    for tag in list(main.find_all(True)):
        if not tag.decomposed and _dropped(tag, main):
            tag.decompose()
    blocks = _blocks(main)
    if not any(not block.level for block in blocks):
        raise UnreadableError("de pagina bevat geen leesbare tekst")
    return Loaded(blocks, metadata)


def links(data: bytes) -> list[str]:
    """Addresses that a page links to, as written, without those marked nofollow."""
    soup = BeautifulSoup(data, "lxml")
    return [
        str(tag["href"])
        for tag in soup.find_all("a", href=True)
        if "nofollow" not in (tag.get("rel") or [])
    ]


def _metadata(soup: BeautifulSoup) -> dict[str, Any]:
    found: dict[str, Any] = {}
    title = soup.find("h1") or soup.find("title")
    if title is not None and title.get_text(strip=True):
        found["title"] = one_line(title.get_text(" "))
    root = soup.find("html")
    if isinstance(root, Tag) and root.get("lang"):
        found["language"] = str(root["lang"])
    canonical = soup.find("link", rel="canonical")
    if isinstance(canonical, Tag) and str(canonical.get("href", "")).startswith("http"):
        found["url"] = str(canonical["href"])
    for tag in soup.find_all("meta", attrs={"name": re.compile("^wegwijs:")}):
        found[str(tag["name"]).split(":", 1)[1]] = tag.get("content")
    return found


def _main(soup: BeautifulSoup) -> Tag:
    """The element that holds the text: <main>, one <article>, or the body."""
    for selector in ("main", '[role="main"]', "article"):
        found = soup.select(selector)
        if len(found) == 1 and len(found[0].get_text(strip=True)) > 80:
            return found[0]
    return soup.body or soup


def _dropped(tag: Tag, main: Tag) -> bool:
    if tag.name in ("header",) and tag.find(re.compile("^h[1-6]$")) and tag.find_parent("article"):
        return False
    if tag.name in _DROPPED or tag.get("role") in _ROLES:
        return True
    if tag.has_attr("hidden") or str(tag.get("aria-hidden", "")).lower() == "true":
        return True
    if _HIDDEN.search(str(tag.get("style", ""))):
        return True
    names = " ".join([str(tag.get("id", "")), *(tag.get("class") or [])])
    return (
        bool(names.strip())
        and tag.name in ("div", "section", "ul", "ol", "p", "span")
        and bool(_NOISE.search(names))
        and len(tag.get_text(strip=True)) < len(main.get_text(strip=True)) / 2
    )


def _blocks(main: Tag) -> list[Block]:
    blocks: list[Block] = []
    loose: list[str] = []

    def flush() -> None:
        text = one_line("".join(loose))
        loose.clear()
        if text:
            blocks.append(paragraph(text))

    def walk(node: Tag) -> None:
        for child in node.children:
            if isinstance(child, NavigableString):
                loose.append(visible(str(child)))
            elif isinstance(child, Tag):
                if re.fullmatch("h[1-6]", child.name):
                    flush()
                    text = one_line(child.get_text(" "))
                    if text:
                        blocks.append(heading(text, int(child.name[1]), anchor=_anchor(child)))
                elif child.name == "table":
                    flush()
                    blocks.extend(_table(child))
                elif child.name in _BLOCKS and not child.find(
                    ["p", "ul", "ol", "table", "h2", "h3"]
                ):
                    flush()
                    text = one_line(child.get_text(" " if child.name == "dt" else ""))
                    if text:
                        blocks.append(item(text) if child.name in ("li", "dd") else paragraph(text))
                elif child.name == "li":
                    flush()
                    own = one_line(
                        "".join(
                            part if isinstance(part, NavigableString) else part.get_text("")
                            for part in child.children
                            if not (isinstance(part, Tag) and part.name in ("ul", "ol", "table"))
                        )
                    )
                    if own:
                        blocks.append(item(own))
                    for part in child.find_all(["ul", "ol", "table"], recursive=False):
                        walk_one(part)
                elif child.name == "br":
                    loose.append("\n")
                elif child.name in (
                    "a",
                    "b",
                    "strong",
                    "em",
                    "i",
                    "span",
                    "abbr",
                    "small",
                    "u",
                    "code",
                    "sup",
                    "sub",
                    "time",
                    "mark",
                    "font",
                    "label",
                ):
                    loose.append(visible(child.get_text("")))
                else:
                    flush()
                    walk(child)
                    flush()

    def walk_one(node: Tag) -> None:
        if node.name == "table":
            blocks.extend(_table(node))
        else:
            walk(node)

    walk(main)
    flush()
    return blocks


def _anchor(tag: Tag) -> str | None:
    own = tag.get("id")
    if own:
        return str(own)
    inner = tag.find(attrs={"id": True}) or tag.find("a", attrs={"name": True})
    if isinstance(inner, Tag):
        return str(inner.get("id") or inner.get("name"))
    parent = tag.parent
    return str(parent["id"]) if isinstance(parent, Tag) and parent.get("id") else None


def _table(tag: Tag) -> list[Block]:
    rows = [
        [one_line(cell.get_text(" ")) for cell in line.find_all(["th", "td"], recursive=False)]
        for line in tag.find_all("tr")
    ]
    return table(rows)
