"""Texts that stand ready for replies: those that staff made, or before that a first few."""

from __future__ import annotations

from assistant.adjustments import CannedTexts
from bots.bootstrap import House

FIRST = (
    (
        "Eerst naar de school",
        "De school van uw kind is hierbij aan zet. Bespreek uw vraag eerst met de leerkracht of de "
        "intern begeleider. Komt u er samen niet uit, laat het ons dan weten.",
    ),
    (
        "Wij zoeken het uit",
        "Dank voor uw vraag. Wij zoeken het voor u uit. U krijgt bericht zodra wij meer weten.",
    ),
    (
        "Afsluiting",
        "Hebt u nog een vraag? Reageer dan gerust op dit bericht.\n\nMet vriendelijke groet,\n"
        "het secretariaat",
    ),
)


async def texts_of(house: House) -> list[tuple[str, str]]:
    """Title and text of each, in the order in which they are offered."""
    own = await house.adjustments.value("canned_texts")
    assert isinstance(own, CannedTexts)
    return [(text.title, text.text) for text in own.texts] or list(FIRST)
