"""One page over HTTP: paced, bounded, and only from addresses that were checked.

Every host is resolved first and the connection goes to the address that was checked, so that a name
that resolves differently a moment later does not help. Redirects go through the same check.
"""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from ingest.blocks import UnreadableError
from ingest.decoding import decode_as
from ingest.loaders import LOADERS
from ingest.settings import IngestSettings
from ingest.sources.addresses import canonical, checked_addresses, host_of

AGENT = "WegwijsBot/0.1 (+https://github.com/wegwijs)"
REDIRECTS = 5
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
_UNSAID = ("", "application/octet-stream", "binary/octet-stream", "application/x-gzip")
# A whole page may take this many times as long as one step of it (connecting, a piece).
_SLOW = 3


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was fetched; `suffix` says which loader reads it."""

    url: str
    data: bytes
    suffix: str
    unlisted: bool = False


@dataclass(frozen=True, slots=True)
class BadPage:
    """A page that could not be fetched now, with the reason in Dutch."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Absent:
    """An address without a page for us: gone, elsewhere, not allowed, not text."""

    url: str
    reason: str
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """The clock that requests are spaced by, in seconds."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    data: bytes


class Fetcher:
    """Fetches pages of one host, `pause` seconds apart."""

    def __init__(self, host: str, settings: IngestSettings, pace: Pace) -> None:
        self.host = host
        self.pause = 0.0
        self._settings = settings
        self._pace = pace
        self._last: float | None = None

    def get(self, url: str) -> Page | BadPage | Absent:
        """A page of this host, redirects followed within it."""
        for _ in range(REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https"):
                return Absent(url, "alleen http en https worden gelezen")
            if host_of(url) != self.host:
                return Absent(url, "de pagina verwijst door naar een andere site", elsewhere=url)
            try:
                answer = self._request(url)
            except UnreadableError as error:
                return BadPage(url, str(error))
            except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
                return BadPage(url, "de pagina is niet te bereiken; probeer het later opnieuw")
            if answer.status in (301, 302, 303, 307, 308):
                try:
                    url = canonical(urljoin(url, answer.headers.get("location", "")))
                except ValueError:
                    return BadPage(url, "de pagina verwijst door naar een ongeldig adres")
                continue
            return _page(url, answer)
        return BadPage(url, "te veel doorverwijzingen")

    def _request(self, url: str) -> _Answer:
        parts = urlsplit(url)
        addresses = checked_addresses(str(parts.hostname), parts.port, self._settings)
        for address in addresses[:-1]:
            try:
                return self._ask(url, address)
            except httpx.ConnectError:
                continue  # a host with IPv6 on a machine without it
        return self._ask(url, addresses[-1])

    def _ask(self, url: str, address: str) -> _Answer:
        self._wait()
        began = self._pace.now()
        limit = self._settings.max_megabytes * 1_000_000
        parts = urlsplit(url)
        literal = f"[{address}]" if ":" in address else address
        target = parts._replace(netloc=f"{literal}:{parts.port}" if parts.port else literal)
        extensions: dict[str, Any] = {"sni_hostname": parts.hostname or ""}
        with (
            httpx.Client(
                timeout=self._settings.timeout_seconds, follow_redirects=False, trust_env=False
            ) as client,
            client.stream(
                "GET",
                urlunsplit(target),
                extensions=extensions,
                headers={"User-Agent": AGENT, "Host": parts.netloc, "Accept-Encoding": "gzip"},
            ) as answer,
        ):
            data = bytearray()
            if answer.status_code == 200 and _suffix(url, answer.headers):
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > limit:
                        raise UnreadableError(
                            f"de pagina is groter dan {self._settings.max_megabytes} MB"
                        )
                    if self._pace.now() - began > _SLOW * self._settings.timeout_seconds:
                        raise UnreadableError("de site antwoordt te langzaam")
            return _Answer(answer.status_code, answer.headers, bytes(data))

    def _wait(self) -> None:
        if self._last is not None:
            rest = self._last + self.pause - self._pace.now()
            if rest > 0:
                self._pace.sleep(rest)
        self._last = self._pace.now()


def _page(url: str, answer: _Answer) -> Page | BadPage | Absent:
    if answer.status in (404, 410):
        return Absent(url, f"de pagina bestaat niet meer ({answer.status})")
    if answer.status in (401, 403):
        return Absent(url, f"de pagina is niet openbaar ({answer.status})")
    if answer.status != 200:
        return BadPage(url, f"de site antwoordde met foutcode {answer.status}")
    suffix = _suffix(url, answer.headers)
    if suffix is None:
        return Absent(url, "dit is geen tekst")
    data = answer.data
    encoding = answer.headers.get("content-type", "").partition("charset=")[2].split(";")[0]
    if encoding and suffix in (".html", ".txt", ".md"):
        # What the server says counts before what the page says of itself.
        try:
            data = codecs.BOM_UTF8 + decode_as(data, encoding).encode("utf-8", "replace")
        except UnreadableError:
            data = answer.data
    unlisted = "noindex" in answer.headers.get("x-robots-tag", "").lower()
    return Page(url, data, suffix, unlisted)


def _suffix(url: str, headers: httpx.Headers) -> str | None:
    """Which loader reads an answer, or None when it is no document."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _UNSAID:
        return _TYPES.get(kind)
    suffix = Path(urlsplit(url).path).suffix.lower()
    return suffix if suffix in LOADERS or suffix in (".gz", ".xml") else ".html"
