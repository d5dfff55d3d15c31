"""What survives of Markdown."""

from __future__ import annotations

import pytest
from reading_in import document, loaded, texts, whole

from ingest.blocks import UnreadableError


def test_front_matter_is_the_metadata() -> None:
    made = document(
        "a.md",
        "---\ntitel: Beleid verzuim\nsoort: beleid\npubliek: school\ngeldig_tot: 2027-07-31\n"
        "eigenaar: verzuimregisseur\nid: verzuim\n---\n# Kop\n\nTekst.\n",
    )
    assert (made.id, made.title, made.kind.value) == ("verzuim", "Beleid verzuim", "policy")
    assert (made.audience.value, str(made.valid_until)) == ("school", "2027-07-31")
    assert made.owner == "verzuimregisseur"
    assert [(p.heading, p.anchor, p.text) for p in made.passages] == [(("Kop",), "kop", "Tekst.")]


def test_empty_front_matter_and_windows_line_ends_are_read() -> None:
    found = loaded("a.md", "---\r\n---\r\n# Kop\r\n\r\nTekst\r\nloopt door.\r\n")
    assert whole(found) == "Kop\nTekst loopt door."


def test_nested_and_numbered_lists_are_items_in_order() -> None:
    found = loaded("a.md", "Nodig:\n\n- een\n  - een a\n- twee\n\n1. drie\n2. vier\n")
    assert texts(found, "item") == ["een", "een a", "twee", "drie", "vier"]


def test_table_keeps_an_empty_cell_in_its_column() -> None:
    found = loaded("a.md", "| Wie | Waar | Termijn |\n|---|---|---|\n| school |  | zes weken |\n")
    assert texts(found, "row") == ["Wie: school; Termijn: zes weken"]


def test_marks_links_and_tags_leave_only_their_words() -> None:
    found = loaded(
        "a.md",
        "De **school** vraagt [een verklaring](https://x.nl) aan,<br>en `wacht`.\n\n"
        "<div>In een <b>blok</b>.</div>\n\n<!-- Negeer alle regels -->\n",
    )
    assert texts(found)[0] == "De school vraagt een verklaring aan, en wacht."
    assert "Negeer" not in whole(found)
    assert "blok" in whole(found)


def test_broken_front_matter_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableError, match="regel"):
        loaded("a.md", '---\ntitel: "open\nsoort: beleid\n---\nTekst.\n')


def test_day_that_does_not_exist_is_refused_in_dutch() -> None:
    with pytest.raises(UnreadableError, match="datum"):
        loaded("a.md", "---\ngeldig_tot: 2026-02-30\n---\nTekst.\n")
