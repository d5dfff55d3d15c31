"""Which other sites may talk to the chat API: those on the operator's list, and no others."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bots.web.problems import problem
from bots.web.settings import WebSettings

# The widget's own files are public; what they may do is decided by the API.
PUBLIC = ("/widget.js", "/widget/")
# The one answer that a refused site may read, so that its console can say why.
CONFIG = "/api/v1/widget/config"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "3600",
}


class Sites:
    """Middleware: cross-origin rules. The own host is always allowed, others when listed."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, headers = scope["path"], Headers(scope=scope)
        if path.startswith(PUBLIC):
            await self._app(scope, receive, _readable_by(send, "*"))
            return
        origin = headers.get("origin")
        if not path.startswith("/api/") or origin is None or _is_own(origin, headers):
            await self._app(scope, receive, send)
            return
        if not self._settings.allows(origin):
            refusal = problem(
                403,
                f"De site {origin[:200]} mag deze chat niet gebruiken. "
                "Zet hem in WEGWIJS_SITES en start Wegwijs opnieuw.",
            )
            sender = _readable_by(send, "*") if path == CONFIG else send
            await refusal(scope, receive, sender)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await Response(status_code=204, headers=_PREFLIGHT)(
                scope, receive, _readable_by(send, origin)
            )
            return
        await self._app(scope, receive, _readable_by(send, origin))


def _is_own(origin: str, headers: Headers) -> bool:
    return urlsplit(origin).netloc == headers.get("host")


def _readable_by(send: Send, origin: str) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            if origin == "*":
                headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            else:
                headers.add_vary_header("Origin")
                headers["Access-Control-Expose-Headers"] = "Retry-After"
        await send(message)

    return dressed
