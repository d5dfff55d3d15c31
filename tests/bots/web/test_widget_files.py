"""What a page loads for the chat: how much, from where, and in which words."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from web_door import Door, is_problem

from assistant.texts import LANGUAGES
from bots.web.wording import FOLDER, NAMES, direction, wording

STATIC = Path("bots/web/static")
FILES = ["widget.js", *(f"widget/{path.name}" for path in sorted((STATIC / "widget").iterdir()))]
MOST = 25_000
# A page that nobody opens the chat on loads only these.
FIRST = 10_000


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_chat_with_its_texts_is_small(door: Door, language: str) -> None:
    sizes = {name: await _carried(door, f"/{name}") for name in FILES}
    texts = await _carried(door, f"/api/v1/widget/config?language={language}")
    first = sizes["widget.js"] + sizes["widget/widget.css"] + texts
    total = sum(sizes.values()) + texts
    print(f"{language}: {total} bytes in all, {first} before the chat is opened")
    assert total <= MOST
    assert first <= FIRST


async def _carried(door: Door, path: str) -> int:
    """Bytes over the network of a packed answer."""
    async with door.http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, path
        assert answer.headers["content-encoding"] == "gzip"
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert gzip.decompress(raw)
    return len(raw)


@pytest.mark.parametrize("name", FILES)
async def test_a_file_may_be_read_by_any_site_and_is_not_sent_twice(door: Door, name: str) -> None:
    answer = await door.http.get(f"/{name}")
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    again = await door.http.get(f"/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", FILES)
def test_a_file_loads_nothing_from_elsewhere_and_keeps_no_cookie(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert "document.cookie" not in text and "eval(" not in text
    # The name of SVG is written as an address; nothing is fetched from there.
    links = set(re.findall(r"https?://[\w.]+", text)) - {"https://HOST", "http://www.w3.org"}
    assert not links
    if name.endswith(".css"):
        assert "url(" not in text and "@import" not in text


@pytest.mark.parametrize(
    "path", ["/widget/../app.py", "/widget/..%2Fstatus.css", "/widget/%00.js", "/widget/nergens.js"]
)
async def test_nothing_but_the_chats_own_files_is_served(door: Door, path: str) -> None:
    is_problem(await door.http.get(path), 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    dutch, own = wording("nl"), wording(language)
    assert list(own) == list(dutch)
    for key, text in dutch.items():
        names = re.findall(r"\{(\w+)\}", text)
        assert sorted(re.findall(r"\{(\w+)\}", own[key])) == sorted(names), key
        assert bool(own[key]) or key == "questions", key
    if language != "nl":
        same = [key for key in own if own[key] == dutch[key]]
        assert not same, f"not translated: {same}"


def test_every_sentence_is_used_by_the_chat_or_a_page() -> None:
    used = "".join(
        path.read_text(encoding="utf-8")
        for path in (*STATIC.rglob("*.js"), *Path("bots/web").rglob("*.py"))
    ) + "".join(path.read_text() for path in Path("bots/web/templates").iterdir())
    # Made from parts: a way to reply, a reason, a step, a word under a field.
    built = re.compile(
        r"^(way|why|step|wrong)_|^(email|phone|offline|unreachable|too_slow|failed)$"
    )
    unused = [k for k in wording("nl") if not re.search(rf"\b{k}\b", used) and not built.match(k)]
    assert unused == []


def test_every_language_has_its_own_name_and_direction() -> None:
    assert tuple(NAMES) == LANGUAGES == tuple(sorted(LANGUAGES, key=list(NAMES).index))
    assert [language for language in LANGUAGES if direction(language) == "rtl"] == ["ar"]
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(LANGUAGES)
