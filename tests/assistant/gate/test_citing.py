"""A written text falls into sentences that keep the numbers they cite."""

from __future__ import annotations

import pytest

from assistant.gate import split_cited


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "De school beslist binnen zes weken [1]. Bel 030-1234567. [2][3] En dit? Ja [1, 2].",
            [
                ("De school beslist binnen zes weken.", (1,)),
                ("Bel 030-1234567.", (2, 3)),
                ("En dit?", ()),
                ("Ja.", (1, 2)),
            ],
        ),
        ("- Punt een [1]\n- Punt twee [2]", [("- Punt een", (1,)), ("- Punt twee", (2,))]),
        ("Zin een. Zin twee. [2]", [("Zin een.", ()), ("Zin twee.", (2,))]),
        ("Dit (art. 3) geldt [1] en dat [2].", [("Dit (art. 3) geldt en dat.", (1, 2))]),
        ("Bel Jan [1] Dan komt het.", [("Bel Jan.", (1,)), ("Dan komt het.", ())]),
        ("Twee keer [1] en [1].", [("Twee keer en.", (1,))]),
        ("[1]", []),
        ("", []),
    ],
)
def test_a_sentence_keeps_its_own_markers(
    text: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert split_cited(text) == expected
