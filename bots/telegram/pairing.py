"""Pairing in the chat: by the link of the desk, or by its code typed as a message."""

from __future__ import annotations

from assistant.pairing import PairingError, looks_like_code
from bots.telegram.door import NAME
from bots.telegram.incoming import Heard, Incoming
from bots.telegram.saying import say


async def pair_by_code(given: Incoming) -> Heard | None:
    """Pairs when the whole message is a code."""
    if not given.private or not looks_like_code(given.text):
        return None
    return await pair(given, given.text)


async def pair(given: Incoming, code: str) -> Heard:
    """Pair with a code or the secret of a link, and say how it went."""
    try:
        paired = await given.door.pairings.pair(
            channel=NAME, person=given.person, place=given.place, code=code[:200], now=given.now
        )
    except PairingError as error:
        return Heard(say(given.tell(f"pairing_{error.reason}")))
    return Heard(say(given.tell("paired", school=paired.label, number=paired.number), buttons=()))
