"""Signing in with a password and, for who has one, a code from an app; and signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.sign_in import SignedIn, SignInError
from bots.desk import forms, wording
from bots.desk.pages import go, now, own_path, render, root
from bots.desk.signed_in import HouseOf, SettingsOf

router = APIRouter()
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]


def address(request: Request) -> str:
    """Where the request came from; only ever kept as a hash."""
    return request.client.host if request.client else "-"


@router.get("/inloggen")
async def show(request: Request, settings: SettingsOf) -> Response:
    """The form."""
    return _form(request, settings, to=own_path(request.query_params.get("naar")))


@router.post("/inloggen")
async def enter(
    request: Request, house: HouseOf, settings: SettingsOf, fields: FieldsOf
) -> Response:
    """Sign in; a code is asked for once the password is right."""
    email = fields.text("email", most=254, label="uw e-mailadres", required=False)
    to = own_path(fields.text("naar", most=500, label="de pagina", required=False))
    code = fields.text("code", most=8, label="de code", required=False)
    try:
        signed_in = await house.sign_in.with_password(
            email=email,
            password=fields.secret("wachtwoord"),
            code=code.replace(" ", "") or None,
            address=address(request),
            now=now(),
        )
    except SignInError as error:
        return _form(
            request,
            settings,
            status=wording.SIGN_IN_STATUS[error.reason],
            email=email,
            to=to,
            error=wording.SIGN_IN[error.reason],
            asks_code=error.reason in ("code_needed", "wrong_code"),
        )
    return welcome(request, signed_in, to)


def welcome(request: Request, signed_in: SignedIn, to: str) -> Response:
    """On to the page that was asked for, with a session."""
    response = go(request, to)
    seconds = int((signed_in.expires_at - now()).total_seconds())
    forms.set_cookie(request, response, forms.SESSION, signed_in.token, seconds)
    response.delete_cookie(forms.BEFORE, path=root(request) or "/")
    return response


@router.post("/uitloggen")
async def leave(request: Request, house: HouseOf) -> Response:
    """End the session, also at the server."""
    token = request.cookies.get(forms.SESSION)
    if token:
        await house.sign_in.sign_out(token=token, now=now())
    response = go(request, "/inloggen", "signed_out")
    response.delete_cookie(forms.SESSION, path=root(request) or "/")
    return response


def _form(
    request: Request,
    settings: SettingsOf,
    *,
    status: int = 200,
    email: str = "",
    to: str = "/",
    error: str | None = None,
    asks_code: bool = False,
) -> Response:
    return render(
        request,
        "sign_in.html",
        status=status,
        email=email,
        to=to,
        error=error,
        asks_code=asks_code,
        single=settings.single,
    )
