"""What is derived from the bot's key: hashes of people and chats, secrets, ids that stay the same.

A stored hash tells nothing to who has only the database: the key is not in it.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid


class Keys:
    """All derived values of one bot."""

    def __init__(self, token: str) -> None:
        self._key = hashlib.sha256(b"wegwijs.telegram:" + token.encode()).digest()
        self.bot_id = token.partition(":")[0]

    def person(self, user_id: int) -> str:
        """Someone, as a hash."""
        return self._derive("person", user_id)

    def place(self, chat_id: int | str) -> str:
        """A chat, as a hash."""
        return self._derive("place", chat_id)

    def conversation(self, chat_id: int | str) -> str:
        """The secret of the conversations with a chat."""
        return self._derive("conversation", chat_id)

    @property
    def webhook(self) -> str:
        """What Telegram sends along to show that it is Telegram."""
        return self._derive("webhook", self.bot_id)

    def id_of(self, update_id: int) -> str:
        """The id of what an update says: the same when it comes again."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"telegram:{self.bot_id}:{update_id}"))

    def _derive(self, what: str, value: int | str) -> str:
        return hmac.new(self._key, f"{what}:{value}".encode(), hashlib.sha256).hexdigest()
