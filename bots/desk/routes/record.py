"""The record of who did what."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bots.desk import wording
from bots.desk.pages import render
from bots.desk.signed_in import HouseOf

router = APIRouter(prefix="/logboek")
SIZE = 50


@router.get("")
async def show(request: Request, house: HouseOf) -> Response:
    """A page of the record, of everyone or of one person, of everything or of one kind."""
    query = request.query_params
    people = {person.id: person.name for person in await house.accounts.people()}
    who = query.get("wie", "")
    kind = query.get("wat", "")
    number = query.get("pagina", "1")
    page = int(number) if number.isdigit() and 0 < int(number) < 100_000 else 1
    lines, total = await house.records.page(
        subject=kind if kind in wording.SUBJECTS else None,
        staff_id=who if who in people else None,
        page=page,
        size=SIZE,
    )
    return render(
        request,
        "record.html",
        lines=lines,
        total=total,
        people=people,
        who=who,
        kind=kind,
        page=page,
        pages=max(1, -(-total // SIZE)),
    )
