"""Limits of the public door: the size of a request, and how many an address may send."""

from __future__ import annotations

import time
from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bots.web.problems import problem

MOST_BYTES = 32_000
# Addresses remembered; the one that was quiet longest is forgotten first.
REMEMBERED = 20_000


class Limits:
    """Middleware: refuses what is too big or too much before anything is read or stored."""

    def __init__(self, app: ASGIApp, *, burst: float, a_second: float) -> None:
        self._app, self._burst, self._a_second = app, burst, a_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # These have bounds of their own: staff upload documents, Telegram's messages are longer.
        if scope["type"] != "http" or scope["path"].startswith(("/desk/", "/telegram/")):
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(("/api/", "/status/")) and not self._allowed(scope):
            refusal = problem(429)
            refusal.headers["Retry-After"] = str(int(1 / self._a_second) + 1)
            await refusal(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            await problem(413, f"Stuur hooguit {MOST_BYTES} bytes.")(scope, receive, send)
            return
        read, too_big = 0, False

        async def bounded() -> Message:
            nonlocal read, too_big
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BYTES:
                # A body that came without its length: whoever is reading it stops here.
                too_big = True
                return {"type": "http.disconnect"}
            return message

        async def unless_too_big(message: Message) -> None:
            if not too_big:
                await send(message)

        await self._app(scope, bounded, unless_too_big)
        if too_big:
            await problem(413, f"Stuur hooguit {MOST_BYTES} bytes.")(scope, receive, send)

    def _allowed(self, scope: Scope) -> bool:
        address = (scope.get("client") or ("-", 0))[0]
        now = time.monotonic()
        left, before = self._buckets.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - before) * self._a_second)
        self._buckets[address] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return left >= 1
