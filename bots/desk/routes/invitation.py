"""Links by which someone chooses a password: an invitation, or a reset that they asked for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.passwords import PasswordError
from assistant.staff import LinkError
from assistant.tuning import SHORTEST_PASSWORD
from bots.desk import forms, refusals
from bots.desk.pages import go, now, render
from bots.desk.signed_in import HouseOf

router = APIRouter()
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]


@router.get("/welkom/{token}")
async def show(request: Request, token: str, house: HouseOf, error: str | None = None) -> Response:
    """The form; a link that is wrong, used or expired is gone (410)."""
    try:
        person = await house.accounts.link_of(token=token[:200], now=now())
    except LinkError:
        return refusals.page(request, 410)
    return render(
        request,
        "invitation.html",
        status=422 if error else 200,
        person=person,
        least=SHORTEST_PASSWORD,
        error=error,
    )


@router.post("/welkom/{token}")
async def accept(request: Request, token: str, house: HouseOf, fields: FieldsOf) -> Response:
    """Choose the password; the link then is used up."""
    password = fields.secret("wachtwoord")
    if password != fields.secret("nogmaals"):
        return await show(request, token, house, error="De twee wachtwoorden zijn niet gelijk.")
    try:
        await house.accounts.accept(token=token[:200], password=password, now=now())
    except PasswordError as error:
        return await show(request, token, house, error=str(error))
    except LinkError:
        return refusals.page(request, 410)
    return go(request, "/inloggen", "password")


@router.get("/wachtwoord-vergeten")
async def forgotten(request: Request) -> Response:
    """The form that asks for a link."""
    return render(request, "forgotten.html")


@router.post("/wachtwoord-vergeten")
async def ask(request: Request, house: HouseOf, fields: FieldsOf) -> Response:
    """Mail a link; the page says the same whether there is such an account or not."""
    email = fields.text("email", most=254, label="uw e-mailadres")
    await house.accounts.ask_reset(email=email, now=now())
    return go(request, "/inloggen", "reset_asked")
