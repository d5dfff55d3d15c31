"""What is seen stays: pale letters on a dark background, text over a scan, parts that fold open.

What is not seen goes; each way of hiding is in tests/steering/attempts/documents.jsonl.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from docx_writer import append, paragraph, run, saved, word
from openpyxl.styles import Font, PatternFill
from PIL import Image
from reading_in import loaded, whole
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.loaders.colours import Colour, colour_of

TEXT = "De school meldt de leerling aan bij het Loket van de regio. "
SEEN = "Dit ziet de lezer wel."


@pytest.mark.parametrize(
    "part",
    [
        f'<div style="background:#003366"><p style="color:#fff">{SEEN}</p></div>',
        f'<p style="color:white;background-image:url(foto.jpg)">{SEEN}</p>',
        f"<style>.x {{ display:none }} .x {{ display:block }}</style><p class=x>{SEEN}</p>",
        f"<style>@media print {{ .x {{ display:none }} }}</style><p class=x>{SEEN}</p>",
        f"<style>@media (max-width:600px) {{ .x {{ display:none }} }}</style><p class=x>{SEEN}</p>",
        f"<style>.x:hover {{ display:none }}</style><p class=x>{SEEN}</p>",
        f'<a aria-controls="v">open</a><p id="v" style="display:none">{SEEN}</p>',
        f'<p style="margin-left:-20px;font-size:0.9em;height:100px;opacity:0.8">{SEEN}</p>',
        f'<p style="max-height:none;width:100%;font-size:80%">{SEEN}</p>',
    ],
)
def test_what_a_page_shows_is_read(part: str) -> None:
    assert SEEN in whole(loaded("a.html", f"<main><h1>Zorg</h1><p>{TEXT * 3}</p>{part}</main>"))


def test_a_broken_style_sheet_keeps_no_page_out() -> None:
    css = "<style>} p{ .x { display:none @media { } p[ { color } ::: a{{{</style>"
    assert SEEN in whole(loaded("a.html", f"{css}<h1>Zorg</h1><p>{TEXT * 3}{SEEN}</p>"))


def test_pale_letters_in_a_coloured_cell_of_word_are_read() -> None:
    document = word()
    document.add_paragraph(TEXT)
    table = document.add_table(2, 2)
    shade = '<w:shd {} w:val="clear" w:fill="1F3864"/>'
    for cell in table.rows[0].cells:
        cell.text = ""
        cell.paragraphs[0].add_run(SEEN)
        cell.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
        cell._tc.get_or_add_tcPr().append(parse_xml(shade.format(nsdecls("w"))))
    table.rows[1].cells[0].text = "een"
    assert SEEN in whole(loaded("a.docx", saved(document)))


def test_a_switch_that_is_off_hides_nothing_in_word() -> None:
    document = word()
    document.add_paragraph(TEXT)
    append(document, paragraph(run(SEEN, '<w:vanish w:val="0"/><w:sz w:val="16"/>')))
    assert SEEN in whole(loaded("a.docx", saved(document)))


def test_pale_letters_in_a_coloured_cell_of_excel_are_read() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Onderwerp", SEEN])
    sheet.append(["Verzuim", "De school belt."])
    sheet["B1"].font = Font(color="FFFFFFFF")
    sheet["B1"].fill = PatternFill("solid", fgColor="FF1F3864")
    stream = io.BytesIO()
    book.save(stream)
    assert SEEN in whole(loaded("a.xlsx", stream.getvalue()))


def drawn(draw: Callable[[Any], None]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.drawString(72, 780, TEXT)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def test_pale_letters_on_a_dark_bar_of_a_pdf_are_read() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFillColorRGB(0.1, 0.2, 0.4)
        canvas.rect(60, 690, 400, 30, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 700, SEEN)

    assert SEEN in whole(loaded("a.pdf", drawn(draw)))


def test_text_that_was_recognised_over_a_scan_is_read() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (60, 85), 200)), 0, 0, *A4)
        written = canvas.beginText(72, 600)
        written.setTextRenderMode(3)
        written.textOut(SEEN)
        canvas.drawText(written)

    assert SEEN in whole(loaded("a.pdf", drawn(draw)))


def test_text_below_a_black_bar_of_a_pdf_is_not_read() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(72, 700, "Het kind heet Voorbeeld.")
        canvas.setFillColorRGB(0, 0, 0)
        canvas.rect(60, 690, 400, 30, stroke=0, fill=1)

    found = loaded("a.pdf", drawn(draw))
    assert "Voorbeeld" not in whole(found) and found.hidden > 0


def test_colours_are_told_apart() -> None:
    assert colour_of("rgb(255, 255, 255)") == colour_of("#FFF") == Colour(255, 255, 255)
    assert colour_of("var(--wit)") is None and colour_of("#zz") is None
    assert colour_of("hsl(240 100% 50% / 50%)") == Colour(0, 0, 255, 0.5)
    white = Colour(255, 255, 255)
    percent = colour_of("rgb(100%, 100%, 100%)")
    assert percent is not None and percent.like(white)
    assert white.like(Colour(240, 240, 240)) and not white.like(Colour(200, 200, 200))
    assert not white.like(None) and Colour(0, 0, 0, 0.0).like(None)
