"""The check digits: what looks like a number and is none stays."""

from __future__ import annotations

import random

from assistant.privacy import mask


def _bsn(rng: random.Random) -> str:
    """A number that passes the eleven-test."""
    while True:
        digits = [rng.randint(1, 9), *(rng.randint(0, 9) for _ in range(7))]
        last = sum(d * w for d, w in zip(digits, range(9, 1, -1), strict=True)) % 11
        if last < 10:
            return "".join(map(str, [*digits, last]))


def test_every_valid_bsn_is_masked_and_one_digit_off_is_not() -> None:
    rng = random.Random(11)
    for _ in range(200):
        number = _bsn(rng)
        assert number not in mask(f"nummer {number} hier").text
        wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
        assert mask(f"nummer {wrong} hier").text == f"nummer {wrong} hier"


def test_an_iban_with_a_wrong_check_stays() -> None:
    text = "kenmerk NL92ABNA0417164300"
    assert mask(text).text == text


def test_masking_a_long_hostile_text_stays_fast() -> None:
    import time

    text = "Mijn zoon " + "Aa-" * 600 + "0 6 " * 400
    began = time.perf_counter()
    mask(text[:2000])
    assert time.perf_counter() - began < 0.5
