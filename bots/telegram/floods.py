"""Who sends too much is told once, and then has to wait."""

from __future__ import annotations

import asyncio

from bots.telegram.incoming import Heard, Incoming
from bots.telegram.saying import say

# Messages at once, and seconds in which one of those comes back. A person in a hurry sends five.
BURST, SECONDS_EACH = 20, 3.0
# People remembered; who was quiet longest is forgotten first.
REMEMBERED = 20_000


async def hold_back_floods(given: Incoming) -> Heard | None:
    """Silence for who was told; the first time, to wait a minute."""
    buckets = given.door.buckets
    now = asyncio.get_running_loop().time()
    left, before, told = buckets.pop(given.person, (float(BURST), now, False))
    left = min(float(BURST), left + (now - before) / SECONDS_EACH)
    enough = left >= 1
    told = told and left < BURST / 2
    buckets[given.person] = (left - 1 if enough else left, now, told or not enough)
    if len(buckets) > REMEMBERED:
        buckets.popitem(last=False)
    if enough:
        return None
    return Heard() if told or not given.private else Heard(say(given.tell("too_fast")))
