"""One's own account: name, notices, password, second factor, sessions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from assistant.passwords import PasswordError
from assistant.staff import StaffError
from bots.desk import forms, wording
from bots.desk.pages import go, now, render
from bots.desk.qr_code import qr_code
from bots.desk.signed_in import HouseOf, Me

router = APIRouter(prefix="/account")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]


@router.get("")
async def show(request: Request, house: HouseOf, me: Me) -> Response:
    """The page."""
    return await _page(request, house, me)


async def _page(
    request: Request, house: HouseOf, me: Me, *, status: int = 200, **more: Any
) -> Response:
    person = next(p for p in await house.accounts.people() if p.id == me.id)
    values: dict[str, Any] = {
        "person": person,
        "sessions": await house.sign_in.sessions(staff_id=me.id, now=now()),
        "error": None,
        "secret": None,
        "picture": None,
    }
    return render(request, "account.html", status=status, **{**values, **more})


@router.post("")
async def change(request: Request, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """Name, and when to be told of new questions."""
    try:
        await house.accounts.change(
            staff_id=me.id,
            actor=me,
            now=now(),
            name=fields.text("naam", most=100, label="uw naam"),
            notify=fields.choice("bericht", wording.NOTIFY, label="wanneer u bericht wilt"),
            digest_hours=list(fields.lines("tijden", most=200, label="de tijden")),
        )
    except (StaffError, forms.WrongFieldError) as error:
        return await _page(request, house, me, status=422, error=str(error))
    return go(request, "/account", "saved")


@router.post("/wachtwoord")
async def password(request: Request, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """Choose another password; all sessions end, this one too."""
    new = fields.secret("nieuw")
    try:
        if new != fields.secret("nogmaals"):
            raise StaffError("De twee nieuwe wachtwoorden zijn niet gelijk.")
        await house.accounts.change_password(actor=me, old=fields.secret("oud"), new=new, now=now())
    except (StaffError, PasswordError) as error:
        return await _page(request, house, me, status=422, error=str(error))
    return go(request, "/inloggen", "password")


@router.post("/tweede-stap/begin")
async def begin(request: Request, house: HouseOf, me: Me) -> Response:
    """A secret to scan; nothing changes until a code proves that it works."""
    made = await house.accounts.begin_totp(actor=me)
    return await _page(request, house, me, secret=made.secret, picture=qr_code(made.uri))


@router.post("/tweede-stap")
async def confirm(request: Request, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """Switch the second factor on."""
    secret = fields.text("geheim", most=64, label="de code")
    try:
        await house.accounts.confirm_totp(
            actor=me,
            secret=secret,
            code=fields.text("code", most=8, label="de code", required=False),
            now=now(),
        )
    except StaffError as error:
        return await _page(request, house, me, status=422, error=str(error))
    return go(request, "/account", "factor_on")


@router.post("/tweede-stap/uit")
async def drop(request: Request, house: HouseOf, me: Me) -> Response:
    """Switch the second factor off."""
    await house.accounts.drop_totp(staff_id=me.id, actor=me, now=now())
    return go(request, "/account", "factor_off")


@router.post("/sessies/{session_id}/weg")
async def revoke(request: Request, session_id: str, house: HouseOf, me: Me) -> Response:
    """End a session of one's own."""
    own = await house.sign_in.sessions(staff_id=me.id, now=now())
    if session_id not in {session.id for session in own}:
        raise HTTPException(404, "Deze sessie is al beëindigd.")
    await house.sign_in.revoke(session_id=session_id, actor=me, now=now())
    return go(request, "/account", "revoked")
