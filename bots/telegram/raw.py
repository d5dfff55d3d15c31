"""Updates as they come in, each read by itself: one that the library cannot read, such as a kind of
message that is newer than it, must not hold up all others."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any

from telegram import Bot, Update

from bots.telegram.door import Door

log = logging.getLogger(__name__)
# The library would rather read all updates at once; then one that it cannot read spoils the rest.
warnings.filterwarnings("ignore", message=r"Please use 'Bot\.getUpdates'")
Raw = dict[str, Any]


async def raw_updates(
    door: Door, *, offset: int | None, wait: int, wanted: Sequence[str], limit: int = 100
) -> list[Raw]:
    """What waits at Telegram from `offset` on; confirms everything before. Raises TelegramError."""
    asked: dict[str, Any] = {"timeout": wait, "limit": limit, "allowed_updates": list(wanted)}
    if offset is not None:
        asked["offset"] = offset
    found = await door.bot.do_api_request(
        "getUpdates", api_kwargs=asked, read_timeout=wait + door.settings.seconds
    )
    return [raw for raw in found if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]


def parsed(raw: Any, bot: Bot) -> Update | None:
    """One update, or None when the library cannot read it."""
    try:
        update = Update.de_json(raw, bot)
    except Exception as error:  # whatever it is, the next one may be fine
        # The type only: its text would hold what people wrote.
        log.error("an update cannot be read: %s", type(error).__name__)
        return None
    return update if isinstance(update, Update) else None
