"""Text of a Word file that nobody sees: marked hidden, as pale as the paper, or far too small.

By its own properties or those of its styles (ISO/IEC 29500-1, 17.7.2: run, character style,
paragraph style, each with the styles it is based on).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn

from ingest.loaders.colours import Colour, colour_of

# Half points: letters below four points are not read by anyone.
_SMALLEST = 8
_WHITE = Colour(255, 255, 255)
_PALE_THEMES = {"background1", "bg1", "light1", "lt1"}
_OFF = {"0", "false", "off"}


def remove_unseen(root: Any, styles: Mapping[str, Any], paper: Any = None) -> int:
    """Take hidden runs out of the body or the notes; how many words they had.

    `styles`: the style elements by id. `paper`: the document's background, when it has one.
    """
    words = 0
    for run in list(root.iter(qn("w:r"))):
        if not _is_unseen(run, styles, paper):
            continue
        for text in list(run.iter(qn("w:t"))):
            words += len((text.text or "").split())
            text.getparent().remove(text)
    return words


def _is_unseen(run: Any, styles: Mapping[str, Any], paper: Any) -> bool:
    chain = list(_properties(run, styles))
    for name in ("w:vanish", "w:specVanish"):
        switch = _first(chain, name)
        if switch is not None and switch.get(qn("w:val")) not in _OFF:
            return True
    size = _first(chain, "w:sz")
    if size is not None and _number(size.get(qn("w:val"))) < _SMALLEST:
        return True
    colour = _colour(_first(chain, "w:color"))
    return colour is not None and colour.like(_behind(run, chain, styles, paper))


def _properties(run: Any, styles: Mapping[str, Any]) -> Iterator[Any]:
    """The properties that count for a run, nearest first."""
    own = run.find(qn("w:rPr"))
    if own is not None:
        yield own
        yield from _of_style(own.find(qn("w:rStyle")), styles, "w:rPr")
    yield from _of_style(_paragraph_style(run), styles, "w:rPr")


def _paragraph_style(run: Any) -> Any:
    paragraph = next(run.iterancestors(qn("w:p")), None)
    return None if paragraph is None else paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")


def _of_style(reference: Any, styles: Mapping[str, Any], part: str) -> Iterator[Any]:
    for _ in range(10):
        style = None if reference is None else styles.get(str(reference.get(qn("w:val"))))
        if style is None:
            return
        found = style.find(qn(part))
        if found is not None:
            yield found
        reference = style.find(qn("w:basedOn"))


def _first(chain: list[Any], name: str) -> Any:
    return next((f for p in chain if (f := p.find(qn(name))) is not None), None)


def _colour(element: Any) -> Colour | None:
    if element is None:
        return None
    if element.get(qn("w:themeColor")) in _PALE_THEMES:
        return _WHITE
    return colour_of(f"#{element.get(qn('w:val'))}")


def _behind(run: Any, chain: list[Any], styles: Mapping[str, Any], paper: Any) -> Colour | None:
    """The colour behind a run; None where it cannot be told (a text box, a styled table)."""
    shades = [_first(chain, "w:shd")]
    for around in run.iterancestors():
        if around.tag == qn("w:p"):
            shades.append(around.find(f"{qn('w:pPr')}/{qn('w:shd')}"))
            of_style = _of_style(_paragraph_style(run), styles, "w:pPr")
            shades += [properties.find(qn("w:shd")) for properties in of_style]
        elif around.tag == qn("w:tc"):
            shades.append(around.find(f"{qn('w:tcPr')}/{qn('w:shd')}"))
        elif around.tag == qn("w:tbl"):
            shades.append(around.find(f"{qn('w:tblPr')}/{qn('w:shd')}"))
            named = around.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
            if named is not None and _paints(styles.get(str(named.get(qn("w:val"))))):
                return None
        elif around.tag == qn("w:txbxContent"):
            return None
    for shade in shades:
        fill = None if shade is None else colour_of(f"#{shade.get(qn('w:fill'))}")
        if fill is not None:
            return fill
        if shade is not None and shade.get(qn("w:themeFill")) not in (None, *_PALE_THEMES):
            return None
    if _first(chain, "w:highlight") is not None or paper is not None:
        return None
    return _WHITE


def _paints(style: Any) -> bool:
    """Whether a table style colours cells."""
    return style is not None and next(style.iter(qn("w:shd")), None) is not None


def _number(value: str | None) -> float:
    try:
        return float(value or "")
    except ValueError:
        return float("inf")
