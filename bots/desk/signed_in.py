"""Who is at the desk: read from the session's cookie, for every page anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from assistant.actors import Actor, only_administrator
from bots.bootstrap import House
from bots.desk.forms import SESSION
from bots.desk.pages import now
from bots.desk.settings import DeskSettings


class NotSignedInError(Exception):
    """No session, or one that ended."""


def house(request: Request) -> House:
    """What bots.bootstrap wired."""
    found: House = request.app.state.house()
    return found


def settings(request: Request) -> DeskSettings:
    """What an operator set for the desk."""
    found: DeskSettings = request.app.state.desk
    return found


HouseOf = Annotated[House, Depends(house)]
SettingsOf = Annotated[DeskSettings, Depends(settings)]


async def employee(request: Request, house: HouseOf) -> Actor:
    """Someone who is signed in. Raises NotSignedInError."""
    token = request.cookies.get(SESSION)
    # A part of a page is asked for by the page itself, every few seconds.
    live = "deel" in request.query_params
    actor = await house.sign_in.session(token=token, now=now(), by_itself=live) if token else None
    if actor is None:
        raise NotSignedInError
    request.state.me, request.state.counts = actor, {}
    if request.method == "GET" and not live:
        request.state.counts = await house.queue.counts(actor=actor, now=now())
    return actor


async def administrator(actor: Annotated[Actor, Depends(employee)]) -> Actor:
    """An administrator who is signed in. Raises NotSignedInError or NotAllowedError."""
    only_administrator(actor)
    return actor


Me = Annotated[Actor, Depends(employee)]
