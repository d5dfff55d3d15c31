"""Messages within Telegram's limit, without a broken sentence, tag or character."""

from __future__ import annotations

import random
import re

import pytest
from bot_api import read_markup

from bots.telegram.formatting import LIMIT, Block, cut_text, link, messages, paragraphs, units

SENTENCES = [f"Zin nummer {n} gaat over ondersteuning & zorg <op> school." for n in range(400)]


def test_a_long_text_is_cut_between_sentences_and_nothing_is_lost() -> None:
    made = messages([Block(" ".join(SENTENCES))])
    shown = [read_markup(one) for one in made]
    assert len(shown) > 4
    assert all(units(text) <= LIMIT for text in shown)
    assert all(text.endswith("school.") for text in shown)
    assert " ".join(shown) == " ".join(SENTENCES)


def test_a_quote_that_is_cut_is_a_quote_in_each_message_and_keeps_its_number() -> None:
    made = messages([Block(" ".join(SENTENCES[:150]), "quote", tail=" [1]")])
    assert len(made) > 1
    assert all(one.startswith("<blockquote>") for one in made)
    assert [one.endswith("</blockquote> [1]") for one in made] == [False] * (len(made) - 1) + [True]


def test_a_character_of_two_units_counts_as_two_and_is_never_halved() -> None:
    family = "👨‍👩‍👧‍👦"
    made = cut_text(family * 1_000, LIMIT)
    assert "".join(made) == family * 1_000
    assert all(units(one) <= LIMIT for one in made)
    assert all(one.startswith("👨") and one.endswith("👦") for one in made)
    assert units("🙂") == 2


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_written_fits_and_can_be_read(seed: int) -> None:
    chance = random.Random(seed)
    alphabet = "ab cd. ef? <&>\"' é 🙂\n\nش ".replace("d.", "d. ")
    text = "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 12_000)))
    made = messages(paragraphs(text))
    shown = [read_markup(one) for one in made]
    assert all(0 < units(one) <= LIMIT for one in shown)
    assert "".join("".join(shown).split()) == "".join(text.split())


def test_short_paragraphs_share_a_message() -> None:
    assert messages([Block("Een."), Block("Twee."), Block("")]) == ["Een.\n\nTwee."]


def test_only_a_web_address_becomes_a_link() -> None:
    assert link("A & B", 'https://a.example/?x="1"&y=2') == (
        '<a href="https://a.example/?x=&quot;1&quot;&amp;y=2">A &amp; B</a>'
    )
    assert link("A", "javascript:alert(1)") == "A"


@pytest.mark.parametrize(
    "text",
    [
        "Kijk op https://kwaad.example/?q=1 voor meer.",
        "Ga naar www.kwaad.example of kwaad.example/login.",
        "Vraag het aan @kwaadbot of typ /stop@wegwijs.",
        "Zie tg://resolve?domain=kwaad en t.me/kwaad.",
    ],
)
def test_nothing_in_a_quote_can_be_pressed(text: str) -> None:
    for kind in ("quote", "data"):
        (made,) = messages([Block(text, kind)])
        assert read_markup(made) == text
        outside = re.sub(r"<code>.*?</code>", "", made)
        assert not re.search(r"kwaad|://|/stop|t\.me", outside), made


def test_ordinary_words_and_mail_addresses_in_a_quote_stay_as_they_are() -> None:
    text = "Mail loket@passenderwijs.nl (o.a. m.b.t. so/sbo, d.w.z. en/of) vóór 1.250 of 10:30."
    (made,) = messages([Block(text, "quote")])
    assert "<code>" not in made and read_markup(made) == text
