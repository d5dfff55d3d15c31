"""A website: the pages of one host, by its sitemap or by following links.

Polite (robots.txt, a request rate), bounded (pages, bytes, time), and never a way into the
operator's own network: every address is resolved and checked first, and the connection goes to the
address that was checked, so that a name that resolves differently a moment later does not help.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

import httpx
from protego import Protego

from ingest.blocks import UnreadableError
from ingest.loaders import html
from ingest.settings import IngestSettings

AGENT = "WegwijsBot/0.1 (+https://github.com/wegwijs)"
REDIRECTS = 5
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was fetched; `suffix` says which loader reads it."""

    url: str
    data: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class BadPage:
    """A page that could not be fetched, with the reason in Dutch."""

    url: str
    reason: str


def is_url(root: str | Path) -> bool:
    """Whether a root is a site and not a folder."""
    return isinstance(root, str) and root.lower().startswith(("http://", "https://"))


def pages(start: str, settings: IngestSettings) -> Iterator[Page | BadPage]:
    """The pages of a host, the start page first. Raises UnreadableError when it cannot be reached."""
    site = _Site(start, settings)
    first = site.fetch(start)
    if isinstance(first, BadPage):
        raise UnreadableError(first.reason)
    waiting = deque(site.sitemap())
    seen = {first.url, canonical(start)}
    yield first
    count = 1
    if not waiting and first.suffix == ".html":
        waiting.extend(site.links(first))
        crawl = True
    else:
        crawl = False
    while waiting and count < settings.max_pages:
        url = waiting.popleft()
        if url in seen:
            continue
        seen.add(url)
        page = site.fetch(url)
        if page.url in seen and page.url != url:
            continue  # a redirect to a page that was read before
        seen.add(page.url)
        count += 1
        yield page
        if crawl and isinstance(page, Page) and page.suffix == ".html":
            waiting.extend(link for link in site.links(page) if link not in seen)


def canonical(url: str) -> str:
    """An address without fragment, default port and trailing '?', host in lower case."""
    parts = urlsplit(urldefrag(url.strip()).url)
    host = (parts.hostname or "").lower()
    port = parts.port
    if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", parts.query, ""))


class _Site:
    """One host, its robots.txt and the pace that it asks for."""

    def __init__(self, start: str, settings: IngestSettings) -> None:
        self._settings = settings
        self._start = canonical(start)
        self._host = urlsplit(self._start).netloc
        self._last = 0.0
        self._robots = Protego.parse("")
        robots = self._get(urljoin(self._start, "/robots.txt"), text=True)
        if isinstance(robots, Page):
            self._robots = Protego.parse(robots.data.decode("utf-8", errors="replace"))
        delay = self._robots.crawl_delay(AGENT) or 0.0
        self._pause = min(max(1.0 / settings.requests_a_second, float(delay)), 30.0)

    def fetch(self, url: str) -> Page | BadPage:
        """A page of this host, redirects followed within it."""
        if not self._robots.can_fetch(url, AGENT):
            return BadPage(
                url, "robots.txt van de site staat niet toe dat deze pagina gelezen wordt"
            )
        return self._get(url)

    def links(self, page: Page) -> list[str]:
        """Addresses of this host that a page links to, in order."""
        found = (
            canonical(urljoin(page.url, link))
            for link in html.links(page.data)
            if not link.startswith(("mailto:", "tel:", "javascript:", "#"))
        )
        return [
            link
            for link in dict.fromkeys(found)
            if urlsplit(link).netloc == self._host
            and not re.search(
                r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|zip|mp[34]|ics|xml|json)$",
                urlsplit(link).path,
                re.IGNORECASE,
            )
        ]

    def sitemap(self) -> list[str]:
        """Addresses of this host in its sitemap (one level of nested sitemaps), or nothing."""
        maps = [m for m in self._robots.sitemaps if urlsplit(m).netloc == self._host]
        maps = maps or [urljoin(self._start, "/sitemap.xml")]
        found: list[str] = []
        for address in list(maps)[:20]:
            found += self._locations(address, nested=True)
        return list(
            dict.fromkeys(
                canonical(url) for url in found if urlsplit(canonical(url)).netloc == self._host
            )
        )

    def _locations(self, address: str, *, nested: bool) -> list[str]:
        page = self._get(address, text=True)
        if not isinstance(page, Page):
            return []
        text = page.data.decode("utf-8", errors="replace")
        found = [m.replace("&amp;", "&") for m in re.findall(r"<loc>\s*([^<\s]+)\s*</loc>", text)]
        if "<sitemapindex" in text and nested:
            return [
                u
                for sub in found[:50]
                if urlsplit(sub).netloc == self._host
                for u in self._locations(sub, nested=False)
            ]
        return found

    def _get(self, url: str, *, text: bool = False) -> Page | BadPage:
        for _ in range(REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                return BadPage(url, "alleen http en https worden gelezen")
            if parts.netloc.lower() != self._host:
                return BadPage(url, "de pagina verwijst door naar een andere site")
            try:
                address = checked_address(parts.hostname, parts.port, self._settings)
                self._wait()
                answer = self._request(url, address)
            except UnreadableError as error:
                return BadPage(url, str(error))
            except (httpx.HTTPError, OSError):
                return BadPage(url, "de pagina is niet te bereiken; probeer het later opnieuw")
            if isinstance(answer, str):
                url = canonical(urljoin(url, answer))
                continue
            status, kind, data = answer
            if status != 200:
                return BadPage(url, f"de site antwoordde met foutcode {status}")
            if text:
                return Page(url, data, ".txt")
            suffix = _TYPES.get(kind) or Path(parts.path).suffix.lower() or ".html"
            return Page(canonical(url), data, suffix)
        return BadPage(url, "te veel doorverwijzingen")

    def _wait(self) -> None:
        pause = self._last + getattr(self, "_pause", 0.0) - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._last = time.monotonic()

    def _request(self, url: str, address: str) -> str | tuple[int, str, bytes]:
        """One request to a checked address: where it redirects to, or status, type and bytes."""
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
                headers={"User-Agent": AGENT, "Host": parts.netloc},
            ) as answer,
        ):
            if answer.is_redirect:
                return str(answer.headers.get("location", ""))
            data = bytearray()
            for piece in answer.iter_bytes():
                data += piece
                if len(data) > limit:
                    raise UnreadableError(
                        f"de pagina is groter dan {self._settings.max_megabytes} MB"
                    )
            kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
            return answer.status_code, kind, bytes(data)


def checked_address(host: str, port: int | None, settings: IngestSettings) -> str:
    """An address of the host, all of whose addresses are public unless the operator allowed it.

    Raises UnreadableError for private, loopback, link-local and reserved addresses.
    """
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnreadableError("de site is niet te vinden; controleer het adres") from error
    addresses = [str(entry[4][0]) for entry in found]
    names = {host.lower(), f"{host.lower()}:{port}" if port else host.lower()}
    if not names & settings.allowed_hosts:
        for address in addresses:
            if not ipaddress.ip_address(address.split("%")[0]).is_global:
                raise UnreadableError(
                    "dit adres ligt in een privénetwerk en wordt niet gelezen; de beheerder kan "
                    "de host toestaan met WEGWIJS_INGEST_ALLOW_HOSTS"
                )
    return addresses[0]
