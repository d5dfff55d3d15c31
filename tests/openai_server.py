"""A server that speaks the OpenAI protocol, for tests: it says what a test tells it to say.

Only the far side of the network is played here: the client is the real langchain-openai.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What comes back for a request: a text, an HTTP status to fail with, raw bytes, or a broken line.
Said = str | int | bytes
BROKEN = 0


@dataclass
class OpenAIServer:
    """What to say (in order; the last goes on), and all that was asked."""

    says: list[Said | Callable[[dict[str, Any]], Said]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    # Characters of one streamed piece: small, so that sentences come in parts.
    piece: int = 7
    # While cleared the server waits after its first piece (or before it says anything).
    go_on: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)
    address: str = ""
    # Requests of any kind, also ones that are no question.
    hits: int = 0

    @property
    def prompts(self) -> list[str]:
        """All text of each request."""
        return ["\n".join(m["content"] for m in body["messages"]) for body in self.asked]

    def next_for(self, body: dict[str, Any]) -> Said:
        """What this request gets."""
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        return said(body) if callable(said) else said


@contextmanager
def openai_server() -> Iterator[OpenAIServer]:
    """The server on a free port of this machine."""
    told = OpenAIServer()
    told.go_on.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            told.hits += 1
            if not self.path.endswith("/chat/completions"):
                self._whole(404, b"{}")
                return
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append(body)
            told.keys.append(self.headers.get("Authorization"))
            said = told.next_for(body)
            if said == BROKEN:
                self.close_connection = True
            elif isinstance(said, int):
                self._whole(said, json.dumps({"error": {"message": "nee", "code": said}}).encode())
            elif isinstance(said, bytes):
                self._whole(200, said)
            else:
                self._stream(said)

        def do_GET(self) -> None:
            told.hits += 1
            self._whole(404, b"{}")

        def _whole(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _stream(self, text: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            size = told.piece
            try:
                for start in range(0, len(text), size):
                    self._event({"content": text[start : start + size]}, None)
                    told.reached.set()
                    told.go_on.wait(20)
                self._event({}, "stop")
                self._event(None, None)
                self.wfile.write(b"data: [DONE]\n\n")
            except OSError:
                pass  # the client went away, as it may

        def _event(self, delta: dict[str, str] | None, finish: str | None) -> None:
            choices = (
                []
                if delta is None
                else [
                    {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
                ]
            )
            chunk: dict[str, Any] = {
                "id": "c1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "klein",
                "choices": choices,
            }
            if delta is None:
                chunk["usage"] = {
                    "prompt_tokens": 900,
                    "completion_tokens": 50,
                    "total_tokens": 950,
                }
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield told
    finally:
        told.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
