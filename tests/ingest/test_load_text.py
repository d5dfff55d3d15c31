"""What survives of plain text, and in which encodings."""

from __future__ import annotations

import pytest
from reading_in import loaded, texts, whole

from ingest.blocks import UnreadableError

LINE = "Eén coördinator in Oekraïne: vóór mei, à € 1.250 – ‘net’ ijs, naïef, België."


def test_short_line_between_empty_lines_is_a_heading() -> None:
    text = "Privacy\n\nDe regio mag\ngegevens verwerken.\n\nBezwaar\n\nBinnen zes weken.\n"
    assert [(b.level, b.text) for b in loaded("a.txt", text).blocks] == [
        (1, "Privacy"),
        (0, "De regio mag gegevens verwerken."),
        (2, "Bezwaar"),
        (0, "Binnen zes weken."),
    ]


def test_underlined_line_is_a_heading() -> None:
    found = loaded("a.txt", "Privacyreglement\n================\nDe regio mag dat.\n")
    assert texts(found, "heading") == ["Privacyreglement"]
    assert texts(found, "paragraph") == ["De regio mag dat."]


def test_list_right_below_its_sentence_is_items() -> None:
    text = "Nodig zijn:\n- het groeidocument,\n  ondertekend\n- de visie\n1) overleg\n"
    found = loaded("a.txt", text)
    assert texts(found, "paragraph") == ["Nodig zijn:"]
    assert texts(found, "item") == ["het groeidocument, ondertekend", "de visie", "overleg"]


def test_word_that_is_broken_at_a_line_end_is_whole_again() -> None:
    text = "Een toelaatbaarheids-\nverklaring, sbo- en\nso-school, soft\u00ad\nware.\n\nEn meer ĳs."
    assert whole(loaded("a.txt", text)) == (
        "Een toelaatbaarheidsverklaring, sbo- en so-school, software.\nEn meer ijs."
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman"]
)
def test_dutch_letters_survive_in_every_encoding(encoding: str) -> None:
    assert whole(loaded("a.txt", LINE.encode(encoding))) == LINE


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_one_accent_is_enough_to_tell_the_encoding(encoding: str) -> None:
    line = "De coördinator antwoordt de school binnen vijf werkdagen."
    assert whole(loaded("a.txt", line.encode(encoding))) == line


def test_picture_that_is_called_text_is_refused_in_dutch() -> None:
    with pytest.raises(UnreadableError, match="geen tekstbestand"):
        loaded("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")


def test_bytes_of_no_encoding_are_refused_in_dutch() -> None:
    with pytest.raises(UnreadableError, match="tekencodering"):
        loaded("a.txt", bytes(range(0x80, 0xA0)) * 40 + b"\x81\x8d\x8f\x90\x9d" * 30)
