"""An update as the door's parts see it: who, where, in which language; and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from telegram import Message, Update, User
from telegram.constants import ChatType

from assistant import tuning
from assistant.askers import NothingHandedOverError, Own
from assistant.conversations import UnknownConversationError
from assistant.pairing import Paired
from assistant.posts import Chat, NewPost
from assistant.states import State
from assistant.texts import LANGUAGES
from bots.telegram.door import NAME, Door
from bots.telegram.saying import Part
from bots.telegram.wording import tell
from knowledge.documents import Audience

_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an update leads to: parts to send, and messages to remember. Nothing is silence."""

    parts: Sequence[Part] = ()
    posts: Sequence[NewPost] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation to go on with."""

    id: str
    token: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update. `text` is what was typed, without the bot's name; `chosen`: a language picked by
    /taal; `language`: for our own words; `chats`: earlier conversations here, newest first."""

    door: Door
    update: Update
    chat_id: int
    user: User
    message: Message | None
    text: str = field(repr=False)
    private: bool
    chosen: str | None
    language: str
    paired: Paired | None
    chats: Sequence[Chat]
    now: datetime

    @property
    def place(self) -> str:
        return self.door.keys.place(self.chat_id)

    @property
    def person(self) -> str:
        return self.door.keys.person(self.user.id)

    @property
    def token(self) -> str:
        return self.door.keys.conversation(self.chat_id)

    @property
    def id(self) -> str:
        """The id of what this update says, the same when it comes again."""
        return self.door.keys.id_of(self.update.update_id)

    @property
    def audience(self) -> Audience:
        return Audience.SCHOOL if self.paired and self.private else Audience.EVERYONE

    @property
    def command(self) -> tuple[str, str] | None:
        """The command and what stands behind it; None for other messages."""
        found = _COMMAND.fullmatch(self.text)
        if not found or (found[2] and found[2].lower() != self.door.username.lower()):
            return None
        return found[1].lower(), (found[3] or "").strip()

    def tell(self, key: str, **values: object) -> str:
        """One of our own sentences in the asker's language."""
        return tell(key, self.language, **values)

    def own(self, conversation_id: str) -> Own:
        """The asker in one of the conversations with this chat."""
        return Own(conversation_id, self.token)

    async def talk(self) -> Talk:
        """The conversation to go on with, or a new one: after a silence, or when what the asker may
        see has changed."""
        newest = self.chats[0] if self.chats else None
        if newest and newest.audience == self.audience.value and await self._goes_on(newest):
            return Talk(newest.id, self.token, newest.language)
        started = await self.door.house.conversations.start(
            channel=NAME,
            audience=self.audience,
            language=self.language,
            now=self.now,
            address=f"{NAME}:{self.person}",
            reach=str(self.chat_id),
            token=self.token,
        )
        return Talk(started.id, self.token, self.language)

    async def _goes_on(self, chat: Chat) -> bool:
        house = self.door.house
        try:
            if self.now - chat.last_at < timedelta(hours=tuning.NEW_CONVERSATION_HOURS):
                # Looked at: after the bot's key was renewed, older ones do not open any more.
                await house.conversations.language(conversation_id=chat.id, token=self.token)
                return True
            followed = await house.askers.follow(who=self.own(chat.id), now=self.now)
        except (NothingHandedOverError, UnknownConversationError):
            return False
        return followed.state not in (State.CLOSED, State.ANSWERED)

    def with_text(self, text: str) -> Incoming:
        """The same with other words."""
        return replace(self, text=text)


async def incoming(door: Door, update: Update) -> Incoming | None:
    """An update with what is known of its chat; None when there is nobody to answer."""
    message = update.edited_message or update.message
    pressed = update.callback_query
    if pressed is not None and isinstance(pressed.message, Message):
        message = pressed.message
    user = pressed.from_user if pressed else (message.from_user if message else None)
    if message is None or user is None or user.is_bot:
        return None
    private = message.chat.type == ChatType.PRIVATE
    place, person = door.keys.place(message.chat.id), door.keys.person(user.id)
    chats = await door.posts.conversations(str(message.chat.id))
    chosen = await door.posts.language(place)
    own = (user.language_code or "").partition("-")[0]
    spoken = chosen or (chats[0].language if chats else own)
    return Incoming(
        door=door,
        update=update,
        chat_id=message.chat.id,
        user=user,
        message=message,
        text=(message.text or "") if pressed is None else "",
        private=private,
        chosen=chosen,
        language=spoken if spoken in LANGUAGES else "nl",
        paired=await door.pairings.of(channel=NAME, person=person, place=place)
        if private
        else None,
        chats=chats,
        now=door.now,
    )
