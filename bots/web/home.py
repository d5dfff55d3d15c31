"""The page at /: an example of an organisation's home page, with the chat on it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bots.web.chat import HouseOf
from bots.web.pages import template
from knowledge.organisation import Organisation

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(house: HouseOf) -> HTMLResponse:
    """The home page, in the name of whose documents were ingested."""
    knowledge = house.knowledge()
    own = knowledge.organisation if knowledge else Organisation()
    *others, last = own.gemeenten or ("",)
    page = template("home.html").render(
        name=own.naam[:1].upper() + own.naam[1:],
        towns=f"{', '.join(others)} en {last}" if others else last,
        desk=own.contact.get("loket"),
        office=own.contact.get("secretariaat"),
    )
    return HTMLResponse(page)
