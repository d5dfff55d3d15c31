"""Walking WordprocessingML as a reader sees it.

What was deleted under track changes, moved away or hidden stays out; what was inserted, and what
stands in content controls, links and fields, counts. (ISO/IEC 29500-1, 17.13.5 and 17.5.2.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

_DELETED = {qn("w:del"), qn("w:moveFrom")}
# What is drawn a second time for old programs.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_APART = {qn("w:txbxContent"), qn("w:pPr"), qn("w:rPr"), _FALLBACK}
_WRAPPERS = {
    qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")
}
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}


def children(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in reading order, also inside content controls; no contents table."""
    for element in parent:
        if element.tag in (qn("w:p"), qn("w:tbl")):
            if element.tag == qn("w:tbl") or not _is_deleted(element):
                yield element
        elif element.tag in _WRAPPERS and not _is_contents(element):
            yield from children(element)


def text(paragraph: Any) -> str:
    """The text of a paragraph, with newlines and tabs."""
    return "".join(_pieces(paragraph))


def bold(paragraph: Any) -> bool:
    """Whether every visible letter of a paragraph is set bold by hand."""
    runs = [run for run in _runs(paragraph) if "".join(_pieces(run)).strip()]
    return bool(runs) and all(_on(run, "w:b") for run in runs)


def boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of text boxes anchored in a paragraph, each once."""
    for box in paragraph.iter(qn("w:txbxContent")):
        above = list(box.iterancestors())
        inside = above[: above.index(paragraph)]
        if not any(a.tag == _FALLBACK or a.tag == qn("w:txbxContent") for a in inside):
            yield box


def notes(paragraph: Any) -> Iterator[str]:
    """Which notes a paragraph refers to, as 'footnote2'."""
    for kind in ("footnote", "endnote"):
        for reference in paragraph.iter(qn(f"w:{kind}Reference")):
            if not any(a.tag in _DELETED for a in reference.iterancestors()):
                yield f"{kind}{reference.get(qn('w:id'))}"


def rows(tbl: Any) -> Iterator[Any]:
    """Rows of a table that were not deleted."""
    for element in tbl:
        if element.tag == qn("w:tr"):
            if element.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield element
        elif element.tag in _WRAPPERS:
            yield from rows(element)


def cells(tr: Any) -> Iterator[Any]:
    """Cells of a row."""
    for element in tr:
        if element.tag == qn("w:tc"):
            yield element
        elif element.tag in _WRAPPERS:
            yield from cells(element)


def columns(tc: Any) -> int:
    """How many columns a cell takes."""
    span = tc.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return min(200, int(span.get(qn("w:val")))) if span is not None else 1


def columns_before(tr: Any) -> int:
    """How many columns a row leaves empty at its start."""
    before = tr.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return min(200, int(before.get(qn("w:val")))) if before is not None else 0


def continues_above(tc: Any) -> bool:
    """Whether a cell is the lower part of one that is merged downwards."""
    merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _DELETED or child.tag in _APART:
            continue
        if child.tag == qn("w:r") and _on(child, "w:vanish"):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        else:
            yield from _pieces(child)


def _runs(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in _DELETED and child.tag not in _APART:
            yield from _runs(child)


def _on(run: Any, name: str) -> bool:
    """Whether a switch of a run's own properties is on."""
    found = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")


def _is_deleted(paragraph: Any) -> bool:
    """A paragraph whose mark was deleted and that has nothing else left."""
    mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}")
    return mark is not None and not text(paragraph).strip()


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and "contents" in (gallery.get(qn("w:val")) or "").lower()
