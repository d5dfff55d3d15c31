"""Everything that is no typed question gets a kind word, and nothing of it is kept."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from telegram_work import Work
from test_asking import QUESTION

from bots.telegram.kinds import KINDS
from bots.telegram.wording import tell

FILE = {"file_id": "AgAC-geheim", "file_unique_id": "u1"}
# Longer than the fraction of a second in a moment, so that no moment ever looks like it.
PLACE = {"longitude": 4.95123478, "latitude": 52.2}
KINDS_SENT = {
    "voice": {**FILE, "duration": 3},
    "audio": {**FILE, "duration": 3},
    "video_note": {**FILE, "duration": 3, "length": 240},
    "photo": [{**FILE, "width": 90, "height": 90}],
    "document": {**FILE, "file_name": "dossier Daan Jansen.pdf"},
    "video": {**FILE, "width": 90, "height": 90, "duration": 3},
    "sticker": {
        **FILE,
        "type": "regular",
        "width": 9,
        "height": 9,
        "is_animated": False,
        "is_video": False,
    },
    "dice": {"emoji": "🎲", "value": 3},
    "location": PLACE,
    "venue": {"location": PLACE, "title": "School", "address": "Dorpsstraat 1"},
    "contact": {"phone_number": "0612345678", "first_name": "Daan"},
    "poll": {
        "id": "1",
        "question": "Daan Jansen?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    },
}


async def test_each_kind_of_message_gets_its_word_and_leaves_nothing(
    work: Work, tmp_path: Path
) -> None:
    said = dict(KINDS)
    for number, (name, value) in enumerate(KINDS_SENT.items()):
        work.api.say(100 + number, caption="Dit gaat over Daan Jansen", **{name: value})
    for number, name in enumerate(KINDS_SENT):
        (word,) = await work.api.answers(100 + number, 1)
        assert word.text == tell(said[name], "nl"), name
    await work.quiet()
    assert work.api.asked("getFile") == []
    for table, row in _everything(tmp_path / "wegwijs.db"):
        assert not any(
            secret in row for secret in ("Daan", "geheim", "0612345678", str(PLACE["longitude"]))
        ), table


async def test_a_forwarded_message_is_not_read(work: Work) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Een ouder"}
    work.api.say(7, "Mijn zoon Daan Jansen zit thuis", forward_origin=origin)
    (word,) = await work.api.answers(7, 1)
    assert word.text == tell("no_forward", "nl")
    assert await work.listening.door.posts.conversations("7") == []


async def test_an_album_gets_one_word(work: Work) -> None:
    for _ in range(3):
        work.api.say(7, photo=[{**FILE, "width": 9, "height": 9}], media_group_id="album")
    work.api.say(7, "/help")
    await work.api.answers(7, 2)
    await work.quiet()
    assert len(work.api.to(7)) == 2


async def test_a_changed_question_is_asked_anew_and_other_changes_are_left(work: Work) -> None:
    asked = work.api.say(7, "Hoeveel wekn heeft de schol voor een aanmelding?")
    await work.api.answers(7, 1)
    await work.quiet()
    work.api.edit(7, asked, "Hoeveel wekn heeft de schol voor een aanmelding?")
    work.api.edit(7, asked, QUESTION)
    work.api.edit(7, work.api.say(7, "/help"), "/hulp")
    answers = await work.api.answers(7, 3)
    await work.quiet()
    assert len(work.api.to(7)) == 3
    assert answers[1].reply_to == asked and "6 weken" in answers[1].text


async def test_a_reply_to_an_older_answer_follows_that_question(work: Work) -> None:
    work.api.say(7, QUESTION)
    (first,) = await work.api.answers(7, 1)
    work.api.say(7, "Wie vraagt leerlingenvervoer aan?")
    await work.api.answers(7, 2)
    await work.quiet()
    work.api.say(7, "En mag dat langer duren?", reply_to=first.message_id)
    follow = (await work.api.answers(7, 3))[-1]
    assert "vervoer" not in follow.text.lower()
    assert "weken" in follow.text


async def test_a_message_that_the_library_cannot_read_holds_up_nobody(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    work.api.say(7, poll={"question": "Wie kent Daan Jansen?"})
    work.api.say(7, "/help")
    await work.api.answers(7, 1)
    assert "cannot be read" in caplog.text
    assert "Daan" not in caplog.text


@pytest.mark.parametrize("text", ["", "   "])
async def test_a_message_of_the_app_itself_gets_no_word(work: Work, text: str) -> None:
    work.api.say(7, new_chat_title="Groep 8", **({"text": text} if text else {}))
    work.api.say(7, "/help")
    await work.api.answers(7, 1)
    await work.quiet()
    assert len(work.api.to(7)) == 1


def _everything(database: Path) -> list[tuple[str, str]]:
    """Every row of every table as text."""
    with sqlite3.connect(database) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return [
            (table, repr(row))
            for table in tables
            for row in connection.execute(f'SELECT * FROM "{table}"')
        ]
