"""The page behind a status link: how it stands with a question, in the asker's own language.

The link's secret is all one needs, so the page says nothing that the asker did not write or get.
It works without JavaScript.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.askers import Followed, Link, UnknownLinkError
from assistant.hours import ZONE
from assistant.states import State
from assistant.threads import EmptyError, TooLongError
from assistant.tuning import LONGEST_QUESTION
from bots.web.chat import HouseOf
from bots.web.pages import template
from bots.web.wording import direction, wording

router = APIRouter(prefix="/status", include_in_schema=False)


@router.get("/{token}")
async def show(
    token: str, house: HouseOf, said: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """How it stands."""
    try:
        followed = await house.askers.follow(who=Link(token), now=datetime.now(UTC))
    except UnknownLinkError:
        return _page("gone.html", "nl", status=404)
    return _standing(followed, token, _notice(said))


@router.post("/{token}/add")
async def add(token: str, house: HouseOf, text: Annotated[str, Form()] = "") -> Response:
    """Add to the question; what cannot be added stays in its field."""
    link = Link(token)
    try:
        await house.askers.add(who=link, text=text, now=datetime.now(UTC))
    except UnknownLinkError:
        return _page("gone.html", "nl", status=404)
    except (EmptyError, TooLongError):
        followed = await house.askers.follow(who=link, now=datetime.now(UTC))
        return _standing(followed, token, "status_failed", typed=text, status=422)
    return RedirectResponse(f"/status/{token}?said=added", 303)


@router.post("/{token}/withdraw")
async def withdraw(token: str, house: HouseOf, request: Request) -> Response:
    """The asker no longer needs an answer."""
    try:
        await house.askers.withdraw(who=Link(token), now=datetime.now(UTC))
    except UnknownLinkError:
        return _page("gone.html", "nl", status=404)
    return RedirectResponse(f"/status/{token}", 303)


def _notice(said: str) -> str:
    return "status_added" if said == "added" else ""


def _standing(
    followed: Followed, token: str, notice: str, *, typed: str = "", status: int = 200
) -> HTMLResponse:
    lines = [line for line in followed.messages if line.author != "assistant"]
    return _page(
        "status.html",
        followed.language,
        status=status,
        followed=followed,
        lines=lines,
        token=token,
        notice=notice,
        typed=typed,
        closed=followed.state is State.CLOSED,
        longest=LONGEST_QUESTION,
    )


def _page(name: str, language: str, *, status: int = 200, **values: object) -> HTMLResponse:
    page = template(name).render(
        t=wording(language),
        language=language,
        direction=direction(language),
        at=lambda moment: f"{moment.astimezone(ZONE):%d-%m-%Y %H:%M}",
        **values,
    )
    # A page of one asker: no cache may keep it, no search engine may list it.
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return HTMLResponse(page, status, headers)
