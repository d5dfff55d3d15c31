"""A website as a source: polite, bounded, and never a way into the operator's network."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from site_server import LONG, Reply, Site, served

from ingest.blocks import UnreadableError
from ingest.settings import IngestSettings
from ingest.sources.addresses import canonical, is_public
from ingest.sources.website import Absent, BadPage, Pace, Page, Walk
from ingest.sync import SyncReport, sync
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings

ROBOTS = "text/plain"


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.time = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    @property
    def pace(self) -> Pace:
        return Pace(self.now, self.sleep)


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as made:
        made.page("/", "/een", "/twee")
        made.page("/een", "/", "/drie")
        made.page("/twee")
        made.page("/drie")
        yield made


def limits(site: Site, **more: object) -> IngestSettings:
    """Settings that allow the tests' own host, as an operator would."""
    return IngestSettings(allow_hosts=f"127.0.0.1:{site.port}", **more)  # type: ignore[arg-type]


def walk(site: Site, start: str = "", **more: object) -> tuple[list[object], Walk]:
    made = Walk(start or site.url, limits(site, **more), Clock().pace)
    return list(made.pages()), made


def paths(found: list[object], site: Site, kind: type = Page) -> list[str]:
    return [p.url.removeprefix(site.url[:-1]) for p in found if isinstance(p, kind)]  # type: ignore[attr-defined]


def test_crawl_reads_every_page_of_the_host_once(site: Site) -> None:
    found, made = walk(site)
    assert paths(found, site) == ["/", "/een", "/twee", "/drie"]
    assert made.complete
    assert site.asked == ["/robots.txt", "/", "/sitemap.xml", "/een", "/twee", "/drie"]


def test_sitemap_is_followed_instead_of_links(site: Site) -> None:
    site.page("/los", "/een")
    body = f"<urlset><url><loc><![CDATA[{site.url}los?a=1&amp;b=2]]></loc></url><url><loc>{site.url}los</loc></url><url><loc>https://elders.nl/x</loc></url></urlset>"
    site.replies["/sitemap.xml"] = Reply(body.encode(), kind="application/xml")
    found, _ = walk(site)
    assert paths(found, site) == ["/", "/los"]
    assert paths(found, site, Absent) == ["/los?a=1&b=2"]


def test_packed_sitemap_that_robots_names_and_that_is_nested_is_read(site: Site) -> None:
    inner = gzip.compress(f"<urlset><loc>{site.url}drie</loc></urlset>".encode())
    site.replies["/kaart.xml.gz"] = Reply(inner, kind="application/x-gzip")
    outer = f"<sitemapindex><loc>{site.url}kaart.xml.gz</loc></sitemapindex>"
    site.replies["/kaarten.xml"] = Reply(outer.encode(), kind="text/xml")
    site.replies["/robots.txt"] = Reply(f"Sitemap: {site.url}kaarten.xml".encode(), kind=ROBOTS)
    assert paths(walk(site)[0], site) == ["/", "/drie"]


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /een\n", kind=ROBOTS)
    found, _ = walk(site)
    assert paths(found, site) == ["/", "/twee"]
    assert "/een" not in site.asked
    assert [p.reason for p in found if isinstance(p, Absent)] == [
        "robots.txt van de site staat niet toe dat deze pagina gelezen wordt"
    ]


