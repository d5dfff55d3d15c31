"""Characters that nobody sees hide nothing."""

from __future__ import annotations

import pytest

from assistant.privacy import mask


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\U000e0061"])
def test_an_invisible_character_does_not_hide_a_number_from_the_mask(hidden: str) -> None:
    masked = mask(f"bel 0612{hidden}345678 over BSN 1112{hidden}22333")
    assert masked.text == "bel [telefoon] over BSN [BSN]"
    assert masked.kinds == ("BSN", "telefoon")
