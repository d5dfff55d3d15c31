"""The page behind a status link, in the asker's language and without JavaScript."""

from __future__ import annotations

import httpx
import pytest
from web_door import Door

from assistant.texts import LANGUAGES
from bots.web.wording import direction, wording


async def handed_over(door: Door, language: str = "nl") -> str:
    """The path of the status page of a new question."""
    opened = await door.open(language)
    body = {"text": "Wie helpt ons met <b>vervoer</b>?"}
    given = await door.http.post(opened.path("handover"), json=body, headers=opened.key)
    return str(given.json()["status_path"])


async def send(door: Door, path: str, text: str | None = None) -> httpx.Response:
    return await door.http.post(path, data={} if text is None else {"text": text})


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_the_language_of_the_conversation(door: Door, language: str) -> None:
    page = await door.http.get(await handed_over(door, language))
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="{direction(language)}">' in page.text
    assert f"<h1>{wording(language)['status_title']}</h1>" in page.text
    assert "Wie helpt ons met &lt;b&gt;vervoer&lt;/b&gt;?" in page.text
    assert "<script" not in page.text


async def test_the_page_is_kept_by_no_cache_and_listed_by_no_search_engine(door: Door) -> None:
    headers = (await door.http.get(await handed_over(door))).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"


async def test_an_addition_is_masked_and_shown(door: Door) -> None:
    path = await handed_over(door)
    added = await send(door, f"{path}/add", "Bel mij op 06-12345678")
    assert (added.status_code, added.headers["location"]) == (303, f"{path}?said=added")
    page = (await door.http.get(added.headers["location"])).text
    assert wording("nl")["status_added"] in page
    assert "[telefoon]" in page and "12345678" not in page


@pytest.mark.parametrize("text", [None, "", "   ", "x" * 2_001, "x" * 10_001])
async def test_what_cannot_be_added_is_told_and_not_lost(door: Door, text: str | None) -> None:
    answer = await send(door, f"{await handed_over(door)}/add", text)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert wording("nl")["status_failed"] in answer.text
    if text and text.strip():
        assert text[:2_001] in answer.text


async def test_withdrawing_closes_the_question_and_twice_is_no_error(door: Door) -> None:
    path = await handed_over(door)
    for _ in range(2):
        assert (await send(door, f"{path}/withdraw")).status_code == 303
    page = (await door.http.get(path)).text
    assert "Uw vraag is afgerond." in page
    assert f'action="{path}/withdraw"' not in page


@pytest.mark.parametrize("what", ["", "/add", "/withdraw"])
@pytest.mark.parametrize("token", ["verkeerd", "%00", "x" * 3_000])
async def test_a_link_that_does_not_work_says_so_on_a_page(
    door: Door, token: str, what: str
) -> None:
    path = f"/status/{token}{what}"
    answer = await (send(door, path, "Hallo") if what else door.http.get(path))
    assert answer.status_code == 404
    assert wording("nl")["status_gone"] in answer.text
