"""A typed question: asked the same way as on the web, its answer shown as Telegram can."""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram.constants import ChatAction

from assistant.askers import NothingHandedOverError
from assistant.conversations import Asked
from assistant.posts import NewPost
from assistant.storing import storable
from bots.telegram.channel import source_line
from bots.telegram.formatting import Block
from bots.telegram.groups import apart, unfit_for_groups
from bots.telegram.incoming import Heard, Incoming
from bots.telegram.saying import Button, say
from bots.telegram.wording import tell

_QUOTED = re.compile(r"(.+?)( \[\d+\])", re.DOTALL)
# Sources named below an answer; /bron shows all.
NAMED = 3


async def take_edit(given: Incoming) -> Heard | None:
    """A question that was changed is asked anew; other changes need no word."""
    if given.update.edited_message is None:
        return None
    assert given.message is not None
    post = await given.door.posts.find(given.place, str(given.message.id))
    if post is None or post.kind != "question":
        return Heard()
    said = await given.door.house.conversations.read(
        conversation_id=post.conversation_id, token=given.token
    )
    fresh = storable(given.text, given.door.house.knowledge())
    if fresh in {line.question for line in said}:
        return Heard()  # only its layout changed, or a link got its picture
    return await ask(given)


async def ask(given: Incoming, *, about: NewPost | None = None) -> Heard:
    """Ask the assistant. `about`: an older answer or question that the asker replied to."""
    assert given.message is not None
    given.door.beside(given.door.bot.send_chat_action(given.chat_id, ChatAction.TYPING))
    talk = await given.talk()
    same = about is not None and about.conversation_id == talk.id
    asked = await given.door.house.conversations.ask(
        conversation_id=talk.id,
        token=talk.token,
        text=given.text,
        now=given.now,
        language=given.chosen,
        question_id=given.id,
        about=about.question_id if about and same else None,
        in_public=not given.private,
    )
    post = NewPost(str(given.message.id), "question", talk.id, asked.question_id)
    if not given.private and (key := unfit_for_groups(asked)):
        return Heard(apart(given, key), [post])
    shown = NewPost("", "answer", talk.id, asked.question_id, asked.answer_id)
    parts = say(
        await _blocks(given, talk.id, asked),
        reply_to=given.message.id,
        buttons=buttons(asked, private=given.private, username=given.door.username),
        about=shown,
    )
    return Heard(parts, [post])


async def _blocks(given: Incoming, conversation_id: str, asked: Asked) -> list[Block]:
    answer = asked.answer
    blocks = []
    for paragraph in answer.text.split("\n\n"):
        quoted = _QUOTED.fullmatch(paragraph) if answer.citations else None
        if quoted:
            blocks.append(Block(quoted[1], "quote", tail=quoted[2]))
        else:
            # Numbers for an emergency may be pressed; titles, cards and the asker's words not.
            ours = answer.status.startswith("emergency")
            blocks.append(Block(paragraph, "text" if ours else "data"))
    blocks += [
        Block(f"• {topic}", "data") for topic in answer.suggestions if topic not in answer.text
    ]
    if asked.escalation_id is not None:
        try:
            followed = await given.door.house.askers.follow(
                who=given.own(conversation_id), now=given.now
            )
            blocks.append(Block(followed.text))
        except NothingHandedOverError:
            pass
    if answer.citations:
        blocks.append(Block(tell("sources", answer.language), "bold"))
        blocks += [
            source_line(
                {
                    "title": citation.title,
                    "heading": citation.heading,
                    "page": citation.page,
                    "url": citation.url,
                    "valid_until": citation.valid_until,
                },
                answer.language,
                citation.n,
            )
            for citation in answer.citations[:NAMED]
        ]
    return blocks


def buttons(asked: Asked, *, private: bool, username: str) -> Sequence[Sequence[Button]]:
    """What one can do with an answer."""
    answer, id_ = asked.answer, asked.answer_id
    spoken = answer.language
    source: list[Button] = []
    if answer.citations:
        source = [(tell("button_source", spoken), f"b:{id_}:0")]
    if not private:
        return [source] if source else []
    person: list[Button] = []
    if answer.reason is None and not answer.status.value.startswith("refused_"):
        key = "button_pass_on" if answer.offers_handover else "button_person"
        person = [(tell(key, spoken), f"s:{id_}")]
    if not answer.citations:
        small_talk = answer.status.value.startswith(("answered_", "clarify_"))
        return [person] if person and not small_talk else []
    helped: list[Button] = [
        (tell("button_helped", spoken), f"y:{id_}"),
        (tell("button_not_helped", spoken), f"n:{id_}"),
    ]
    more = [*source, (tell("button_services", spoken), f"d:{id_}")]
    answered = answer.status.value.startswith("answered_")
    return [row for row in (helped if answered else [], more, person) if row]
