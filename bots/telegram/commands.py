"""The commands of the menu."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from assistant.askers import NothingHandedOverError
from assistant.conversations import UnknownConversationError
from assistant.posts import NewPost
from assistant.states import State
from bots.telegram.formatting import Block
from bots.telegram.groups import apart
from bots.telegram.incoming import Heard, Incoming
from bots.telegram.pairing import pair
from bots.telegram.replies import pass_on
from bots.telegram.saying import Button, say
from bots.telegram.sources import find_answer, page_of
from bots.telegram.wording import NAMES

Command = Callable[[Incoming, str], Awaitable[Heard]]


async def follow_command(given: Incoming) -> Heard | None:
    """Does what a command asks; one that we do not have gets the list of those we have."""
    if not given.text.startswith("/"):
        return None
    asked = given.command
    if asked is None:
        return await _help(given, "")
    return await COMMANDS.get(asked[0], _help)(given, asked[1])


async def _start(given: Incoming, code: str) -> Heard:
    if code:
        return await pair(given, code) if given.private else Heard(apart(given, "group_private"))
    naam = _organisation(given)
    text = f"{given.tell('start', organisation=naam)}\n\n{given.tell('start_how')}"
    return Heard(say(text, buttons=_languages()))


async def _help(given: Incoming, _: str) -> Heard:
    lines = [f"/{name} – {given.tell(f'menu_{name}')}" for name in COMMANDS if name in SHOWN]
    return Heard(say([Block(given.tell("help")), Block("\n".join(lines))]))


async def _source(given: Incoming, _: str) -> Heard:
    before = given.message.reply_to_message if given.message else None
    post = await given.door.posts.find(given.place, str(before.id)) if before else None
    known = await find_answer(given, post.answer_id if post else None)
    if known is None or not known.citations:
        return Heard(say(given.tell("no_answer_yet")))
    blocks, buttons = page_of(given, known, 0)
    return Heard(say(blocks, buttons=buttons))


async def _person(given: Incoming, text: str) -> Heard:
    if text:
        return await pass_on(given, text)
    talk = await given.talk()
    about = NewPost("", "prompt", talk.id)
    return Heard(say(given.tell("person_ask"), force_reply=True, about=about))


async def _status(given: Incoming, _: str) -> Heard:
    blocks = []
    for chat in given.chats:
        try:
            followed = await given.door.house.askers.follow(who=given.own(chat.id), now=given.now)
        except (NothingHandedOverError, UnknownConversationError):
            continue
        if followed.state is not State.CLOSED:
            blocks += [Block(followed.question, "quote"), Block(followed.text)]
    if not blocks:
        blocks.append(Block(given.tell("nothing_open")))
    if given.paired:
        label, number = given.paired.label, given.paired.number
        blocks.append(Block(given.tell("is_paired", school=label, number=number)))
    else:
        blocks.append(Block(given.tell("is_not_paired")))
    return Heard(say(blocks))


async def _language(given: Incoming, _: str) -> Heard:
    return Heard(say(given.tell("language_ask"), buttons=_languages()))


async def _stop(given: Incoming, _: str) -> Heard:
    buttons: list[list[Button]] = [
        [(given.tell("stop_yes"), "x:yes")],
        [(given.tell("stop_no"), "x:no")],
    ]
    return Heard(say(given.tell("stop_ask"), buttons=buttons))


def _languages() -> list[list[Button]]:
    every: list[Button] = [(name, f"l:{code}") for code, name in NAMES.items()]
    return [every[:3], every[3:]]


def _organisation(given: Incoming) -> str:
    knowledge = given.door.house.knowledge()
    return knowledge.organisation.naam if knowledge else "Wegwijs"


SHOWN = ("help", "bron", "secretariaat", "status", "taal", "stop")
# The Dutch names stand in the menu; the English ones are understood too.
COMMANDS: Mapping[str, Command] = {
    "start": _start,
    "help": _help,
    "bron": _source,
    "source": _source,
    "secretariaat": _person,
    "office": _person,
    "status": _status,
    "taal": _language,
    "language": _language,
    "stop": _stop,
}
