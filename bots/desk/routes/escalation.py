"""One question that was handed over: the conversation, what was found, and the reply beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.escalations import State
from assistant.queue import Whole
from bots.desk import sources
from bots.desk.canned import texts_of
from bots.desk.moments import ZONE
from bots.desk.pages import now, part, render
from bots.desk.signed_in import HouseOf, Me

router = APIRouter()


@router.get("/vragen/{escalation_id}")
async def show(request: Request, escalation_id: str, house: HouseOf, me: Me) -> Response:
    """The whole question, or with `deel` only what changes while someone reads it."""
    whole = await house.queue.read(escalation_id=escalation_id, now=now())
    if request.query_params.get("deel") == "gesprek":
        return part(request, "talk.html", **state(whole, me))
    return await page(request, house, me, whole)


def state(whole: Whole, me: Me) -> dict[str, Any]:
    """What the changing part of the page shows."""
    item = whole.item
    return {
        "whole": whole,
        "item": item,
        "mine": item.state == State.CLAIMED and item.claimed_by == me.id,
        "others": item.state == State.CLAIMED and item.claimed_by != me.id,
    }


async def page(
    request: Request,
    house: HouseOf,
    me: Me,
    whole: Whole,
    *,
    status: int = 200,
    text: str = "",
    chosen: Sequence[str] = (),
    sought: str = "",
    preview: bool = False,
    error: str | None = None,
    closes: bool = False,
    back: str = "",
    note: str = "",
) -> Response:
    """The page with what was filled in so far."""
    item, day = whole.item, now().astimezone(ZONE).date()
    knowledge = house.knowledge()
    found = await asyncio.to_thread(
        sources.find, knowledge, sought or item.question or "", audience=item.audience, on=day
    )
    picked = sources.named(knowledge, chosen, audience=item.audience)
    known = {source.id for source in picked}
    return render(
        request,
        "escalation.html",
        status=status,
        **state(whole, me),
        text=text,
        picked=picked,
        found=[source for source in found if source.id not in known],
        sought=sought,
        preview=preview,
        error=error,
        closes=closes,
        back=back,
        note=note,
        canned=await texts_of(house),
        related=await house.queue.related(escalation_id=item.id),
        cited=sources.citations(picked),
    )
