"""Wires everything, in one place."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from assistant.conversations import Conversations
from assistant.database import connect, migrate, sessions
from assistant.settings import AssistantSettings
from knowledge.base import KnowledgeBase, NoKnowledgeError
from knowledge.settings import KnowledgeSettings

# How often a running process looks whether a newer index was published, in seconds.
LOOK_EVERY = 2.0


@dataclass(slots=True)
class Knowledge:
    """The published knowledge base, opened when first needed and refreshed when it changes."""

    settings: KnowledgeSettings
    _open: KnowledgeBase | None = None
    _looked: float = field(default=float("-inf"))

    def __call__(self) -> KnowledgeBase | None:
        """The knowledge base, or None when nothing was ingested yet."""
        if time.monotonic() - self._looked >= LOOK_EVERY:
            self._looked = time.monotonic()
            if self._open is None:
                with suppress(NoKnowledgeError):
                    self._open = KnowledgeBase(self.settings)
            else:
                with suppress(NoKnowledgeError):
                    self._open.refresh()
        return self._open


@dataclass(frozen=True, slots=True)
class House:
    """Everything a door needs."""

    engine: AsyncEngine
    conversations: Conversations
    knowledge: Knowledge


async def build(
    assistant: AssistantSettings | None = None, knowledge: KnowledgeSettings | None = None
) -> House:
    """Bring the tables up to date and connect the parts."""
    assistant = assistant or AssistantSettings()
    await migrate(assistant.url)
    engine = connect(assistant.url)
    known = Knowledge(knowledge or KnowledgeSettings())
    return House(engine, Conversations(sessions(engine), known), known)