def test_robots_txt_that_forbids_all_or_cannot_be_read_stops_the_walk(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n", kind=ROBOTS)
    with pytest.raises(UnreadableError, match="staat niet toe"):
        walk(site)
    site.replies["/robots.txt"] = Reply(status=503)
    with pytest.raises(UnreadableError, match="niet te lezen"):
        walk(site)


@pytest.mark.parametrize(("robots", "pause"), [(b"", 0.5), (b"User-agent: *\nCrawl-delay: 4", 4.0)])
def test_requests_are_spaced_as_set_or_as_the_site_asks(
    site: Site, robots: bytes, pause: float
) -> None:
    site.replies["/robots.txt"] = Reply(robots, kind=ROBOTS)
    clock = Clock()
    list(Walk(site.url, limits(site, requests_a_second=2.0), clock.pace).pages())
    assert clock.slept == [pause] * (len(site.asked) - 1)


def test_walk_ends_at_the_page_limit_and_says_so(site: Site) -> None:
    found, made = walk(site, max_pages=2)
    assert paths(found, site) == ["/", "/een"]
    assert not made.complete
    assert "WEGWIJS_INGEST_MAX_PAGES" in next(p.reason for p in found if isinstance(p, BadPage))


def test_endless_links_end_at_the_page_limit(site: Site) -> None:
    for n in range(60):
        site.page(f"/kalender?dag={n}", f"/kalender?dag={n + 1}", text=LONG + str(n))
    site.page("/", "/kalender?dag=0")
    found, _ = walk(site, max_pages=20)
    assert len(paths(found, site)) == 20


def test_page_that_is_too_large_is_refused_also_when_packed(site: Site) -> None:
    big = gzip.compress(b"<p>" + b"x" * 3_000_000)
    site.replies["/een"] = Reply(big, headers={"Content-Encoding": "gzip"})
    found, _ = walk(site, max_megabytes=1)
    assert [(p.reason) for p in found if isinstance(p, BadPage)] == ["de pagina is groter dan 1 MB"]


def test_redirects_within_the_host_are_followed_and_loops_end(site: Site) -> None:
    site.redirect("/een", "drie", 301)
    site.redirect("/twee", "/twee")
    found, _ = walk(site)
    assert paths(found, site) == ["/", "/drie"]
    assert [p.reason for p in found if isinstance(p, BadPage)] == ["te veel doorverwijzingen"]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest",
        "http://localhost:{port}/geheim",
        "file:///etc/passwd",
        "http://[::1]/",
    ],
)
def test_redirect_to_a_private_address_is_not_followed(site: Site, target: str) -> None:
    site.page("/geheim", title="Geheim")
    site.redirect("/een", target.format(port=site.port))
    found, _ = walk(site)
    assert "/geheim" not in site.asked
    assert paths(found, site) == ["/", "/twee"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://2130706433:{port}/",
    ],
)
def test_private_address_is_refused_unless_the_operator_allows_it(site: Site, url: str) -> None:
    with pytest.raises(UnreadableError, match=r"privénetwerk|niet te lezen"):
        list(Walk(url.format(port=site.port), IngestSettings(), Clock().pace).pages())
    assert site.asked == []


def test_name_that_resolves_to_a_private_address_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["93.184.216.34", "127.0.0.1"]

    def lookup(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in answers]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(UnreadableError, match="privénetwerk"):
        list(Walk(f"http://regio.example:{site.port}/", IngestSettings(), Clock().pace).pages())
    assert site.asked == []


def test_connection_goes_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with monkeypatch.context() as patched:
        patched.setattr("ingest.sources.addresses.socket.getaddrinfo", lookup)
        settings = IngestSettings(allow_hosts="regio.example")
        first = next(Walk(f"http://regio.example:{site.port}/", settings, Clock().pace).pages())
    assert isinstance(first, Page)
    assert set(site.hosts) == {f"regio.example:{site.port}"}
    # Once by us; what follows is a literal address.
    assert set(asked) == {"regio.example", "127.0.0.1"}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("2a00:1450:400e::1", True),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
    ],
)
def test_address_is_public_only_when_all_of_it_is(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "canon"),
    [
        ("HTTPS://Regio.NL:443/a b#kop", "https://regio.nl/a%20b"),
        ("http://gebruiker:geheim@regio.nl", "http://regio.nl/"),
        ("https://één.nl/é?x=é", "https://xn--n-9faa.nl/%C3%A9?x=%C3%A9"),
        ("http://[::1]:80/", "http://[::1]/"),
    ],
)
def test_address_is_written_in_one_way(url: str, canon: str) -> None:
    assert canonical(url) == canon


def test_pages_that_are_gone_elsewhere_private_or_no_text_are_no_failure(site: Site) -> None:
    site.page("/", "/weg", "/inlog", "/foto", "/extern", "http://[kapot", "mailto:a@b.nl", "/twee")
    site.replies["/inlog"] = Reply(status=403)
    site.replies["/foto"] = Reply(b"\x89PNG", kind="image/png")
    site.redirect("/extern", "https://elders.example/")
    found, made = walk(site)
    assert paths(found, site) == ["/", "/twee"]
    assert [p.reason for p in found if isinstance(p, Absent)] == [
        "de pagina bestaat niet meer (404)",
        "de pagina is niet openbaar (403)",
        "dit is geen tekst",
        "de pagina verwijst door naar een andere site",
    ]
    assert made.complete


