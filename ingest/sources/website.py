"""A website: the pages of one host, by its sitemap or by following links.

Polite (robots.txt, a request rate) and bounded (pages, bytes, time). How a page is fetched, and why
that is never a way into the operator's own network: ingest.sources.fetching.
"""

from __future__ import annotations

import html as entities
import re
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from protego import Protego

from ingest.blocks import UnreadableError
from ingest.loaders import html
from ingest.settings import IngestSettings
from ingest.sources.addresses import canonical, host_of
from ingest.sources.fetching import AGENT, Absent, BadPage, Fetcher, Pace, Page

__all__ = ["Absent", "BadPage", "Pace", "Page", "Walk", "is_url"]

_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|zip|mp[34]|ics|xml|json)$", re.IGNORECASE
)
_LOCATION = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]+)\s*(?:\]\]>)?\s*</loc>")
_ROBOTS = "robots.txt van de site staat niet toe dat deze pagina gelezen wordt"
# Sitemaps in a site's index of sitemaps, and characters of one.
_MAPS, _MAP_BYTES = 50, 20_000_000


def is_url(root: str | Path) -> bool:
    """Whether a root is a site and not a folder."""
    return isinstance(root, str) and root.lower().startswith(("http://", "https://"))


class Walk:
    """One walk over a site. `complete` says afterwards whether every page was seen."""

    def __init__(self, start: str, settings: IngestSettings, pace: Pace) -> None:
        try:
            self._start = canonical(start)
        except ValueError as error:
            raise UnreadableError("dit is geen geldig webadres") from error
        self._settings = settings
        self._fetcher = Fetcher(host_of(self._start), settings, pace)
        self._robots = Protego.parse("")
        self.complete = True

    def pages(self) -> Iterator[Page | BadPage | Absent]:
        """The pages of the host, the start page first; each address and each text once.

        Raises UnreadableError when the start cannot be read.
        """
        first = self._first()
        waiting = deque(self._sitemap())
        crawl = not waiting
        seen, texts = {first.url, self._start}, {first.data}
        yield first
        count = 1
        if crawl:
            waiting.extend(self._links(first))
        while waiting:
            url = waiting.popleft()
            if url in seen:
                continue
            if count >= self._settings.max_pages:
                self.complete = False
                yield BadPage(
                    url,
                    f"de site heeft meer dan {count} pagina's; deze en de volgende zijn niet "
                    "gelezen; verhoog WEGWIJS_INGEST_MAX_PAGES",
                )
                return
            seen.add(url)
            count += 1
            page = self._fetch(url)
            if page.url in seen and page.url != url:
                continue  # a redirect to a page that was read before
            seen.add(page.url)
            if isinstance(page, BadPage):
                self.complete = False  # what it links to is not known now
            if isinstance(page, Page):
                if crawl:
                    waiting.extend(self._links(page))
                if page.data in texts:
                    continue  # one page under two addresses
                texts.add(page.data)
            yield self._listed(page)

    def _first(self) -> Page:
        """The start page; a site may answer with or without 'www.'."""
        for _ in range(2):
            self._read_robots()
            first = self._fetch(self._start)
            if isinstance(first, Absent) and first.elsewhere and self._is_same(first.elsewhere):
                self._start = first.elsewhere
                self._fetcher.host = host_of(self._start)
                continue
            break
        listed = self._listed(first)
        if not isinstance(listed, Page):
            raise UnreadableError(listed.reason)
        return listed

    def _is_same(self, url: str) -> bool:
        def bare(host: str) -> str:
            return host.removeprefix("www.")

        return bare(host_of(url)) == bare(self._fetcher.host)

    def _read_robots(self) -> None:
        """RFC 9309: none means all is allowed; one that cannot be read means nothing is."""
        answer = self._fetcher.get(urljoin(self._start, "/robots.txt"))
        if isinstance(answer, BadPage):
            raise UnreadableError(f"robots.txt van de site is niet te lezen: {answer.reason}")
        text = answer.data[:500_000].decode("utf-8", "replace") if isinstance(answer, Page) else ""
        self._robots = Protego.parse(text)
        delay = float(self._robots.crawl_delay(AGENT) or 0.0)
        self._fetcher.pause = min(max(1.0 / self._settings.requests_a_second, delay), 30.0)

    def _fetch(self, url: str) -> Page | BadPage | Absent:
        if not self._robots.can_fetch(url, AGENT):
            return Absent(url, _ROBOTS)
        return self._fetcher.get(url)

    def _listed(self, page: Page | BadPage | Absent) -> Page | BadPage | Absent:
        """The page, unless it asks not to be kept."""
        if isinstance(page, Page) and page.suffix == ".html":
            try:
                unlisted = page.unlisted or html.is_unlisted(page.data)
            except UnreadableError:
                return page  # the loader says what is wrong with it
            if unlisted:
                return Absent(page.url, "de pagina vraagt om niet bewaard te worden (noindex)")
        return page

    def _links(self, page: Page) -> list[str]:
        """Addresses of this host that a page links to, in order."""
        if page.suffix != ".html":
            return []
        try:
            written = html.links(page.data)
        except UnreadableError:
            return []
        return self._own([link for link in written if _is_link(link)], base=page.url)

    def _sitemap(self) -> list[str]:
        """Addresses of this host in its sitemap (one level of nested sitemaps), or nothing."""
        named = self._own(list(self._robots.sitemaps), pages=False)
        maps = named or [urljoin(self._start, "/sitemap.xml")]
        found = [url for address in maps[:_MAPS] for url in self._locations(address, nested=True)]
        return self._own(found)

    def _locations(self, address: str, *, nested: bool) -> list[str]:
        page = self._fetcher.get(address)
        if isinstance(page, BadPage):
            self.complete = False
        if not isinstance(page, Page):
            return []
        text = _unpacked(page.data).decode("utf-8", errors="replace")
        found = [entities.unescape(match) for match in _LOCATION.findall(text)]
        if "<sitemapindex" not in text:
            return found
        inner = self._own(found, pages=False)[:_MAPS] if nested else []
        return [url for sub in inner for url in self._locations(sub, nested=False)]

    def _own(self, urls: list[str], *, base: str = "", pages: bool = True) -> list[str]:
        """The addresses of this host, each once; those of pictures and the like left out."""
        out: dict[str, None] = {}
        for url in urls:
            try:
                address = canonical(urljoin(base, url))
            except ValueError:
                continue  # people write all kinds of things in a link
            if host_of(address) == self._fetcher.host and not (
                pages and _NO_PAGE.search(urlsplit(address).path)
            ):
                out[address] = None
        return list(out)


def _is_link(link: str) -> bool:
    return not re.match(r"(?:#|[a-z][a-z0-9+.-]*:(?<!http:)(?<!https:))", link, re.IGNORECASE)


def _unpacked(data: bytes) -> bytes:
    """A sitemap that is kept as .gz, unpacked no further than its limit."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return zlib.decompressobj(31).decompress(data, _MAP_BYTES)
    except zlib.error:
        return b""
