"""In a group others read along: only when addressed, only what is general."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversations import Asked
from assistant.statuses import Status
from bots.telegram.incoming import Heard, Incoming
from bots.telegram.saying import Button, Part, say

# Commands that are answered where others read along.
OPEN = frozenset({"start", "help", "bron", "source", "taal", "language"})


async def keep_groups_general(given: Incoming) -> Heard | Incoming | None:
    """In a private chat nothing; in a group silence unless addressed, and then without our name."""
    if given.private or given.update.callback_query is not None:
        return None
    message, name = given.message, given.door.username
    if message is None or given.update.edited_message is not None:
        return Heard()
    written = given.text or message.caption or ""
    mention = re.compile(rf"@{re.escape(name)}\b", re.IGNORECASE) if name else None
    named = bool(mention and mention.search(written))
    before = message.reply_to_message
    to_us = bool(before and before.from_user and str(before.from_user.id) == given.door.keys.bot_id)
    if not named and not to_us:
        return Heard()
    command = given.command
    if command is not None and command[0] not in OPEN:
        return Heard(apart(given, "group_private"))
    if given.text.startswith("/"):
        return given if command is not None else Heard()
    words = mention.sub(" ", given.text) if mention else given.text
    return given.with_text(" ".join(words.split()))


def apart(given: Incoming, key: str) -> Sequence[Part]:
    """A word, and the way to a chat of one's own."""
    buttons: list[list[Button]] = []
    if given.door.username:
        buttons = [[(given.tell("to_private"), f"https://t.me/{given.door.username}")]]
    reply_to = given.message.id if given.message else None
    return say(given.tell(key), reply_to=reply_to, buttons=buttons)


def unfit_for_groups(asked: Asked) -> str | None:
    """What is said in a group in place of an answer that is not for all to read; a text's key."""
    status = asked.answer.status
    if status.value.startswith("emergency_"):
        return "group_emergency"
    if status in (Status.HANDOFF_PERSONAL_CASE, Status.HANDOFF_ASKED_FOR_PERSON):
        return "group_private"
    if asked.answer.masked:
        return "group_private"
    return "group_later" if asked.answer.reason is not None else None
