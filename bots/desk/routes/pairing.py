"""Schools in Telegram: give out codes to print, see and name who is paired, revoke."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.pairing import NewCode
from assistant.pairing_desk import PairingDeskError
from bots.desk import forms
from bots.desk.pages import go, now, render
from bots.desk.qr_code import qr_code
from bots.desk.signed_in import HouseOf, Me
from bots.telegram.settings import TelegramSettings

router = APIRouter(prefix="/koppelingen")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]


@router.get("")
async def show(request: Request, house: HouseOf, me: Me) -> Response:
    """Codes and paired people."""
    return await _page(request, house, me)


async def _page(
    request: Request, house: HouseOf, me: Me, *, status: int = 200, **more: Any
) -> Response:
    values: dict[str, Any] = {
        "codes": await house.pairing_desk.codes(actor=me, now=now()),
        "people": await house.pairing_desk.people(actor=me),
        "telegram": TelegramSettings(),
        "error": None,
        "given": {},
        "made": None,
        "address": None,
        "picture": None,
    }
    return render(request, "pairing.html", status=status, **{**values, **more})


@router.post("")
async def give(request: Request, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """A code for a school; it is on this page once, to print or to pass on."""
    given = {"school": "", "mensen": "25", "dagen": "14"}
    try:
        given["school"] = fields.text("school", most=100, label="de naam van de school")
        given["mensen"] = fields.text("mensen", most=4, label="het aantal mensen")
        given["dagen"] = fields.text("dagen", most=4, label="het aantal dagen")
        made = await house.pairing_desk.give(
            label=given["school"],
            most=_number(given["mensen"]),
            days=_number(given["dagen"]),
            actor=me,
            now=now(),
        )
    except (PairingDeskError, forms.WrongFieldError) as error:
        return await _page(request, house, me, status=422, error=str(error), given=given)
    address = _address(made)
    return await _page(
        request,
        house,
        me,
        made=made,
        address=address,
        picture=qr_code(address) if address else None,
    )


@router.post("/codes/{code_id}/intrekken")
async def revoke_code(request: Request, code_id: str, house: HouseOf, me: Me) -> Response:
    """Nobody can use this code any more."""
    try:
        await house.pairing_desk.revoke_code(code_id=code_id, actor=me, now=now())
    except PairingDeskError as error:
        return await _page(request, house, me, status=422, error=str(error))
    return go(request, "/koppelingen", "saved")


@router.post("/{pairing_id}")
async def change(
    request: Request, pairing_id: str, house: HouseOf, me: Me, fields: FieldsOf
) -> Response:
    """Name someone, or end the pairing."""
    try:
        action = fields.choice("actie", ("naam", "stop"), label="wat u wilt")
        if action == "naam":
            name = fields.text("naam", most=100, label="de naam", required=False)
            await house.pairing_desk.name(pairing_id=pairing_id, name=name, actor=me, now=now())
        else:
            await house.pairing_desk.revoke(pairing_id=pairing_id, actor=me, now=now())
    except (PairingDeskError, forms.WrongFieldError) as error:
        return await _page(request, house, me, status=422, error=str(error))
    return go(request, "/koppelingen", "saved")


def _number(typed: str) -> int:
    """A whole number, or one that the domain refuses."""
    return int(typed) if typed.isdecimal() else 0


def _address(made: NewCode) -> str | None:
    """The link that pairs; None when the bot's name was not set."""
    bot = TelegramSettings().bot
    return f"https://t.me/{bot}?start={made.link_token}" if bot else None
