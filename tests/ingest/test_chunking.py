"""Passages: whole sections, never inside a sentence, lists with what leads them in."""

from __future__ import annotations

import random

from ingest.blocks import heading, item, paragraph, table
from ingest.chunking import LONGEST, LONGEST_UNIT, passages


def sentences(count: int, words: int = 12) -> str:
    rng = random.Random(count)
    made = (
        f"Regel {n} " + " ".join(rng.choices(["kind", "school", "plan"], k=words - 2))
        for n in range(count)
    )
    return " ".join(f"{line}." for line in made)


def test_section_that_fits_stays_whole_with_each_paragraph_on_its_line() -> None:
    [made] = passages(
        "d", [heading("Kop", 1), paragraph("Een. Twee."), paragraph("Drie."), item("vier")]
    )
    assert (made.text, made.heading, made.id) == ("Een. Twee.\nDrie.\n- vier", ("Kop",), "d#0")


def test_long_section_is_cut_between_sentences_in_even_shares() -> None:
    text = sentences(40)
    made = passages("d", [heading("Kop", 1), paragraph(text)])
    assert " ".join(p.text for p in made) == text
    sizes = [len(p.text.split()) for p in made]
    assert max(sizes) <= LONGEST
    assert min(sizes) >= 60
    assert {p.section for p in made} == {0}


def test_list_that_goes_on_keeps_the_sentence_that_leads_it_in() -> None:
    blocks = [paragraph("Nodig zijn:"), *(item(sentences(1, 30)) for _ in range(12))]
    made = passages("d", [heading("Kop", 1), *blocks])
    assert len(made) > 2
    assert all(p.text.startswith("Nodig zijn:\n- ") for p in made)


def test_rows_keep_their_column_names_in_every_passage() -> None:
    rows = table(
        [["Soort", "Termijn"], *([f"soort {n}", "zes weken na het besluit"] for n in range(60))]
    )
    made = passages("d", rows)
    assert all(line.startswith("Soort: soort") for p in made for line in p.text.split("\n"))


def test_heading_path_forgets_what_stands_beside_it_and_page_is_where_it_begins() -> None:
    made = passages(
        "d",
        [
            heading("1", 1, anchor="a"),
            heading("1.1", 2),
            paragraph("Een.", page=3),
            heading("1.2", 2, anchor="b"),
            paragraph("Twee.", page=4),
            heading("2", 1),
            paragraph("Drie.", page=5),
        ],
    )
    assert [(p.heading, p.page, p.anchor) for p in made] == [
        (("1", "1.1"), 3, "a"),
        (("1", "1.2"), 4, "b"),
        (("2",), 5, "b"),
    ]


def test_text_without_full_stops_or_spaces_is_bounded() -> None:
    for text in ("woord " * 5_000, "x" * 200_000, "een; twee " * 3_000):
        made = passages("d", [paragraph(text.strip())])
        assert all(len(p.text) <= 2 * LONGEST_UNIT for p in made)
        assert sum(len(p.text.replace(" ", "").replace("\n", "")) for p in made) == len(
            text.replace(" ", "")
        )


def test_blocks_without_text_give_no_passages() -> None:
    assert passages("d", [heading("Kop", 1), paragraph("   ")]) == ()
