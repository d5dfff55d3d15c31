"""What the styles of a page say of its elements: its own style sheets and style attributes.

Style sheets of other files are not fetched: what they hide is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag
from soupsieve import SelectorSyntaxError

# Only what can hide text.
_TELLING = frozenset(
    "display visibility opacity font-size font color background background-color background-image "
    "position left right top bottom text-indent clip clip-path transform filter height max-height "
    "width max-width overflow overflow-x overflow-y content-visibility mso-hide margin-left "
    "margin-top".split()
)
# Bounds: a style sheet is there to be shown, not to keep the reader busy.
_MOST_CSS, _MOST_RULES = 500_000, 2_000
_SCREEN = 1280  # pixels: how wide a page is taken to be shown
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_WIDTH = re.compile(r"(min|max)-width\s*:\s*([\d.]+)(px|em|rem)?")
_STATE = re.compile(r"::|:(?:hover|focus|active|checked|target|visited|before|after|disabled|open)")

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    said: Declarations
    urgent: frozenset[str]
    weight: tuple[int, int, int]


def styles_of(root: Tag) -> dict[int, Declarations]:
    """By id() of each element that is styled: what counts for it, as in the cascade of CSS."""
    ranked: dict[int, dict[str, tuple[tuple[int, ...], str]]] = {}

    def put(tag: Tag, rank: tuple[int, ...], said: Declarations, urgent: frozenset[str]) -> None:
        own = ranked.setdefault(id(tag), {})
        for name, value in said.items():
            full = (int(name in urgent), *rank)
            if name not in own or own[name][0] <= full:
                own[name] = (full, value)

    for order, rule in enumerate(_rules(root)):
        try:
            found = root.select(rule.selector)
        except (SelectorSyntaxError, NotImplementedError, ValueError):
            continue
        for tag in found:
            put(tag, (0, *rule.weight, order), rule.said, rule.urgent)
    for tag in root.find_all(style=True):
        said, urgent = declarations(str(tag["style"]))
        put(tag, (1, 0, 0, 0, 0), said, urgent)
    return {key: {name: value for name, (_, value) in own.items()} for key, own in ranked.items()}


def declarations(text: str) -> tuple[Declarations, frozenset[str]]:
    """'Display : none !important' as {'display': 'none'}, and which of them are important."""
    said: Declarations = {}
    urgent = set()
    for part in _COMMENT.sub("", text).split(";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if not colon or name not in _TELLING:
            continue
        value = " ".join(value.lower().split())
        if value.endswith("important"):
            value = value.rpartition("!")[0].strip()
            urgent.add(name)
        said[name] = value
    return said, frozenset(urgent)


def _rules(root: Tag) -> Iterator[_Rule]:
    css = "\n".join(tag.get_text() for tag in root.find_all("style") if _shown(tag.get("media")))
    left = _MOST_RULES
    for selectors, body in _pairs(_COMMENT.sub("", css[:_MOST_CSS])):
        said, urgent = declarations(body)
        if not said:
            continue
        for selector in selectors.split(","):
            selector = selector.strip()
            if not selector or _STATE.search(selector) or left <= 0:
                continue
            left -= 1
            yield _Rule(selector, said, urgent, _weight(selector))


def _pairs(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations), also of those inside @media and its kind."""
    position, skipped = 0, 0  # `skipped`: how deep inside a part that is not for this screen
    stack: list[bool] = []
    for brace in re.finditer(r"[{}]", css):
        before = css[position : brace.start()]
        position = brace.end()
        if brace.group() == "}":
            if stack:
                skipped -= not stack.pop()
            continue
        head = before.rpartition(";")[2].strip()
        if head.startswith("@"):
            counts = head.lower().startswith(("@media", "@supports", "@layer", "@container"))
            counts = counts and (not head.lower().startswith("@media") or _shown(head[6:]))
            stack.append(counts)
            skipped += not counts
            continue
        stack.append(True)
        if not skipped:
            end = css.find("}", position)
            yield head, css[position : end if end >= 0 else len(css)]


def _shown(media: object) -> bool:
    """Whether a media query is about an ordinary screen."""
    query = str(media or "").lower()
    if re.search(r"\b(?:print|speech)\b", query) and "screen" not in query:
        return False
    for bound, number, unit in _WIDTH.findall(query):
        pixels = float(number) * (16 if unit in ("em", "rem") else 1)
        if (bound == "min" and pixels > _SCREEN) or (bound == "max" and pixels < _SCREEN):
            return False
    return True


def _weight(selector: str) -> tuple[int, int, int]:
    """Specificity (Selectors Level 3, 9), near enough."""
    return (
        selector.count("#"),
        len(re.findall(r"\.[\w-]|\[|:(?!:)", selector)),
        len(re.findall(r"(?:^|[\s>+~])[a-z]", selector, re.IGNORECASE)),
    )
