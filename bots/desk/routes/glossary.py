"""The glossary: terms, what people call them, and what they mean in plain words."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from bots.desk import forms
from bots.desk.pages import go, now, render
from bots.desk.routes.documents import KeeperOf
from bots.desk.signed_in import HouseOf, Me
from bots.desk.yaml_file import GLOSSARY, ChangedMeanwhileError, history, mark
from ingest.blocks import UnreadableError

router = APIRouter(prefix="/begrippen")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]


@router.get("")
async def show(request: Request, house: HouseOf, keeper: KeeperOf) -> Response:
    """All terms, or those with a word in them."""
    held = GLOSSARY.read(house, keeper)
    sought = request.query_params.get("zoek", "").strip()[:100]
    rows = [
        (number, row)
        for number, row in enumerate(held.rows)
        if sought.casefold() in str(row).casefold()
    ]
    rows.sort(key=lambda pair: str(pair[1].get("term", "")).casefold())
    return render(
        request,
        "glossary.html",
        rows=rows,
        sought=sought,
        progress=keeper.reindexing.progress(),
        earlier=await history(house, keeper, held),
        restores="/begrippen/terugzetten",
    )


@router.get("/nieuw")
async def new(request: Request) -> Response:
    """The form of a new term."""
    return _form(request, None, {})


@router.get("/{number}")
async def one(request: Request, number: int, house: HouseOf, keeper: KeeperOf) -> Response:
    """The form of a term."""
    rows = GLOSSARY.read(house, keeper).rows
    if not 0 <= number < len(rows):
        raise HTTPException(404)
    return _form(request, number, rows[number])


@router.post("/nieuw")
async def add(
    request: Request, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Keep a new term."""
    return await _keep(request, house, me, keeper, fields, None)


@router.post("/terugzetten")
async def restore(
    request: Request, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Put an earlier version of the whole list back."""
    version = fields.text("versie", most=40, label="de versie")
    await GLOSSARY.restore(house, keeper, version=version, actor=me, now=now())
    return go(request, "/begrippen", "restored")


@router.post("/{number}")
async def keep(
    request: Request, number: int, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Keep a term as it was filled in."""
    return await _keep(request, house, me, keeper, fields, number)


@router.post("/{number}/weg")
async def remove(
    request: Request, number: int, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Take a term out."""
    before = fields.text("was", most=20, label="de versie")
    await GLOSSARY.change(house, keeper, at=number, before=before, row=None, actor=me, now=now())
    return go(request, "/begrippen", "saved")


async def _keep(
    request: Request,
    house: HouseOf,
    me: Me,
    keeper: KeeperOf,
    fields: forms.Fields,
    number: int | None,
) -> Response:
    row: dict[str, Any] = {}
    before = fields.text("was", most=20, label="de versie", required=False)
    try:
        row = {
            "term": fields.text("term", most=120, label="het begrip"),
            "afkortingen": list(fields.lines("afkortingen", most=500, label="afkortingen")),
            "gewone_woorden": list(fields.lines("gewoon", most=2_000, label="gewone woorden")),
            "uitleg": fields.text("uitleg", most=2_000, label="de uitleg", required=False),
        }
        await GLOSSARY.change(house, keeper, at=number, before=before, row=row, actor=me, now=now())
    except (forms.WrongFieldError, UnreadableError, ChangedMeanwhileError) as error:
        return _form(request, number, row, error=f"Niet bewaard: {error}", before=before)
    return go(request, "/begrippen", "saved")


def _form(
    request: Request,
    number: int | None,
    row: dict[str, Any],
    *,
    error: str | None = None,
    before: str | None = None,
) -> Response:
    return render(
        request,
        "term.html",
        status=422 if error else 200,
        number=number,
        row=row,
        error=error,
        before=before if before is not None else (mark(row) if number is not None else ""),
    )
