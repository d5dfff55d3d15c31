"""Which parts of a page nobody sees: it is where instructions to a computer are hidden."""

from __future__ import annotations

import re

from bs4 import Tag

from ingest.loaders.colours import Colour, colour_of
from ingest.loaders.html_style import Declarations, declarations, styles_of

# Pixels: smaller letters are not read by anyone; a box this small holds no text.
_SMALLEST_LETTER, _SMALLEST_BOX = 4.0, 2.0
# Pixels beyond the edge of a page.
_AWAY = 900.0
_NUMBER = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))(px|pt|em|rem|ex|ch|vw|vh|%|cm|mm|in)?")
_PIXELS = {"pt": 1.33, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "vw": 12.8, "vh": 8.0}
_PIXELS |= {"cm": 37.8, "mm": 3.78, "in": 96.0}
_NOTHING = re.compile(r"scale[xy3d]*\(\s*0*\.?0*\d?\s*[,)]|translate[xyz3d]*\([^)]*-\d{3,}")
_CLIPPED = re.compile(r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\((?:50|[6-9]\d|100)%|circle\(0")
_WHITE = Colour(255, 255, 255)


class Unseen:
    """Looks at the styles of a page once, and says of each element whether it is hidden."""

    def __init__(self, root: Tag) -> None:
        self._styles = styles_of(root)

    def hides(self, tag: Tag) -> bool:
        """Whether an element hides its text, by itself."""
        said = self._of(tag)
        if tag.has_attr("hidden") or str(tag.get("aria-hidden", "")).lower() == "true":
            return True
        if said and (_gone(said) or _tiny(said) or _away(said)):
            return True
        colour = colour_of(said.get("color", ""))
        return colour is not None and colour.like(self._behind(tag))

    def _of(self, tag: Tag) -> Declarations:
        said = self._styles.get(id(tag), {})
        if tag.name == "font" and tag.get("color"):
            said = {**declarations(f"color:{tag['color']}")[0], **said}
        if tag.get("bgcolor"):
            said = {**declarations(f"background-color:{tag['bgcolor']}")[0], **said}
        return said

    def _behind(self, tag: Tag) -> Colour | None:
        """The colour behind an element: its own, or of the nearest one around it; else white.

        None behind letters on a picture: nobody can tell.
        """
        for around in (tag, *tag.parents):
            said = self._of(around)
            painted = said.get("background-color") or said.get("background", "")
            colour = colour_of(painted)
            if colour is not None and colour.alpha > 0.5:
                return colour
            if "url(" in painted or "gradient(" in painted or said.get("background-image"):
                return None
        return _WHITE


def _gone(said: Declarations) -> bool:
    opacity = _amount(said.get("opacity"))
    return (
        said.get("display") == "none"
        or said.get("visibility") in ("hidden", "collapse")
        or said.get("content-visibility") == "hidden"
        or said.get("mso-hide") == "all"
        or (opacity is not None and opacity < 0.1)
        or bool(re.search(r"opacity\(\s*(?:0?\.0\d*|\d%|0)\s*\)", said.get("filter", "")))
        or bool(_CLIPPED.search(said.get("clip", "")) or _CLIPPED.search(said.get("clip-path", "")))
        or bool(_NOTHING.search(said.get("transform", "")))
    )


def _tiny(said: Declarations) -> bool:
    size = _amount(said.get("font-size") or said.get("font"))
    if size is not None and size < _SMALLEST_LETTER and "%" not in said.get("font-size", ""):
        return True
    if re.fullmatch(r"[0-9](?:\.\d+)?%", said.get("font-size", "")):
        return True
    cut = any(said.get(f"overflow{a}", "") in ("hidden", "clip") for a in ("", "-x", "-y"))
    for name in ("height", "max-height", "width", "max-width"):
        box = _amount(said.get(name))
        if box is not None and box < _SMALLEST_BOX and (cut or box == 0):
            return True
    return False


def _away(said: Declarations) -> bool:
    """Moved beyond the edge of the page."""
    sides = ("left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top")
    return any(
        (moved := _amount(said.get(name))) is not None
        and (moved <= -_AWAY or (moved <= -100 and name in ("left", "top", "text-indent")))
        for name in sides
    )


def _amount(value: str | None) -> float | None:
    """The first length of a value, in pixels; a percentage or bare number as it is."""
    found = _NUMBER.search(value or "")
    return float(found[1]) * _PIXELS.get(found[2] or "", 1.0) if found else None
