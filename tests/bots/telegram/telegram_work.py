"""A bot at work in the process of the test, and what tests do with it."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot_api import BotApi

from assistant.actors import Actor, Role
from assistant.desk_models import Staff
from assistant.posts import Posts
from assistant.settings import AssistantSettings
from bots.bootstrap import House, build
from bots.courier import Courier
from bots.links import Links
from bots.telegram.channel import TelegramChannel
from bots.telegram.listening import Listening
from bots.telegram.settings import TelegramSettings
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings


@dataclass
class Work:
    """A bot at work."""

    house: House
    api: BotApi
    listening: Listening
    settings: TelegramSettings
    administrator: Actor

    async def code(self, label: str = "De Vlinder", most: int = 10) -> tuple[str, str]:
        """A code for a school: typed, and the secret of its link."""
        made = await self.house.pairing_desk.give(
            label=label, most=most, days=14, actor=self.administrator, now=datetime.now(UTC)
        )
        return made.code, made.link_token

    def courier(self) -> Courier:
        channel = TelegramChannel(self.settings, Posts(self.house.sessions, "telegram"))
        return Courier(self.house.sessions, {"telegram": channel}, Links(None))

    async def quiet(self) -> None:
        """Until all that came in was handled and confirmed, and every reply went out."""
        await self.api.until(self.api.idle)
        door = self.listening.door
        async with asyncio.timeout(30):
            while await door.arrivals.waiting():
                await asyncio.sleep(0.02)  # until a row of another task is settled


async def house_in(folder: Path, template: Path, home: Path, known: KnowledgeBase) -> House:
    """A house with a database of its own over an opened knowledge base."""
    shutil.copy(template, folder / "wegwijs.db")
    house = await build(
        AssistantSettings(home=folder, database_url=None),
        KnowledgeSettings(home=home, chroma_url=None),
    )
    house.knowledge._open = known
    house.knowledge._looked = float("inf")
    return house


async def administrator_of(house: House) -> Actor:
    """Someone who may give out codes."""
    row = Staff(
        name="Marijke",
        email="marijke@swv.example",
        role=Role.ADMINISTRATOR.value,
        notify="never",
        digest_hours=[],
        password_hash="-",
        created_at=datetime.now(UTC),
    )
    async with house.sessions() as session, session.begin():
        session.add(row)
    return Actor(row.id, row.name, row.email, Role.ADMINISTRATOR)
