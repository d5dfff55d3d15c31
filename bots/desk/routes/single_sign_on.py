"""Signing in with the organisation's own account."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from assistant.settings import AssistantSettings
from assistant.sign_in import SignInError
from bots.desk import forms, wording
from bots.desk.pages import now, own_path, render, root
from bots.desk.routes.sign_in import address, welcome
from bots.desk.signed_in import HouseOf, SettingsOf
from bots.desk.single_sign_on import SECONDS, Asked, Provider, ProviderError

router = APIRouter(prefix="/inloggen/organisatie")
COOKIE, TO = "wegwijs_oidc", "wegwijs_naar"


def _provider(request: Request, settings: SettingsOf) -> Provider:
    if settings.single is None:
        raise HTTPException(404, "Inloggen via uw organisatie staat hier niet aan.")
    # Never from the Host header: whoever sends the request writes that, and the code goes there.
    public = AssistantSettings().public_url
    if not public:
        raise HTTPException(503, "Hiervoor moet eerst WEGWIJS_PUBLIC_URL zijn ingesteld.")
    back = f"{public.rstrip('/')}{root(request)}/inloggen/organisatie/terug"
    return Provider(settings, back=back)


@router.get("")
async def begin(request: Request, settings: SettingsOf) -> Response:
    """To the provider."""
    try:
        target, asked = await _provider(request, settings).begin()
    except ProviderError as error:
        return _failed(request, settings, 503, str(error))
    response = RedirectResponse(target, 303)
    forms.set_cookie(request, response, COOKIE, asked.cookie(), SECONDS)
    to = own_path(request.query_params.get("naar"))
    forms.set_cookie(request, response, TO, to, SECONDS)
    return response


@router.get("/terug")
async def back(request: Request, house: HouseOf, settings: SettingsOf) -> Response:
    """From the provider: who is it, and do they have an account here?"""
    query = request.query_params
    try:
        identity = await _provider(request, settings).finish(
            asked=Asked.of(request.cookies.get(COOKIE)),
            state=query.get("state", ""),
            code=query.get("code", ""),
        )
        signed_in = await house.sign_in.with_oidc(
            subject=identity.subject,
            email=identity.email,
            address=address(request),
            now=now(),
        )
    except ProviderError as error:
        response = _failed(request, settings, 401, str(error))
    except SignInError as error:
        said = wording.SIGN_IN["unknown" if error.reason == "wrong" else error.reason]
        response = _failed(request, settings, 429 if error.reason == "too_many" else 403, said)
    else:
        response = welcome(request, signed_in, own_path(request.cookies.get(TO)))
    for name in (COOKIE, TO):
        response.delete_cookie(name, path=root(request) or "/")
    return response


def _failed(request: Request, settings: SettingsOf, status: int, said: str) -> Response:
    return render(
        request,
        "sign_in.html",
        status=status,
        email="",
        to="/",
        error=said,
        asks_code=False,
        single=settings.single,
    )
