"""What goes around every answer of the desk: headers for the browser, and a limit on what comes in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script, style or picture but our own files; no inline code, so no nonces either.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A reply is at most 20,000 characters; with every character sent as three bytes that are each
# escaped (nine), and the other fields of its form, it stays below this.
MOST_BYTES = 250_000
# A browser shows the page that refuses only after it sent everything: so much is read and dropped.
DRAINED = 30_000_000
# Beside the bytes of an upload itself: its form fields and the borders between them.
UPLOAD_MARGIN = 100_000


class Headers:
    """Middleware: the headers above on every answer, and pages that no cache may keep."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "/static/" not in scope["path"]:
                    # `private` and not `no-store`: the browser may come back with an ETag.
                    headers["Cache-Control"] = "private, no-cache"
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self._app(scope, receive, with_headers)


Refuse = Callable[[Scope, Receive, Send, int], Awaitable[None]]


class Bounds:
    """Middleware: refuses a body that is larger than its page takes; nothing of it is kept.

    `upload_bytes` is the largest file that the documents page takes; `refuse` shows the page that
    says so, given the limit in bytes.
    """

    def __init__(self, app: ASGIApp, *, upload_bytes: int, refuse: Refuse) -> None:
        self._app, self._upload, self._refuse = app, upload_bytes, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        kind = headers.get(b"content-type", b"")
        is_upload = kind.startswith(b"multipart/form-data") and "/documenten" in scope["path"]
        most = self._upload + UPLOAD_MARGIN if is_upload else MOST_BYTES
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > most:
            await _drain(receive)
            await self._refuse(scope, receive, send, most)
            return
        read, too_large = 0, False

        async def bounded() -> Message:
            nonlocal read, too_large
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                # A body that came without its length: whoever is reading it stops here.
                too_large = True
                return {"type": "http.disconnect"}
            return message

        async def unless_too_large(message: Message) -> None:
            if not too_large:
                await send(message)

        try:
            await self._app(scope, bounded, unless_too_large)
        except ClientDisconnect:
            if not too_large:
                raise
        if too_large:
            await _drain(receive)
            await self._refuse(scope, receive, send, most)


async def _drain(receive: Receive) -> None:
    read = 0
    while read <= DRAINED:
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
