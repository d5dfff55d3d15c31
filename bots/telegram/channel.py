"""The Telegram channel: the secretariat's reply into the chat, under the question that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from assistant.channels import DeliveryError, Outgoing
from assistant.posts import NewPost, Posts
from bots.telegram.door import NAME, _now, make_bot
from bots.telegram.faults import delivery_error
from bots.telegram.formatting import Block, link, paragraphs
from bots.telegram.keys import Keys
from bots.telegram.saying import Part, say, send
from bots.telegram.settings import TelegramSettings
from bots.telegram.wording import tell


class TelegramChannel:
    """Sends by the Bot API. What stands in the chat already is not sent again."""

    name = NAME

    def __init__(self, settings: TelegramSettings, posts: Posts, bot: Bot | None = None) -> None:
        assert settings.token is not None
        self._bot = bot or make_bot(settings)
        self._keys, self._posts = Keys(settings.token.get_secret_value()), posts

    async def send(self, message: Outgoing) -> None:
        """Send the parts that are not there yet. Raises DeliveryError."""
        place = self._keys.place(message.to)
        about = await self._posts.delivery_is_about(message.id)
        conversation_id, question_id = about if about else ("", None)
        asked = await self._posts.of_question(place, question_id) if question_id else None
        there = await self._posts.parts_of(message.id)
        for number, part in enumerate(_parts(message, int(asked) if asked else None)):
            if number in there:
                continue
            try:
                sent = await send(self._bot, message.to, part)
            except TelegramError as error:
                raise delivery_error(error) from None
            except ValueError:
                raise DeliveryError("dit is geen adres van een chat", permanent=True) from None
            await self._posts.put(
                place,
                NewPost(
                    str(sent),
                    "reply",
                    conversation_id,
                    question_id,
                    delivery_id=message.id,
                    part=number,
                ),
                _now(),
            )


def _parts(message: Outgoing, reply_to: int | None) -> list[Part]:
    spoken = message.language
    title = tell(f"from_staff_{'back' if message.kind == 'ask_back' else 'reply'}", spoken)
    blocks = [Block(title, "bold")]
    if reply_to is None and message.question:
        blocks.append(Block(message.question, "quote"))
    blocks += paragraphs(message.text)
    if message.citations:
        blocks.append(Block(tell("sources", spoken), "bold"))
        blocks += [source_line(citation, spoken) for citation in message.citations]
    blocks.append(Block(tell("from_staff_add", spoken)))
    return say(blocks, reply_to=reply_to)


def source_line(citation: Mapping[str, Any], language: str, n: int | None = None) -> Block:
    """A source on one line: title (a link when it has an address), heading, page, validity."""
    title, url = str(citation.get("title") or ""), str(citation.get("url") or "")
    if url and citation.get("page") and url.lower().endswith(".pdf"):
        url = f"{url}#page={citation['page']}"
    rest = [str(citation.get("heading") or "")]
    if citation.get("page"):
        rest.append(tell("page", language, page=citation["page"]))
    if citation.get("valid_until"):
        rest.append(tell("valid_until", language, date=citation["valid_until"]))
    number = f"[{n}] " if n else ""
    after = "".join(f" · {part}" for part in rest if part)[:600]
    label = title[:300]
    shown = Block(after, "data").render()
    return Block(f"{number}{label}{after}", "html", f"{number}{link(label, url)}{shown}")