def test_page_that_asks_not_to_be_kept_is_left_out(site: Site) -> None:
    site.page("/een", "/drie", head='<meta name="robots" content="noindex">')
    site.replies["/twee"].headers["X-Robots-Tag"] = "noindex"
    assert paths(walk(site)[0], site) == ["/", "/drie"]


def test_same_page_under_two_addresses_is_read_once(site: Site) -> None:
    site.replies["/drie"] = site.replies["/twee"]
    assert paths(walk(site)[0], site) == ["/", "/een", "/twee"]


def test_pdf_on_the_site_is_read_and_encoding_of_the_server_counts(site: Site) -> None:
    from pdf_writer import pages

    site.page("/", "/plan.pdf", "/oud")
    data = pages([(72, 700, "De school meldt de leerling aan bij het Loket van de regio.")])
    site.replies["/plan.pdf"] = Reply(data, kind="application/pdf")
    html = f"<h1>Oud</h1><p>{LONG} Eén coördinator kost € 5.</p>"
    site.replies["/oud"] = Reply(html.encode("cp1252"), kind="text/html; charset=windows-1252")
    found = [p for p in walk(site)[0] if isinstance(p, Page)]
    assert [p.suffix for p in found] == [".html", ".pdf", ".html"]
    assert "Eén coördinator kost € 5." in found[2].data.decode("utf-8-sig")


def test_site_that_cannot_be_reached_is_told_and_loses_nothing(site: Site) -> None:
    with pytest.raises(UnreadableError, match="niet te bereiken"):
        list(
            Walk(
                "http://127.0.0.1:9/", IngestSettings(allow_hosts="127.0.0.1"), Clock().pace
            ).pages()
        )
    with pytest.raises(UnreadableError, match="geldig webadres"):
        Walk("http://[kapot", IngestSettings(), Clock().pace)


class Synced:
    """The site in an index."""

    def __init__(self, site: Site, home: Path) -> None:
        self.site, self.settings = site, KnowledgeSettings(home=home, chroma_url=None)

    def sync(self) -> SyncReport:
        return sync(
            [self.site.url],
            settings=self.settings,
            now=datetime(2026, 11, 24, tzinfo=UTC),
            limits=limits(self.site),
            pace=Clock().pace,
        )

    def titles(self) -> set[str]:
        return {d.title for d in KnowledgeBase(self.settings).documents()}


def test_page_that_is_gone_disappears_and_one_that_fails_stays(site: Site, tmp_path: Path) -> None:
    synced = Synced(site, tmp_path / "home")
    assert (synced.sync().added, synced.sync().unchanged) == (4, 4)
    del site.replies["/twee"]
    site.replies["/drie"] = Reply(status=500)
    report = synced.sync()
    assert [f.reason for f in report.failures] == ["de site antwoordde met foutcode 500"]
    assert "Pagina /drie" in synced.titles()
    site.page("/drie")
    report = synced.sync()
    assert (report.ok, report.deleted) == (True, 1)
    assert synced.titles() == {"Pagina /", "Pagina /een", "Pagina /drie"}
    [found] = [d for d in KnowledgeBase(synced.settings).documents() if d.title == "Pagina /een"]
    assert (found.url, found.kind.value) == (site.url + "een", "web")


def test_broken_and_empty_pages_are_told_and_the_rest_goes_in(site: Site, tmp_path: Path) -> None:
    site.replies["/een"] = Reply(b"<h1>Kop<p>" + LONG.encode() + b"<table><tr><td>a<div></p>")
    site.replies["/twee"] = Reply(b"<nav>menu</nav>")
    report = Synced(site, tmp_path / "home").sync()
    assert [f.reason for f in report.failures] == ["de pagina bevat geen leesbare tekst"]
    assert report.added == 2


def test_site_that_is_down_loses_nothing(site: Site, tmp_path: Path) -> None:
    synced = Synced(site, tmp_path / "home")
    synced.sync()
    site.replies["/"] = Reply(status=502)
    assert [f.reason for f in synced.sync().failures] == ["de site antwoordde met foutcode 502"]
    assert len(synced.titles()) == 4
