"""Which sites may show the chat: those on the operator's list, and the own host."""

from __future__ import annotations

import httpx
import pytest
from pydantic import ValidationError
from web_door import Door, is_problem, running

from assistant.models import Conversation
from bots.web.settings import Language, WebSettings, WidgetSettings
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

SITE, SCHOOL, STRANGER = (
    "https://www.samenwerkingsverband.example",
    "https://intranet.school.example:8443",
    "https://elders.example",
)
CONFIG = "/api/v1/widget/config"
LISTED = WebSettings(
    sites=f"{SITE}/pad/, www.ander.example", school_sites=SCHOOL.upper(), burst=10_000
)


def allowed(answer: httpx.Response) -> str | None:
    return answer.headers.get("access-control-allow-origin")


@pytest.mark.parametrize("origin", [SITE, SCHOOL, "https://www.ander.example"])
async def test_a_site_on_the_list_may_ask(door: Door, origin: str) -> None:
    async with running(door.house, LISTED) as http:
        asked = {"Access-Control-Request-Method": "POST", "Origin": origin}
        before = await http.options("/api/v1/conversations", headers=asked)
        assert before.status_code == 204
        assert "authorization" in before.headers["access-control-allow-headers"]
        for answer in (
            before,
            await http.get(CONFIG, headers={"Origin": origin}),
            await http.post("/api/v1/conversations", json={}, headers={"Origin": origin}),
        ):
            assert answer.status_code in (200, 201, 204)
            assert allowed(answer) == origin
            assert "Origin" in answer.headers["vary"]
            assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [STRANGER, "null", "http://www.samenwerkingsverband.example", f"{SITE}.kwaad.example", "x"],
)
async def test_another_site_is_refused_and_told_why(door: Door, origin: str) -> None:
    async with running(door.house, LISTED) as http:
        asked = {"Access-Control-Request-Method": "POST", "Origin": origin}
        before = await http.options("/api/v1/conversations", headers=asked)
        posted = await http.post("/api/v1/conversations", json={}, headers={"Origin": origin})
        for answer in (before, posted):
            is_problem(answer, 403)
            assert allowed(answer) is None
        told = await http.get(CONFIG, headers={"Origin": origin})
        assert "WEGWIJS_SITES" in is_problem(told, 403)["detail"]
        assert allowed(told) == "*"  # so that the console of that page can show it


async def test_no_site_but_the_own_host_may_ask_by_default(door: Door) -> None:
    async with running(door.house, WebSettings(sites="", school_sites="")) as http:
        is_problem(await http.get(CONFIG, headers={"Origin": SITE}), 403)
        own = await http.get(CONFIG, headers={"Origin": "http://wegwijs.test"})
        assert own.status_code == 200
        assert allowed(own) is None


async def test_a_schools_own_site_sees_what_schools_see(
    door: Door, layered_knowledge: KnowledgeBase
) -> None:
    door.house.knowledge._open = layered_knowledge
    passages = {d.id: d.passages[0].id.replace("#", "%23") for d in layered_knowledge.documents()}
    async with running(door.house, LISTED) as http:
        for origin, seen in ((SITE, False), (SCHOOL, True)):
            headers = {"Origin": origin}
            shown = await http.get(f"/api/v1/passages/{passages['voor-school']}", headers=headers)
            assert (shown.status_code == 200) is seen
            hidden = await http.get(
                f"/api/v1/passages/{passages['voor-medewerkers']}", headers=headers
            )
            is_problem(hidden, 404)


@pytest.mark.parametrize(
    ("origin", "wanted", "given"),
    [
        (SCHOOL, None, "school"),
        (SCHOOL, "everyone", "everyone"),  # a page for parents on the site of a school
        (SITE, "school", "everyone"),  # a page cannot make more of its site than it is
    ],
)
async def test_a_page_may_ask_for_less_than_its_site_may_see_and_never_for_more(
    door: Door, origin: str, wanted: str | None, given: str
) -> None:
    async with running(door.house, LISTED) as http:
        answer = await http.post(
            "/api/v1/conversations", json={"audience": wanted}, headers={"Origin": origin}
        )
    async with door.house.sessions() as session:
        row = await session.get_one(Conversation, answer.json()["id"])
        assert row.audience == given


@pytest.mark.parametrize(
    ("asked", "operator", "shown"),
    [
        ("?language=pl&page=ar", "tr", "pl"),
        ("?page=ar", "tr", "tr"),
        ("?page=ar", None, "ar"),
        ("", None, "nl"),
    ],
)
async def test_the_operators_language_goes_before_the_pages_and_after_the_askers(
    door: Door, asked: str, operator: Language | None, shown: str
) -> None:
    async with running(door.house, LISTED, WidgetSettings(language=operator)) as http:
        assert (await http.get(f"{CONFIG}{asked}")).json()["language"] == shown


def test_the_audience_follows_from_the_site() -> None:
    assert LISTED.audience(SCHOOL) is Audience.SCHOOL
    for origin in (SITE, STRANGER, None):
        assert LISTED.audience(origin) is Audience.EVERYONE


@pytest.mark.parametrize("wrong", ["ftp://x.nl", "https://", "javascript:alert(1)"])
def test_an_address_that_is_no_site_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(ValidationError, match=r"geen adres van een site"):
        WebSettings(sites=wrong)
