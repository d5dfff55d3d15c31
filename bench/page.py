"""`python -m bench.page`: the home page with and without the chat, as Lighthouse looks at a phone.

Every visit is a first one, on the screen of a phone whose processor is four times slower than this
one, over 1.6 Mbit/s with 150 ms of delay (Lighthouse's own settings). The median of some visits.

    python -m bench.page --visits 7 --home HOME
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, ViewportSize, sync_playwright

from bench.evaluate import EXAMPLE
from bench.load import serving

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PHONE = ViewportSize(width=412, height=823)
SLOWER, DELAY_MS, BYTES_A_SECOND = 4, 150, 1.6 * 1024 * 1024 / 8

# What a page notes of itself: shifts of its layout, tasks over 50 ms (only what is over it blocks).
WATCH = """window.seen = { shift: 0, blocked: 0, largest: 0 };
const watch = (type, heard) => new PerformanceObserver((list) => list.getEntries().forEach(heard))
  .observe({ type, buffered: true });
watch("layout-shift", (e) => { seen.shift += e.value; });
watch("longtask", (e) => { seen.blocked += Math.max(0, e.duration - 50); });
watch("largest-contentful-paint", (e) => { seen.largest = e.startTime; });"""
READ = """() => ({ ...seen,
  first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  began_loading: performance.getEntriesByType("navigation")[0].loadEventStart,
  loaded: performance.getEntriesByType("navigation")[0].loadEventEnd,
  asked: performance.getEntriesByType("resource").find((e) => e.name.includes("/widget/config?"))?.startTime ?? 0,
  globals: Object.keys(window).filter((key) => key !== "seen").length,
  sheets: document.styleSheets.length })"""


def visit(browser: Browser, url: str, *, chat: bool, slowed: bool = False) -> dict[str, Any]:
    """One first visit: milliseconds (first, largest, blocked, loaded, button), shift, bytes over
    the network, requests, and the page's own globals and style sheets."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    sizes: list[float] = []
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    if slowed:
        _slow(devtools)
    if not chat:
        devtools.send("Network.setBlockedURLs", {"urls": ["*/widget.js"]})
    page.add_init_script(WATCH)
    page.goto(url, wait_until="load")
    button = 0.0
    if chat:
        page.locator("wegwijs-chat .launcher").wait_for()
        button = page.evaluate("() => performance.now()")
    page.wait_for_load_state("networkidle")
    found: dict[str, Any] = page.evaluate(READ)
    context.close()
    return {**found, "button": button, "bytes": sum(sizes), "requests": len(sizes)}


def _slow(devtools: CDPSession) -> None:
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    conditions = {
        "offline": False,
        "latency": DELAY_MS,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND / 2,
    }
    devtools.send("Network.emulateNetworkConditions", conditions)


def main() -> None:
    """The table on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=7)
    parser.add_argument("--home", type=Path, help="an ingested home; else the example is ingested")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.home or Path(folder) / "home"
        if arguments.home is None:
            environment = {**os.environ, "WEGWIJS_HOME": str(home)}
            command = [sys.executable, "-m", "bots.cli", "ingest", str(EXAMPLE)]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        with serving(home, plain=False) as (url, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            visit(browser, url, chat=True)  # both have run once before anything is measured
            rows = {
                chat: [visit(browser, url, chat=chat, slowed=True) for _ in range(arguments.visits)]
                for chat in (False, True)
            }
            browser.close()
    print(f"{arguments.visits} visits each, load average {os.getloadavg()[0]:.1f}\n")
    print("| | without the chat | with the chat |\n|---|---|---|")
    for key, name in (
        ("first", "first contentful paint, ms"),
        ("largest", "largest contentful paint, ms"),
        ("shift", "layout shift"),
        ("blocked", "main thread blocked, ms"),
        ("loaded", "page loaded, ms"),
        ("button", "the chat's button is there, ms"),
        ("bytes", "bytes over the network"),
        ("requests", "requests"),
    ):
        bare, dressed = (statistics.median(v[key] for v in rows[chat]) for chat in (False, True))
        digits = 3 if key == "shift" else 0
        print(f"| {name} | {bare:,.{digits}f} | {dressed:,.{digits}f} |")


if __name__ == "__main__":
    main()
