"""Who works at the desk: invite, change a role, stop an account."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.actors import Role
from assistant.staff import StaffError
from bots.desk import forms, wording
from bots.desk.pages import go, now, public, render
from bots.desk.signed_in import HouseOf, Me

router = APIRouter(prefix="/medewerkers")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]


@router.get("")
async def show(request: Request, house: HouseOf) -> Response:
    """All accounts."""
    return await _page(request, house)


async def _page(request: Request, house: HouseOf, *, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {
        "people": await house.accounts.people(),
        "error": None,
        "link": None,
        "given": {},
    }
    return render(request, "people.html", status=status, **{**values, **more})


@router.post("")
async def invite(request: Request, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """Make an account; its link is mailed, and shown once."""
    given = {"naam": "", "email": ""}
    try:
        given["naam"] = fields.text("naam", most=100, label="de naam")
        given["email"] = fields.text("email", most=254, label="het e-mailadres")
        role = Role(fields.choice("rol", wording.ROLES, label="een rol"))
        made = await house.accounts.invite(
            name=given["naam"], email=given["email"], role=role, actor=me, now=now()
        )
    except (StaffError, forms.WrongFieldError) as error:
        return await _page(request, house, status=422, error=str(error), given=given)
    return await _page(
        request,
        house,
        link={"to": given["naam"], "address": f"{public(request)}/welkom/{made.token}"},
    )


@router.post("/{staff_id}")
async def change(
    request: Request, staff_id: str, house: HouseOf, me: Me, fields: FieldsOf
) -> Response:
    """Another role, an account stopped or opened again, a lost second factor or password."""
    try:
        action = fields.choice(
            "actie", ("rol", "stop", "open", "factor", "link"), label="wat u wilt"
        )
        if action == "factor":
            await house.accounts.drop_totp(staff_id=staff_id, actor=me, now=now())
        elif action == "link":
            people = {person.id: person.email for person in await house.accounts.people()}
            await house.accounts.ask_reset(email=people.get(staff_id, ""), now=now())
            return go(request, "/medewerkers", "link_sent")
        else:
            await house.accounts.change(
                staff_id=staff_id,
                actor=me,
                now=now(),
                role=Role(fields.choice("rol", wording.ROLES, label="een rol"))
                if action == "rol"
                else None,
                disabled=None if action == "rol" else action == "stop",
            )
    except (StaffError, forms.WrongFieldError) as error:
        return await _page(request, house, status=422, error=str(error))
    return go(request, "/medewerkers", "saved")
