"""A real Firefox for tests: Debian's, spoken to in its own protocol (WebDriver BiDi).

Playwright's Firefox is a build of its own that no package registry has, and its way to a plain one
sends commands that Debian's does not know. This is the little that the journeys need.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

FIREFOX = Path("/usr/bin/firefox-esr")
# What is inside the chat, from a script: pick(".source"), with the button's own text if given.
PICK = """
const chat = () => document.querySelector("wegwijs-chat");
const all = (css) => [...(chat()?.shadowRoot?.querySelectorAll(css) ?? [])];
const pick = (css, text) => all(css).find((e) => e.checkVisibility() && (!text || e.textContent.trim() === text));
"""


class Firefox:
    """One page of one browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection, self._numbers = connection, itertools.count(1)
        self._send("session.new", {"capabilities": {}})
        self._page = self._send("browsingContext.getTree", {})["contexts"][0]["context"]

    def size(self, width: int, height: int) -> None:
        """As large as a phone or a desktop."""
        viewport = {"width": width, "height": height}
        self._send("browsingContext.setViewport", {"context": self._page, "viewport": viewport})

    def visit(self, url: str) -> None:
        """Open a page and wait until it is there."""
        where = {"context": self._page, "url": url, "wait": "complete"}
        self._send("browsingContext.navigate", where)

    def read(self, script: str) -> Any:
        """What a script (an expression) gives: text, a number, true or false, or nothing."""
        asked = {
            "expression": f"(() => {{ {PICK} return {script}; }})()",
            "target": {"context": self._page},
            "awaitPromise": True,
        }
        found = self._send("script.evaluate", asked)
        assert found["type"] == "success", found
        return found["result"].get("value")

    def until(self, script: str, seconds: float = 20) -> Any:
        """The same, once it is something."""
        end = time.monotonic() + seconds
        while not (found := self.read(script)):
            assert time.monotonic() < end, f"not within {seconds} s: {script}"
            time.sleep(0.1)
        return found

    def press(self, css: str, text: str = "") -> None:
        """Click on the middle of something in the chat, as a hand does."""
        wanted = f"pick({json.dumps(css)}, {json.dumps(text)})"
        self.until(f"!!{wanted}")
        spot = self.read(
            f"(() => {{ const e = {wanted}; e.scrollIntoView({{ block: 'center' }}); "
            "const b = e.getBoundingClientRect(); "
            "return `${Math.round(b.x + b.width / 2)} ${Math.round(b.y + b.height / 2)}`; })()"
        )
        x, y = map(int, spot.split())
        moves = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": moves})

    def type(self, text: str) -> None:
        """Keys, into what has the focus."""
        keys = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": keys})

    def _act(self, source: dict[str, Any]) -> None:
        self._send("input.performActions", {"context": self._page, "actions": [source]})

    def _send(self, method: str, params: dict[str, Any]) -> Any:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            heard = json.loads(self._connection.recv(timeout=60))
            if heard.get("id") == number:
                assert heard["type"] == "success", heard
                return heard["result"]


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """The browser with a profile of its own; skips the test when it is not installed."""
    if not FIREFOX.exists():
        pytest.skip(f"{FIREFOX} is missing: install the package firefox-esr")
    profile.mkdir(parents=True, exist_ok=True)
    command = [FIREFOX, "--headless", "--no-remote", "--profile", profile]
    process = subprocess.Popen(
        [*map(str, command), "--remote-debugging-port=0", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stderr is not None
        address = None
        while address is None:
            line = process.stderr.readline()
            assert line, "Firefox ended before it listened"
            address = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
        with connect(f"{address[1]}/session", max_size=None) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(20)
