"""Someone leaves a channel: everything that was kept of them there is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from assistant.channel_models import Arrival, Pairing, Preference
from assistant.database import Sessions
from assistant.models import Reach
from assistant.retention import erase


async def leave(
    sessions: Sessions, *, channel: str, person: str, place: str, address: str, now: datetime
) -> int:
    """Erase the conversations of a chat with all that hangs on them (open questions are taken
    back), the pairing and the language chosen; how many conversations there were.

    Numbers of what arrived stay for some days: else the far side's repetition would be new.
    """
    async with sessions() as session, session.begin():
        own = list(
            await session.scalars(
                select(Reach.conversation_id).where(
                    Reach.channel == channel, Reach.address == address
                )
            )
        )
        await erase(session, own)
        await session.execute(
            delete(Pairing).where(Pairing.channel == channel, Pairing.person == person)
        )
        await session.execute(
            delete(Preference).where(Preference.channel == channel, Preference.place == place)
        )
        await session.execute(
            update(Arrival)
            .where(Arrival.channel == channel, Arrival.place == place, Arrival.settled_at.is_(None))
            .values(settled_at=now, address=None, parts=None)
        )
        return len(own)
