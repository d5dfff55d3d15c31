"""The buttons below a message. What one sends back is a letter, and the answer it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import Message

from assistant.conversations import UnknownAnswerError
from assistant.leaving import leave
from assistant.texts import LANGUAGES
from bots.telegram.door import NAME
from bots.telegram.formatting import Block
from bots.telegram.incoming import Heard, Incoming
from bots.telegram.saying import say
from bots.telegram.services import related_services
from bots.telegram.sources import Known, find_answer, page_of
from bots.telegram.wording import tell

Press = Callable[[Incoming, str], Awaitable[Heard]]


async def press_button(given: Incoming) -> Heard | None:
    """Does what a button says; None for everything else."""
    pressed = given.update.callback_query
    if pressed is None:
        return None
    # The app shows that it is busy until it is told; a word that comes too late does no harm.
    given.door.beside(given.door.bot.answer_callback_query(pressed.id))
    letter, _, rest = (pressed.data or "").partition(":")
    press = PRESSES.get(letter)
    if press is None or (not given.private and letter not in OPEN):
        return Heard()
    return await press(given, rest)


async def _helped(given: Incoming, answer_id: str) -> Heard:
    known = await find_answer(given, answer_id)
    if known is None or not await _judged(given, known, helpful=True):
        return _gone(given)
    return Heard(say(given.tell("helped")))


async def _not_helped(given: Incoming, answer_id: str) -> Heard:
    known = await find_answer(given, answer_id)
    if known is None or not await _judged(given, known, helpful=False):
        return _gone(given)
    button = (given.tell("button_pass_on"), f"s:{answer_id}")
    return Heard(say(given.tell("not_helped"), buttons=[[button]]))


async def _judged(given: Incoming, known: Known, *, helpful: bool) -> bool:
    try:
        await given.door.house.conversations.feedback(
            conversation_id=known.conversation_id,
            token=given.token,
            answer_id=known.answer_id,
            helpful=helpful,
            reason=None,
            now=given.now,
        )
    except UnknownAnswerError:
        return False
    return True


async def _pass_on(given: Incoming, answer_id: str) -> Heard:
    known = await find_answer(given, answer_id)
    if known is None:
        return _gone(given)
    handed = await given.door.house.conversations.hand_over(
        conversation_id=known.conversation_id,
        token=given.token,
        now=given.now,
        question_id=known.question_id,
    )
    asked = await given.door.posts.of_question(given.place, known.question_id)
    return Heard(say(handed.text, reply_to=int(asked) if asked else None))


async def _source(given: Incoming, rest: str) -> Heard:
    """The first time a message of its own; from there on its pages turn in place."""
    answer_id, _, number = rest.partition(":")
    known = await find_answer(given, answer_id)
    if known is None or not known.citations:
        return _gone(given)
    blocks, buttons = page_of(given, known, int(number) if number.isdigit() else 0)
    pressed = given.update.callback_query
    message = pressed.message if pressed else None
    on_page = None
    if isinstance(message, Message) and _turns(message, answer_id):
        # An answer keeps standing as it was; only a page of sources turns.
        post = await given.door.posts.find(given.place, str(message.message_id))
        on_page = message.message_id if post is None else None
    return Heard(say(blocks, buttons=buttons, edit=on_page))


def _turns(message: Message, answer_id: str) -> bool:
    """Whether a message has only buttons that turn pages of this answer."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    data = [str(button.callback_data or "") for row in rows for button in row]
    return bool(data) and all(one.startswith(f"b:{answer_id}:") for one in data)


async def _services(given: Incoming, answer_id: str) -> Heard:
    known = await find_answer(given, answer_id)
    if known is None:
        return _gone(given)
    return Heard(say(await related_services(given, known.question)))


async def _language(given: Incoming, code: str) -> Heard:
    if code not in LANGUAGES:
        return Heard()
    await given.door.posts.choose_language(given.place, str(given.chat_id), code, given.now)
    return Heard(say(tell("language_chosen", code)))


async def _stop(given: Incoming, word: str) -> Heard:
    if word != "yes":
        return Heard(say(given.tell("stop_not")))
    await leave(
        given.door.house.sessions,
        channel=NAME,
        person=given.person,
        place=given.place,
        address=str(given.chat_id),
        now=given.now,
    )
    return Heard(say([Block(given.tell("stopped"))]))


def _gone(given: Incoming) -> Heard:
    return Heard(say(given.tell("answer_gone")))


PRESSES: Mapping[str, Press] = {
    "y": _helped,
    "n": _not_helped,
    "s": _pass_on,
    "b": _source,
    "d": _services,
    "l": _language,
    "x": _stop,
}
# Those that do no harm where others read along.
OPEN = frozenset({"b", "l"})
