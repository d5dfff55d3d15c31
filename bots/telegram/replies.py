"""A message that answers another: to the secretariat's reply, to our prompt, to an older answer."""

from __future__ import annotations

from assistant.answers import Turn
from assistant.askers import NothingHandedOverError
from assistant.conversations import AskedTooMuchError, UnknownConversationError
from assistant.posts import NewPost
from assistant.states import State
from assistant.steps.recognise_emergency import recognise_emergency
from assistant.threads import EmptyError, TooLongError
from bots.telegram.incoming import Heard, Incoming
from bots.telegram.questions import ask
from bots.telegram.saying import say


async def take_reply(given: Incoming) -> Heard | None:
    """Where the message belongs; None for a question of its own."""
    assert given.message is not None
    before = given.message.reply_to_message
    post = await given.door.posts.find(given.place, str(before.id)) if before else None
    if given.private and not _is_emergency(given):
        if post is not None and post.kind == "reply":
            return await _add(given, post.conversation_id)
        if post is not None and post.kind == "prompt":
            return await pass_on(given, given.text)
        if post is None and given.chats and await _asked_back(given):
            return await _add(given, given.chats[0].id)
    if post is not None and post.kind in ("answer", "question"):
        return await ask(given, about=post)
    return None


async def pass_on(given: Incoming, text: str) -> Heard:
    """A question straight to the secretariat."""
    assert given.message is not None
    talk = await given.talk()
    try:
        handed = await given.door.house.conversations.hand_over(
            conversation_id=talk.id,
            token=talk.token,
            now=given.now,
            text=text,
            question_id=given.id,
        )
    except AskedTooMuchError as error:
        return Heard(say(str(error), reply_to=given.message.id))
    post = NewPost(str(given.message.id), "question", talk.id, given.id)
    return Heard(say(handed.text, reply_to=given.message.id), [post])


async def _add(given: Incoming, conversation_id: str) -> Heard | None:
    assert given.message is not None
    try:
        followed = await given.door.house.askers.add(
            who=given.own(conversation_id), text=given.text, now=given.now, message_id=given.id
        )
    except (UnknownConversationError, NothingHandedOverError):
        return None  # erased meanwhile: a question like any other
    except (TooLongError, EmptyError):
        return Heard(say(given.tell("too_long"), reply_to=given.message.id))
    text = f"{given.tell('added')} {followed.text}\n\n{given.tell('added_or_new')}"
    return Heard(say(text, reply_to=given.message.id))


async def _asked_back(given: Incoming) -> bool:
    """Whether the secretariat waits for this asker (or did, before the same update came again)."""
    if await given.door.posts.said(given.id):
        return True
    try:
        followed = await given.door.house.askers.follow(
            who=given.own(given.chats[0].id), now=given.now
        )
    except (UnknownConversationError, NothingHandedOverError):
        return False
    return followed.state is State.WAITING


def _is_emergency(given: Incoming) -> bool:
    """Danger goes to the assistant first: it gives the numbers at once."""
    knowledge = given.door.house.knowledge()
    if knowledge is None:
        return False
    turn = Turn(given.text, given.audience, given.now.date(), language=given.language)
    return recognise_emergency(turn, knowledge) is not None
