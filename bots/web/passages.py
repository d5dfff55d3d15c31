"""The passage behind a source, with the section it stands in and the way to the whole document."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request

from bots.web.chat import HouseOf, WebOf
from bots.web.originals import address
from bots.web.problems import documented
from bots.web.shapes import PassageShown

router = APIRouter(prefix="/api/v1", tags=["gesprek"], responses=documented(404, 422, 429, 500))


@router.get("/passages/{passage_id:path}")
async def passage(passage_id: str, house: HouseOf, web: WebOf, request: Request) -> PassageShown:
    """A passage that visitors of this site may read. `url` may be a path on this server."""
    knowledge = house.knowledge()
    found = knowledge.passage(passage_id) if knowledge else None
    reader = web.audience(request.headers.get("origin"))
    if found is None or not reader.sees(found[0].audience):
        raise HTTPException(404, "Deze bron bestaat niet (meer).")
    document, own = found
    return PassageShown(
        id=own.id,
        document_id=document.id,
        title=document.title,
        heading=list(own.heading),
        page=own.page,
        url=address(document, own),
        text=own.text,
        section=[p.text for p in document.passages if p.section == own.section],
        valid_until=document.valid_until.isoformat() if document.valid_until else None,
        owner=document.owner,
        example=document.example,
    )
