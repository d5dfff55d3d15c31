"""How the desk works."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from bots.desk.pages import render

router = APIRouter()


@router.get("/hulp")
async def show(request: Request) -> Response:
    """What to do, in five steps, and the shortcuts."""
    return render(request, "help.html")
