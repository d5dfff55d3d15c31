"""A Bot API server of our own, for the real library to talk to: as strict as Telegram where it
matters (markup, lengths, offsets), and with refusals on demand.

https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TOKEN = "424242:een-sleutel-voor-de-tests"
BOT = {"id": 424242, "is_bot": True, "first_name": "Wegwijs", "username": "wegwijs_test_bot"}
_TAGS = {"b", "i", "a", "blockquote", "code", "pre", "u", "s"}
# What happens at a call: nothing (None), or a refusal (status, description, parameters).
Rule = Callable[[str, dict[str, Any]], tuple[int, str, dict[str, Any]] | None]


class _Markup(HTMLParser):
    """The text of a message after its markup is read; raises ValueError as Telegram would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open = "", []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in _TAGS:
            raise ValueError(f'Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f'Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text += data


def read_markup(html: str) -> str:
    """What a reader sees of HTML. Raises ValueError."""
    parser = _Markup()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise ValueError(f"Can't find end tag corresponding to start tag {parser.open[-1]}")
    return parser.text


@dataclass
class Sent:
    """A message that the bot sent and that was accepted. `at`: its place among all calls."""

    message_id: int
    chat_id: int
    text: str
    html: str
    reply_to: int | None
    buttons: list[list[dict[str, Any]]]
    force_reply: bool
    at: int

    def button(self, part: str) -> str:
        """The data of the button whose label holds a text."""
        for row in self.buttons:
            for button in row:
                if part in button["text"]:
                    return str(button.get("callback_data") or button["url"])
        raise AssertionError(f"no button {part!r} among {self.buttons}")


@dataclass
class BotApi:
    """The state of the far side."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    menus: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    # Called with a call that is on its way; true: it never arrived. And after one was accepted.
    on_call: Callable[[str, dict[str, Any]], bool | None] | None = None
    on_done: Callable[[str, dict[str, Any]], None] | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)
    _update_id: int = 1_000
    _message_id: int = 100

    # What people do

    def say(self, chat_id: int, text: str | None = None, **more: Any) -> int:
        """Someone writes; the number of the message. `user`, `group`, `reply_to`, and any field."""
        with self.changed:
            message = self._message(chat_id, **more)
            if text is not None:
                message["text"] = text
                self._entities(message)
            return self._arrive("message", message)

    def edit(self, chat_id: int, message_id: int, text: str) -> None:
        """Someone changes a message."""
        with self.changed:
            message = {**self.messages[chat_id, message_id], "text": text, "edit_date": 1}
            self._arrive("edited_message", message)

    def press(self, chat_id: int, message_id: int, data: str, user: int | None = None) -> None:
        """Someone presses a button."""
        with self.changed:
            self._update_id += 1
            self.updates.append(
                {
                    "update_id": self._update_id,
                    "callback_query": {
                        "id": str(self._update_id),
                        "from": person(user or chat_id),
                        "chat_instance": "1",
                        "message": self.messages[chat_id, message_id],
                        "data": data,
                    },
                }
            )
            self.changed.notify_all()

    def repeat(self, update: dict[str, Any]) -> None:
        """The same update once more."""
        with self.changed:
            self.updates.append(update)
            self.changed.notify_all()

    # What the bot did

    def to(self, chat_id: int) -> list[Sent]:
        """What was sent to a chat, in order."""
        with self.changed:
            return [message for message in self.sent if message.chat_id == chat_id]

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The calls of one method."""
        with self.changed:
            return [params for name, params in self.calls if name == method]

    def wait(self, true: Callable[[], Any], seconds: float = 30) -> Any:
        """Until something is so; then what it is. Raises AssertionError when it stays away."""
        found: Any = None

        def look() -> Any:
            nonlocal found
            found = true()
            return found

        with self.changed:
            assert self.changed.wait_for(look, seconds), f"not within {seconds} s"
        return found

    async def until(self, true: Callable[[], Any], seconds: float = 30) -> Any:
        """The same, in a test with an event loop."""
        return await asyncio.to_thread(self.wait, true, seconds)

    async def answers(self, chat_id: int, count: int, seconds: float = 30) -> list[Sent]:
        """The messages to a chat, when there are so many."""
        await self.until(lambda: len(self.to(chat_id)) >= count, seconds)
        return self.to(chat_id)

    def idle(self) -> bool:
        """Whether everything was fetched and confirmed."""
        return not self.updates

    # Refusals

    def refuse(
        self,
        method: str,
        status: int,
        description: str,
        *,
        times: int = 1,
        chat_id: int | None = None,
        **parameters: Any,
    ) -> None:
        """The next calls of a method are refused."""
        left = [times]

        def rule(name: str, params: dict[str, Any]) -> tuple[int, str, dict[str, Any]] | None:
            same = chat_id is None or str(params.get("chat_id")) == str(chat_id)
            if name != method or not same or left[0] <= 0:
                return None
            left[0] -= 1
            return status, description, parameters

        self.rules.append(rule)

    # The webhook

    def bring(self, client: httpx.Client | None = None) -> list[int]:
        """Deliver what waits to the webhook, in order, until it was taken; the answers."""
        codes = []
        with httpx.Client(timeout=30) as own:
            while self.updates:
                answer = (client or own).post(
                    self.webhook["url"],
                    json=self.updates[0],
                    headers={"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]},
                )
                codes.append(answer.status_code)
                if answer.status_code == 200:
                    self.updates.pop(0)
        return codes

    # Inside

    def _message(self, chat_id: int, **more: Any) -> dict[str, Any]:
        self._message_id += 1
        group, user = more.pop("group", None), more.pop("user", chat_id)
        reply_to, language = more.pop("reply_to", None), more.pop("language", "nl")
        chat: dict[str, Any] = {"id": chat_id, "type": "private", "first_name": "Sanne"}
        if group:
            chat = {"id": chat_id, "type": "supergroup", "title": group}
        message = {
            "message_id": self._message_id,
            "date": int(time.time()),
            "chat": chat,
            "from": {**person(user), "language_code": language},
            **more,
        }
        if reply_to is not None:
            message["reply_to_message"] = self.messages[chat_id, reply_to]
        self.messages[chat_id, self._message_id] = message
        return message

    @staticmethod
    def _entities(message: dict[str, Any]) -> None:
        text = message["text"]
        if text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]

    def _arrive(self, kind: str, message: dict[str, Any]) -> int:
        self._update_id += 1
        self.updates.append({"update_id": self._update_id, kind: message})
        self.changed.notify_all()
        return int(message["message_id"])

    async def handle(self, request: Request) -> JSONResponse:
        """One call."""
        method = request.path_params["method"]
        if request.path_params["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        form = await request.form()
        params = {name: _value(str(value)) for name, value in form.items()}
        if method == "getUpdates":
            return await self._get_updates(params)
        if self.on_call is not None and await asyncio.to_thread(self.on_call, method, params):
            return _refusal(502, "Bad Gateway")
        with self.changed:
            self.calls.append((method, params))
            refused = next((found for rule in self.rules if (found := rule(method, params))), None)
            answer = _refusal(*refused) if refused else self._answer(method, params)
            self.changed.notify_all()
        if self.on_done is not None:
            await asyncio.to_thread(self.on_done, method, params)
        return answer

    async def _get_updates(self, params: dict[str, Any]) -> JSONResponse:
        offset, until = params.get("offset"), time.monotonic() + float(params.get("timeout", 0))
        with self.changed:
            self.calls.append(("getUpdates", params))
            refused = next((f for rule in self.rules if (f := rule("getUpdates", params))), None)
            if refused:
                return _refusal(*refused)
            if offset is not None:
                self.updates[:] = [u for u in self.updates if u["update_id"] >= int(offset)]
            self.changed.notify_all()
        while True:
            with self.changed:
                found = self.updates[: int(params.get("limit", 100))]
            if found or time.monotonic() >= until:
                if found and self.on_done is not None:
                    await asyncio.to_thread(self.on_done, "getUpdates", params)
                return JSONResponse({"ok": True, "result": found})
            await asyncio.sleep(0.01)  # the far side's own waiting

    def _answer(self, method: str, params: dict[str, Any]) -> JSONResponse:
        own = getattr(self, f"_{_snake(method)}", None)
        if own is None:
            return _refusal(404, "Not Found")
        try:
            return JSONResponse({"ok": True, "result": own(params)})
        except ValueError as error:
            return _refusal(400, f"Bad Request: {error}")

    def _get_me(self, params: dict[str, Any]) -> Any:
        return {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _set_my_commands(self, params: dict[str, Any]) -> bool:
        self.menus[str(params.get("language_code", ""))] = params["commands"]
        return True

    def _set_webhook(self, params: dict[str, Any]) -> bool:
        self.webhook = params
        return True

    def _delete_webhook(self, params: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    def _send_chat_action(self, params: dict[str, Any]) -> bool:
        return True

    def _answer_callback_query(self, params: dict[str, Any]) -> bool:
        return True

    def _get_file(self, params: dict[str, Any]) -> Any:
        return {"file_id": params["file_id"], "file_unique_id": "1", "file_path": "x"}

    def _send_message(self, params: dict[str, Any]) -> Any:
        chat_id = int(params["chat_id"])
        text = _checked(params)
        self._message_id += 1
        markup = params.get("reply_markup") or {}
        reply = params.get("reply_parameters") or {}
        reply_to = reply.get("message_id")
        if reply_to is not None and (chat_id, reply_to) not in self.messages:
            if not reply.get("allow_sending_without_reply"):
                raise ValueError("message to be replied not found")
            reply_to = None
        for row in markup.get("inline_keyboard", []):
            for button in row:
                if len(str(button.get("callback_data", "")).encode()) > 64:
                    raise ValueError("BUTTON_DATA_INVALID")
        self.sent.append(
            Sent(
                self._message_id,
                chat_id,
                text,
                str(params["text"]),
                reply_to,
                markup.get("inline_keyboard", []),
                bool(markup.get("force_reply")),
                len(self.calls),
            )
        )
        message = {
            "message_id": self._message_id,
            "date": int(time.time()),
            "chat": {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"},
            "from": BOT,
            "text": text,
        }
        if markup.get("inline_keyboard"):
            message["reply_markup"] = markup
        self.messages[chat_id, self._message_id] = message
        return message

    def _edit_message_text(self, params: dict[str, Any]) -> Any:
        chat_id, message_id = int(params["chat_id"]), int(params["message_id"])
        text = _checked(params)
        message = self.messages.get((chat_id, message_id))
        if message is None:
            raise ValueError("message to edit not found")
        markup = params.get("reply_markup")
        if message["text"] == text and message.get("reply_markup") == markup:
            raise ValueError("message is not modified")
        message.update(text=text, edit_date=int(time.time()))
        if markup:
            message["reply_markup"] = markup
        for sent in self.sent:
            if (sent.chat_id, sent.message_id) == (chat_id, message_id):
                sent.text, sent.buttons = text, (markup or {}).get("inline_keyboard", [])
        return message


def person(user_id: int) -> dict[str, Any]:
    """A user, with a name that must never be kept."""
    return {"id": user_id, "is_bot": False, "first_name": "Sanne", "username": "sanne_van_school"}


def _checked(params: dict[str, Any]) -> str:
    given = str(params["text"])
    try:
        text = read_markup(given) if params.get("parse_mode") == "HTML" else given
    except ValueError as error:
        raise ValueError(f"can't parse entities: {error}") from None
    if not text.strip():
        raise ValueError("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise ValueError("message is too long")
    return text


def _value(text: str) -> Any:
    if text[:1] in "[{" or text in ("true", "false") or text.lstrip("-").isdigit():
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _snake(name: str) -> str:
    return "".join(f"_{ch.lower()}" if ch.isupper() else ch for ch in name)


def _refusal(
    status: int, description: str, parameters: dict[str, Any] | None = None
) -> JSONResponse:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return JSONResponse(body, status)


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """A Bot API server on a free port, in a thread of its own."""
    api = BotApi()
    app = Starlette(routes=[Route("/bot{token}/{method}", api.handle, methods=["GET", "POST"])])
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    api.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True
    )
    thread.start()
    try:
        yield api
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
