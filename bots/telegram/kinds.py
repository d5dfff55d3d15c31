"""Messages that are no typed question: each gets a kind word, and nothing of them is kept."""

from __future__ import annotations

from bots.telegram.incoming import Heard, Incoming
from bots.telegram.saying import say

# What a message may hold, and what we say to it; the first that it has counts.
KINDS: tuple[tuple[str, str], ...] = (
    ("voice", "no_voice"),
    ("audio", "no_voice"),
    ("video_note", "no_voice"),
    ("photo", "no_files"),
    ("document", "no_files"),
    ("video", "no_files"),
    ("animation", "no_files"),
    ("sticker", "sticker"),
    ("dice", "sticker"),
    ("location", "no_location"),
    ("venue", "no_location"),
    ("contact", "no_contact"),
    ("poll", "no_other"),
    ("story", "no_other"),
    ("game", "no_other"),
    ("checklist", "no_other"),
    ("paid_media", "no_files"),
)
ALBUMS = 1_000


async def explain_kinds(given: Incoming) -> Heard | None:
    """What the bot cannot read, and what to do instead. Messages of the app itself: silence."""
    message = given.message
    if message is None:
        return None
    edited = given.update.edited_message is not None
    if message.forward_origin is not None:
        return Heard() if edited else Heard(say(given.tell("no_forward"), reply_to=message.id))
    for name, key in KINDS:
        if getattr(message, name, None):
            if edited or _seen(given, message.media_group_id):
                return Heard()  # a place that moves, or one more photo of the same album
            return Heard(say(given.tell(key), reply_to=message.id))
    return None if given.text.strip() else Heard()


def _seen(given: Incoming, album: str | None) -> bool:
    """Whether a photo of this album was answered already."""
    if album is None:
        return False
    albums = given.door.albums
    if album in albums:
        return True
    albums[album] = None
    if len(albums) > ALBUMS:
        albums.popitem(last=False)
    return False
