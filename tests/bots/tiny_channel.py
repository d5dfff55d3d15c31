"""A second channel, written by the recipe of CONTRIBUTING.md to prove it: a notice board where people
leave notes with a number, and find the answers pinned under their name."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.arrivals import Arrivals
from assistant.channels import DeliveryError, Outgoing
from assistant.pairing import Pairings
from assistant.posts import NewPost, Posts
from bots.bootstrap import House
from knowledge.documents import Audience

NAME = "board"
LIMIT = 400


class BoardFullError(Exception):
    """The far side's refusal; `torn`: that person's corner is gone for good."""

    def __init__(self, *, torn: bool = False) -> None:
        super().__init__()
        self.torn = torn


@dataclass
class Board:
    """The far side: notes that people left, and what is pinned for them."""

    pinned: list[tuple[str, str]] = field(default_factory=list)
    full: list[BoardFullError] = field(default_factory=list)

    def pin(self, name: str, text: str) -> int:
        if self.full:
            raise self.full.pop(0)
        assert len(text) <= LIMIT
        self.pinned.append((name, text))
        return len(self.pinned)


class BoardDoor:
    """In, and back."""

    def __init__(self, house: House, board: Board, key: str) -> None:
        self._house, self._board, self._key = house, board, key.encode()
        self.arrivals = Arrivals(house.sessions, NAME, jitter=lambda: 0.0)
        self._posts, self._pairings = Posts(house.sessions, NAME), Pairings(house.sessions)

    def derived(self, what: str, name: str) -> str:
        return hmac.new(self._key, f"{what}:{name}".encode(), hashlib.sha256).hexdigest()

    async def note(self, number: int, name: str, text: str, now: datetime) -> None:
        """Someone left a note. Handled once, however often the board tells it."""
        place = self.derived("place", name)
        if not await self.arrivals.known(str(number)):
            parts = await self._answer(number, name, text, place, now)
            await self.arrivals.save(
                key=str(number), place=place, address=name, parts=parts, now=now
            )
        await self.pin_all(place, now)

    async def _answer(
        self, number: int, name: str, text: str, place: str, now: datetime
    ) -> list[dict[str, Any]]:
        paired = await self._pairings.of(channel=NAME, person=place, place=place)
        token = self.derived("token", name)
        chats = await self._posts.conversations(name)
        if chats:
            conversation_id = chats[0].id
        else:
            started = await self._house.conversations.start(
                channel=NAME,
                audience=Audience.SCHOOL if paired else Audience.EVERYONE,
                language="nl",
                now=now,
                reach=name,
                token=token,
            )
            conversation_id = started.id
        asked = await self._house.conversations.ask(
            conversation_id=conversation_id,
            token=token,
            text=text,
            now=now,
            question_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"board:{number}")),
        )
        about = [conversation_id, asked.question_id, asked.answer_id]
        return [{"text": one, "about": about} for one in asked.answer.text.split("\n\n")]

    async def pin_all(self, place: str, now: datetime) -> None:
        """Send what waits for someone, in order."""
        while reply := await self.arrivals.lease(place, now):
            for n, part in enumerate(reply.parts[reply.sent :], reply.sent + 1):
                try:
                    pin = self._board.pin(reply.address, part["text"][:LIMIT])
                except BoardFullError as error:
                    why = DeliveryError("het bord is vol", permanent=error.torn, retry_after=60)
                    await self.arrivals.failed(reply, why, now)
                    return
                post = NewPost(str(pin), "answer", *part["about"])
                await self.arrivals.sent(reply, n, now, post)


class BoardChannel:
    """The secretariat's reply."""

    name = NAME

    def __init__(self, board: Board) -> None:
        self._board = board

    async def send(self, message: Outgoing) -> None:
        try:
            self._board.pin(message.to, message.text[:LIMIT])
        except BoardFullError as error:
            raise DeliveryError("het bord is vol", permanent=error.torn) from None
