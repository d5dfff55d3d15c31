"""What survives of a PDF, and what goes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pdf_writer import BODY, BOLD, H1, H2, flowing, grid, locked, pages, picture
from reading_in import document, loaded, texts, whole
from reportlab.platypus import PageBreak, Paragraph, Spacer

from ingest.blocks import UnreadableError

WORDS = "kind school ouder plan besluit aanvraag Loket overleg verslag plek klas leraar".split()


def filled(seed: int, sentences: int) -> str:
    """Different sentences for every seed."""
    rng = random.Random(seed)
    made = (" ".join(rng.choices(WORDS, k=9)).capitalize() + "." for _ in range(sentences))
    return " ".join(made)


LONG = (
    "De school meldt de leerling aan bij het Loket. Het Loket maakt een eerste inschatting en "
    "bespreekt met school en ouders welke ondersteuning het kind nodig heeft. "
) * 3


def header(canvas: Any, page: int) -> None:
    canvas.drawString(72, 800, "De Regio | Ondersteuningsplan 2024-2028")
    canvas.drawRightString(520, 30, f"Pagina {page} van 9")


def chapter(number: int, title: str) -> list[Any]:
    return [
        Paragraph(f"{number} {title}", H1),
        Paragraph(f"{number}.1 Doel", H2),
        Paragraph(f"De school meldt aan. {filled(number, 20)}", BODY),
        PageBreak(),
    ]


def test_heading_path_and_page_number_are_those_of_the_page() -> None:
    made = document(
        "plan.pdf",
        flowing([*chapter(1, "Inleiding"), *chapter(2, "Aanmelden"), *chapter(3, "Besluit")]),
    )
    places = list(dict.fromkeys((p.heading, p.page) for p in made.passages))
    assert places == [
        (("1 Inleiding", "1.1 Doel"), 1),
        (("2 Aanmelden", "2.1 Doel"), 2),
        (("3 Besluit", "3.1 Doel"), 3),
    ]


def test_running_header_footer_and_page_numbers_are_gone() -> None:
    story = [part for n in range(1, 6) for part in chapter(n, f"Onderwerp {n}")]
    text = whole(loaded("plan.pdf", flowing(story, header=header)))
    assert "De Regio |" not in text
    assert "Pagina" not in text
    assert text.count("De school meldt aan.") == 5
    assert "Onderwerp 3" in text


def test_header_of_a_document_of_two_pages_is_gone_when_it_stands_at_one_height() -> None:
    story = [*chapter(1, "Inleiding"), *chapter(2, "Aanmelden")]
    assert "De Regio" not in whole(loaded("plan.pdf", flowing(story, header=header)))


def test_header_with_the_name_of_each_chapter_is_gone() -> None:
    def named(canvas: Any, page: int) -> None:
        canvas.drawString(72, 800, f"Hoofdstuk {'abcdef'[(page - 1) // 2]}: onderwerp")

    story = [Paragraph(filled(n, 30), BODY) for n in range(12)]
    text = whole(loaded("plan.pdf", flowing(story, header=named)))
    assert "onderwerp" not in text


@pytest.mark.parametrize(
    "number", ["- 3 -", "3", "pag. 3", "blz. 3", "3 / 9", "Pagina 3 van 9", "iv"]
)
def test_page_number_in_any_form_is_gone(number: str) -> None:
    line = "De school meldt de leerling aan bij het Loket van de regio."
    data = pages([(72, 700, line), (290, 30, number)], [(72, 700, line), (290, 30, "vrij")])
    assert number not in texts(loaded("a.pdf", data))


@pytest.mark.parametrize("leader", [" . . . . . . . . . ", " ................ ", "          "])
def test_contents_page_is_gone_with_and_without_dots(leader: str) -> None:
    entries = [
        "1 Inleiding",
        "1.1 Doel van het plan",
        "2 Aanmelden",
        "2.1 De zorgplicht",
        "3 Besluit",
    ]
    lines = [(72.0, 760.0, "Inhoudsopgave")]
    lines += [(72, 730 - 16 * i, f"{e}{leader}{3 + i}") for i, e in enumerate(entries)]
    body = [(72.0, 700.0 - 14 * i, f"De zorgplicht: {filled(i, 1)}") for i in range(8)]
    text = whole(loaded("plan.pdf", pages(lines, body[:4], body[4:])))
    assert "Inhoudsopgave" not in text
    assert "Doel van het plan" not in text
    assert "zorgplicht" in text


def test_a_list_of_amounts_is_no_contents_page() -> None:
    lines = [(72.0, 760.0, "Bedragen per leerling, vastgesteld door het bestuur")]
    lines += [
        (72.0, 730.0 - 40 * i, f"Arrangement {n} kost {n}00") for i, n in enumerate((3, 1, 2))
    ]
    assert "Arrangement 2 kost 200" in whole(loaded("a.pdf", pages(lines)))


def test_word_that_is_broken_at_a_line_end_is_whole_again() -> None:
    data = pages(
        [
            (72, 700, "Voor plaatsing is een toelaatbaarheids-"),
            (72, 687, "verklaring nodig van het samenwerkings-"),
            (72, 674, "verband. Dat geldt voor sbo- en so-scholen in de PO-"),
            (72, 661, "VO-regio."),
        ]
    )
    assert whole(loaded("a.pdf", data)) == (
        "Voor plaatsing is een toelaatbaarheidsverklaring nodig van het samenwerkingsverband. "
        "Dat geldt voor sbo- en so-scholen in de PO-VO-regio."
    )


def test_dutch_letters_survive() -> None:
    line = "Eén kind, één plan: coördinator, efficiënt, Oekraïne, bijdrage € 1.250 à € 2.000 – vóór mei"
    assert whole(loaded("a.pdf", pages([(72, 700, line)]))) == line


def test_sentence_that_goes_on_over_the_page_is_one_sentence() -> None:
    data = pages(
        [(72, 90, "De ouders krijgen het besluit binnen zes weken nadat de school")],
        [(72, 760, "de aanvraag heeft ingediend."), (72, 700, "Daarna kan bezwaar.")],
    )
    found = texts(loaded("a.pdf", data))
    assert found[0].endswith("nadat de school de aanvraag heeft ingediend.")


def test_list_becomes_items() -> None:
    story = [Paragraph("Nodig zijn:", BODY)]
    story += [
        Paragraph(t, BODY, bulletText="•") for t in ("het groeidocument", "de visie van ouders")
    ]
    story += [
        Paragraph(t, BODY, bulletText=f"{n}.") for n, t in enumerate(("vraag aan", "overleg"), 1)
    ]
    found = loaded("a.pdf", flowing([Paragraph(LONG, BODY), *story]))
    assert texts(found, "item") == [
        "het groeidocument",
        "de visie van ouders",
        "vraag aan",
        "overleg",
    ]


def test_table_becomes_rows_with_column_names() -> None:
    rows = [
        ["Soort", "Termijn", "Waar"],
        ["Bezwaar", "zes weken", "commissie"],
        ["Klacht", "", "school"],
    ]
    found = loaded("a.pdf", flowing([Paragraph(LONG, BODY), grid(rows), Paragraph(LONG, BODY)]))
    assert texts(found, "row") == [
        "Soort: Bezwaar; Termijn: zes weken; Waar: commissie",
        "Soort: Klacht; Waar: school",
    ]
    assert [b.kind.value for b in found.blocks] == ["paragraph", "row", "row", "paragraph"]


@pytest.mark.parametrize("repeat", [0, 1])
def test_table_over_two_pages_keeps_its_column_names_on_the_next_page(repeat: int) -> None:
    rows = [
        ["Stap", "Wie", "Termijn"],
        *([f"stap {n}", f"wie {n}", f"{n} weken"] for n in range(70)),
    ]
    found = loaded(
        "a.pdf", flowing([Paragraph(LONG, BODY), grid(rows, repeat=repeat)], header=header)
    )
    blocks = [b for b in found.blocks if b.kind == "row"]
    assert [b.text for b in blocks] == [
        f"Stap: stap {n}; Wie: wie {n}; Termijn: {n} weken" for n in range(70)
    ]
    assert {b.page for b in blocks} == {1, 2, 3} or {b.page for b in blocks} == {1, 2}


def test_two_tables_with_text_between_keep_their_own_columns() -> None:
    first = grid([["Soort", "Termijn"], ["Bezwaar", "zes weken"]], colWidths=[100, 100])
    second = grid([["Dienst", "Contact"], ["Loket", "loket@regio.nl"]], colWidths=[100, 100])
    story = [Paragraph(LONG, BODY), first, PageBreak(), Paragraph("Contact", H2), second]
    rows = texts(loaded("a.pdf", flowing(story)), "row")
    assert rows == ["Soort: Bezwaar; Termijn: zes weken", "Dienst: Loket; Contact: loket@regio.nl"]


def test_row_that_is_cut_by_the_page_end_is_one_row() -> None:
    cell = Paragraph("Het schoolbestuur vraagt de verklaring aan. " * 40, BODY)
    table = grid(
        [["Wie", "Wat"], ["bestuur", cell], ["ouder", "geeft een zienswijze"]], colWidths=[80, 300]
    )
    rows = texts(loaded("a.pdf", flowing([Paragraph(LONG * 6, BODY), table])), "row")
    assert rows[0].startswith("Wie: bestuur; Wat: Het schoolbestuur vraagt")
    assert rows[0].count("vraagt de verklaring aan.") == 40
    assert rows[1] == "Wie: ouder; Wat: geeft een zienswijze"


def test_merged_cells_stay_under_their_column() -> None:
    rows = [
        ["Soort school", "Bedrag per leerling", ""],
        ["", "2025", "2026"],
        ["sbo", "€ 5.000", "€ 5.200"],
        ["", "€ 6.000", "€ 6.200"],
        ["so", "volgt nog", ""],
    ]
    spans = [
        ("SPAN", (1, 0), (2, 0)),
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (0, 2), (0, 3)),
        ("SPAN", (1, 4), (2, 4)),
    ]
    found = loaded("a.pdf", flowing([Paragraph(LONG, BODY), grid(rows, *spans)]))
    assert texts(found, "row") == [
        "Soort school: sbo; Bedrag per leerling 2025: € 5.000; Bedrag per leerling 2026: € 5.200",
        "Soort school: sbo; Bedrag per leerling 2025: € 6.000; Bedrag per leerling 2026: € 6.200",
        "Soort school: so; Bedrag per leerling 2025: volgt nog",
    ]


def test_frame_around_text_is_text_and_text_beside_a_table_stays() -> None:
    frame = grid([[Paragraph("Let op: bezwaar maken kan binnen zes weken.", BODY)]])
    text = whole(loaded("a.pdf", flowing([Paragraph(LONG, BODY), frame, Spacer(1, 20)])))
    assert "Let op: bezwaar maken kan binnen zes weken." in text


def test_bold_line_in_the_size_of_the_text_is_a_heading() -> None:
    story = [Paragraph("Wie vraagt aan?", BOLD), Paragraph(LONG, BODY)]
    assert document("a.pdf", flowing(story)).passages[0].heading == ("Wie vraagt aan?",)


def test_title_of_the_word_processor_is_no_title() -> None:
    story = [Paragraph("Privacyreglement", H1), Paragraph(LONG, BODY)]
    made = document("a.pdf", flowing(story, title="Microsoft Word - privacy def v3.docx"))
    assert made.title == "Privacyreglement"


def test_pdf_that_may_only_be_read_goes_in_with_its_table() -> None:
    found = loaded("a.pdf", locked(""))
    assert "zes weken na de dag" in whole(found)
    assert "Bezwaar" in whole(found)


def test_pdf_with_a_password_is_refused_in_dutch() -> None:
    with pytest.raises(UnreadableError, match="wachtwoord beveiligd"):
        loaded("a.pdf", locked("geheim"))


def test_scan_without_text_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(UnreadableError, match="OCR"):
        loaded("a.pdf", picture(3))


def test_scanned_pages_in_a_document_with_text_are_told() -> None:
    found = loaded(
        "a.pdf", picture(2, "De school meldt de leerling aan bij het Loket van de regio.")
    )
    assert "meldt de leerling aan" in whole(found)
    assert found.problems == [
        "2 van de 3 pagina's zijn een scan zonder tekst (pagina 2, 3); de rest staat erin; "
        "laat er tekstherkenning (OCR) op los"
    ]


@pytest.mark.parametrize("cut", [10, 400, 1500])
def test_damaged_pdf_is_refused_in_dutch(cut: int) -> None:
    data = flowing([Paragraph(LONG, BODY)])
    with pytest.raises(UnreadableError, match=r"beschadigd|geen tekst|geen PDF"):
        loaded("a.pdf", data[:cut] + b"\0" * 40)


def test_drawing_of_thousands_of_lines_does_not_take_minutes() -> None:
    import io
    import time

    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 800, "Plattegrond van de school met alle lokalen en de nooduitgangen.")
    for n in range(30_000):
        canvas.line(n % 500, n % 700, n % 500 + 3, n % 700 + 3)
    canvas.save()
    began = time.monotonic()
    assert "Plattegrond" in whole(loaded("a.pdf", stream.getvalue()))
    assert time.monotonic() - began < 20
