"""Parts: what goes back to a chat, as it is kept until it went out, and how one is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from assistant.posts import NewPost
from bots.telegram.formatting import Block, messages, paragraphs

# A button: what stands on it, and what it sends back (at most 64 bytes) or opens.
Button = tuple[str, str]
Part = dict[str, Any]
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def say(
    blocks: Sequence[Block] | str,
    *,
    reply_to: int | None = None,
    buttons: Sequence[Sequence[Button]] = (),
    about: NewPost | None = None,
    edit: int | None = None,
    force_reply: bool = False,
) -> list[Part]:
    """Parts of one reply: the first answers `reply_to`, the last has the buttons.

    `edit`: the message that is changed instead (one part only).
    """
    texts = messages(paragraphs(blocks) if isinstance(blocks, str) else blocks)
    parts: list[Part] = [{"text": text} for text in texts]
    if not parts:
        return []
    if reply_to is not None:
        parts[0]["reply_to"] = reply_to
    if buttons:
        parts[-1]["buttons"] = [[list(button) for button in row] for row in buttons]
    if force_reply:
        parts[-1]["force_reply"] = True
    if edit is not None:
        parts = [{**parts[0], "edit": edit, "buttons": parts[-1].get("buttons", [])}]
    if about is not None:
        for part in parts:
            part["about"] = [
                about.kind,
                about.conversation_id,
                about.question_id,
                about.answer_id,
            ]
    return parts


async def send(bot: Bot, address: str, part: Part) -> int | None:
    """Send one part; the number of the message that now stands there. Raises TelegramError."""
    markup = keyboard(part.get("buttons") or [])
    if "edit" in part:
        try:
            await bot.edit_message_text(
                part["text"],
                chat_id=int(address),
                message_id=part["edit"],
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if "not modified" not in str(error).lower():
                raise
        return None
    reply_to = part.get("reply_to")
    sent = await bot.send_message(
        int(address),
        part["text"],
        parse_mode=ParseMode.HTML,
        reply_markup=ForceReply(selective=True) if part.get("force_reply") else markup,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=ReplyParameters(reply_to, allow_sending_without_reply=True)
        if reply_to
        else None,
    )
    return sent.message_id


def post_of(part: Part, message_id: int | None) -> NewPost | None:
    """How a part that went out is remembered; None when nothing will refer to it."""
    if message_id is None or "about" not in part:
        return None
    return NewPost(str(message_id), *part["about"])


def keyboard(rows: Sequence[Sequence[Sequence[str]]]) -> InlineKeyboardMarkup | None:
    """Buttons below a message; one whose data is a web address opens it."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(label, url=data)
                if data.startswith("https://")
                else InlineKeyboardButton(label, callback_data=data)
                for label, data in row
            ]
            for row in rows
        ]
    )
