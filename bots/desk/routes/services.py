"""The service catalogue: what the organisation offers, for whom, and how to ask for it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from bots.desk import forms
from bots.desk.pages import go, now, render
from bots.desk.routes.documents import KeeperOf
from bots.desk.signed_in import HouseOf, Me
from bots.desk.yaml_file import SERVICES, ChangedMeanwhileError, history, mark
from ingest.blocks import UnreadableError
from ingest.metadata import slug

router = APIRouter(prefix="/diensten")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]
# The fields of a service in the order of the form: name, label, whether it has several lines.
FIELDS = (
    ("omschrijving", "Wat is het?", False),
    ("doelgroep", "Voor wie", True),
    ("voorwaarden", "Voorwaarden", True),
    ("aanvragen_door", "Aanvragen door", True),
    ("hoe_aanvragen", "Hoe aanvragen", False),
    ("doorlooptijd", "Hoe lang duurt het", False),
    ("kosten", "Kosten", False),
    ("contact", "Contact", False),
    ("trefwoorden", "Woorden waarmee mensen ernaar vragen", True),
)


@router.get("")
async def show(request: Request, house: HouseOf, keeper: KeeperOf) -> Response:
    """All services."""
    held = SERVICES.read(house, keeper)
    return render(
        request,
        "services.html",
        rows=list(enumerate(held.rows)),
        progress=keeper.reindexing.progress(),
        earlier=await history(house, keeper, held),
        restores="/diensten/terugzetten",
    )


@router.get("/nieuw")
async def new(request: Request) -> Response:
    """The form of a new service."""
    return _form(request, None, {})


@router.get("/{number}")
async def one(request: Request, number: int, house: HouseOf, keeper: KeeperOf) -> Response:
    """The form of a service."""
    rows = SERVICES.read(house, keeper).rows
    if not 0 <= number < len(rows):
        raise HTTPException(404)
    return _form(request, number, rows[number])


@router.post("/nieuw")
async def add(
    request: Request, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Keep a new service."""
    return await _keep(request, house, me, keeper, fields, None)


@router.post("/terugzetten")
async def restore(
    request: Request, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Put an earlier version of the whole list back."""
    version = fields.text("versie", most=40, label="de versie")
    await SERVICES.restore(house, keeper, version=version, actor=me, now=now())
    return go(request, "/diensten", "restored")


@router.post("/{number}")
async def keep(
    request: Request, number: int, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Keep a service as it was filled in."""
    return await _keep(request, house, me, keeper, fields, number)


@router.post("/{number}/weg")
async def remove(
    request: Request, number: int, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Take a service out."""
    before = fields.text("was", most=20, label="de versie")
    await SERVICES.change(house, keeper, at=number, before=before, row=None, actor=me, now=now())
    return go(request, "/diensten", "saved")


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
        row = {"naam": fields.text("naam", most=200, label="de naam")}
        for name, label, several in FIELDS:
            if several:
                row[name] = list(fields.lines(name, most=4_000, label=label))
            else:
                row[name] = fields.text(name, most=4_000, label=label, required=False)
        if number is None:
            row = {"id": slug(row["naam"]), **row}
        await SERVICES.change(house, keeper, at=number, before=before, row=row, actor=me, now=now())
    except (forms.WrongFieldError, UnreadableError, ChangedMeanwhileError) as error:
        return _form(request, number, row, error=f"Niet bewaard: {error}", before=before)
    return go(request, "/diensten", "saved")


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
        "service.html",
        status=422 if error else 200,
        number=number,
        row=row,
        fields=FIELDS,
        error=error,
        before=before if before is not None else (mark(row) if number is not None else ""),
    )
