"""A real web server on this machine, in a thread, that remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONG = "De school meldt de leerling aan bij het Loket van de regio. " * 3


@dataclass
class Reply:
    """What the server answers at one path."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """The server's pages by path; `asked` are the paths in the order of asking."""

    port: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def page(
        self, path: str, *links: str, title: str = "", text: str = LONG, head: str = ""
    ) -> None:
        """A page with links to other ones."""
        anchors = "".join(f'<a href="{link}">verder</a>' for link in links)
        title = title or f"Pagina {path}"
        html = f"<html lang=nl><head>{head}</head><body><main><h1>{title}</h1><p>{text}</p></main>{anchors}</body></html>"
        self.replies[path] = Reply(html.encode())

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """A page that is elsewhere."""
        self.replies[path] = Reply(status=status, headers={"Location": target})


@contextmanager
def served() -> Iterator[Site]:
    """A site that is up; nothing is served but what the test puts there."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.hosts.append(self.headers["Host"])
            reply = site.replies.get(self.path, Reply(b"weg", 404))
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # a reader that had enough
                self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
