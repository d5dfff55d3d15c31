"""The recipe 'add a channel' holds: a channel written by it asks, hands over, and brings the reply."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tiny_channel import NAME, Board, BoardChannel, BoardDoor, BoardFullError

from assistant.actors import Actor, Role
from assistant.desk_models import Staff
from assistant.settings import AssistantSettings
from bots.bootstrap import House, build
from bots.courier import Courier
from bots.links import Links
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
QUESTION = "Hoeveel weken heeft de school om te beslissen over een aanmelding?"


@dataclass
class Wired:
    house: House
    board: Board
    door: BoardDoor
    actor: Actor

    async def deliver(self, now: datetime = NOW) -> bool:
        courier = Courier(
            self.house.sessions, {NAME: BoardChannel(self.board)}, Links(None), clock=lambda: now
        )
        return await courier.deliver_one()


@pytest.fixture
async def wired(
    tmp_path: Path, empty_database: Path, example_home: Path, example_knowledge: KnowledgeBase
) -> AsyncIterator[Wired]:
    shutil.copy(empty_database, tmp_path / "wegwijs.db")
    house = await build(
        AssistantSettings(home=tmp_path, database_url=None),
        KnowledgeSettings(home=example_home, chroma_url=None),
    )
    house.knowledge._open = example_knowledge
    row = Staff(
        name="Anna",
        email="a@swv.example",
        role=Role.ADMINISTRATOR.value,
        notify="never",
        digest_hours=[],
        password_hash="-",
        created_at=NOW,
    )
    async with house.sessions() as session, session.begin():
        session.add(row)
    board = Board()
    yield Wired(
        house,
        board,
        BoardDoor(house, board, "sleutel"),
        Actor(row.id, "Anna", row.email, Role.ADMINISTRATOR),
    )
    await house.engine.dispose()


async def test_a_note_is_answered_once_however_often_it_is_told(wired: Wired) -> None:
    for _ in range(3):
        await wired.door.note(1, "Sanne", QUESTION, NOW)
    texts = [text for _, text in wired.board.pinned]
    assert "6 weken" in texts[0] and len(texts) == len(set(texts))
    assert {name for name, _ in wired.board.pinned} == {"Sanne"}


async def test_an_answer_that_found_the_board_full_comes_later_and_whole(wired: Wired) -> None:
    wired.board.full = [BoardFullError()]
    await wired.door.note(1, "Sanne", QUESTION, NOW)
    await wired.door.note(2, "Sanne", "Wat is een TLV?", NOW)
    assert wired.board.pinned == []  # the second does not overtake the first
    place = wired.door.derived("place", "Sanne")
    await wired.door.pin_all(place, NOW + timedelta(seconds=59))
    assert wired.board.pinned == []
    await wired.door.pin_all(place, NOW + timedelta(seconds=60))
    assert "6 weken" in wired.board.pinned[0][1]
    assert any("TLV" in text or "toelaatbaarheid" in text for _, text in wired.board.pinned[1:])


async def test_staff_answers_a_note_and_a_torn_corner_is_shown_at_the_desk(wired: Wired) -> None:
    await wired.door.note(1, "Sanne", "Ik wil een medewerker spreken", NOW)
    page = await wired.house.queue.page(view="open", actor=wired.actor, now=NOW)
    assert page.items[0].channel == NAME
    later = NOW + timedelta(seconds=1)
    for text, now in (("Dat kan: bel ons.", NOW), ("Of kom langs.", later)):
        await wired.house.escalations.reply(
            escalation_id=page.items[0].id, actor=wired.actor, text=text, now=now
        )
    assert await wired.deliver()
    assert wired.board.pinned[-1] == ("Sanne", "Dat kan: bel ons.")
    wired.board.full = [BoardFullError(torn=True)]
    assert await wired.deliver(later)
    (lost,) = await wired.house.deliveries.failures()
    assert lost.channel == NAME and lost.error == "het bord is vol"
