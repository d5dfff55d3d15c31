"""What the chat on other people's pages needs: its files, and what it says and looks like."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from assistant.adjustments import Banner, Retention, Switch, value_of
from assistant.database import reading
from assistant.hours import ZONE, OfficeHours, office_hours
from assistant.texts import table
from assistant.tuning import LONGEST_QUESTION
from bots.bootstrap import House
from bots.web.chat import HouseOf
from bots.web.problems import documented
from bots.web.settings import Language, WidgetSettings
from bots.web.suggesting import suggested
from bots.web.widget_shapes import Kept, Office, WidgetConfig
from bots.web.wording import NAMES, wording

STATIC = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
# Browsers ask again after five minutes whether a file changed; meanwhile pages open at once.
CACHE = "public, max-age=300, stale-while-revalidate=86400"

# Sentences of the status page, and what is sent in a form of its own.
_NOT_IN_THE_CHAT = frozenset(
    "status_title status_asked status_talk status_gone status_failed questions title".split()
)

router = APIRouter(tags=["chat op een site"])


@dataclass(frozen=True, slots=True)
class File:
    """A file of the widget, as it is and packed."""

    plain: bytes
    packed: bytes
    etag: str
    media_type: str


@router.get("/widget.js", include_in_schema=False)
async def loader(request: Request) -> Response:
    """The one line on a site loads this."""
    return _answer(request, "widget.js")


@router.get("/widget/{name}", include_in_schema=False)
async def part(name: str, request: Request) -> Response:
    """The rest, when someone opens the chat."""
    return _answer(request, f"widget/{name}")


def _answer(request: Request, name: str) -> Response:
    file = read(name)
    if file is None:
        raise HTTPException(404)
    headers = {"ETag": file.etag, "Cache-Control": CACHE, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.media_type)
    return Response(file.plain, headers=headers, media_type=file.media_type)


@cache
def read(name: str) -> File | None:
    """A file by its name, read once; None for what is not the widget's."""
    path = STATIC / name
    if path.suffix not in _TYPES or "/." in name or "\0" in name or not path.is_file():
        return None
    plain = _lean(path.read_text(encoding="utf-8")).encode()
    digest = hashlib.sha256(plain).hexdigest()[:16]
    return File(plain, gzip.compress(plain, 9, mtime=0), f'"{digest}"', _TYPES[path.suffix])


def _lean(text: str) -> str:
    """Without indentation and lines that are only a comment: a phone does not read those."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@router.get(
    "/api/v1/widget/config", response_model=WidgetConfig, responses=documented(403, 422, 429, 503)
)
async def config(
    house: HouseOf,
    request: Request,
    language: Language | None = None,
    page: Language | None = None,
) -> Response:
    """What to show. A site that is not on the list is told why not (403).

    `language`: chosen by the asker or the page's author. `page`: what the page or the browser
    speaks, for when the operator set no language.
    """
    own: WidgetSettings = request.app.state.widget
    spoken = language or own.language or page or "nl"
    shown = (await _config(house, own, spoken)).model_dump_json().encode()
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        shown = gzip.compress(shown, 6, mtime=0)
    return Response(shown, headers=headers, media_type="application/json")


async def _config(house: House, own: WidgetSettings, language: Language) -> WidgetConfig:
    knowledge = house.knowledge()
    now = datetime.now(UTC)
    async with reading(house.sessions) as session:
        hours = await office_hours(session)
        banner = await value_of(session, "banner", Banner)
        switch = await value_of(session, "switch", Switch)
        kept = await value_of(session, "retention", Retention)
    said = wording(language)
    organisation = knowledge.organisation.naam if knowledge else "Wegwijs"
    chosen = [question.strip() for question in own.questions.split("|") if question.strip()]
    return WidgetConfig(
        language=language,
        names=NAMES,
        organisation=organisation,
        title=own.title or said["title"],
        greeting=own.greeting,
        questions=chosen or await asyncio.to_thread(suggested, knowledge, language, now.date()),
        position=own.position,
        colour=own.colour,
        on_colour=own.on_colour,
        banner=banner.on(now.astimezone(ZONE).date(), language),
        office=office(hours, now, language),
        answers=switch.assistant == "on" and knowledge is not None,
        longest=LONGEST_QUESTION,
        kept=Kept(
            conversations=kept.conversations,
            escalations=kept.escalations,
            contacts=kept.contacts,
        ),
        texts={key: text for key, text in said.items() if key not in _NOT_IN_THE_CHAT},
    )


def office(hours: OfficeHours, now: datetime, language: str) -> Office:
    """Is someone there, and until when or from when."""
    said = wording(language)
    closing, opening = hours.closes_at(now), hours.next_opening(now)
    if closing is not None:
        text = said["office_open"].format(time=f"{closing.astimezone(ZONE):%H:%M}")
        return Office(open=True, text=text)
    if opening is None:
        return Office(open=False, text=said["office_away"])
    local = opening.astimezone(ZONE)
    weekday = table(language)["weekdays"].split(",")[local.weekday()].strip()
    text = said["office_closed"].format(weekday=weekday, time=f"{local:%H:%M}")
    return Office(open=False, text=text)
