"""What staff do with a question: claim, reply, ask back, note, close, deliver again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant import tuning
from assistant.escalations import ClaimedByOtherError
from assistant.threads import EmptyError
from bots.desk import forms, sources
from bots.desk.canned import texts_of
from bots.desk.pages import go, now
from bots.desk.routes.escalation import page
from bots.desk.signed_in import HouseOf, Me

router = APIRouter(prefix="/vragen/{escalation_id}")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]


@router.post("/oppakken")
async def claim(request: Request, escalation_id: str, house: HouseOf, me: Me) -> Response:
    """Take the question; only one person can."""
    if not await house.escalations.claim(escalation_id=escalation_id, actor=me, now=now()):
        whole = await house.queue.read(escalation_id=escalation_id, now=now())
        raise ClaimedByOtherError(whole.item.claimed_by_name or "Een collega")
    return go(request, f"/vragen/{escalation_id}", "claimed")


@router.post("/terugleggen")
async def release(request: Request, escalation_id: str, house: HouseOf, me: Me) -> Response:
    """Give the question back to the queue."""
    await house.escalations.release(escalation_id=escalation_id, actor=me, now=now())
    return go(request, "/", "released")


@router.post("/voorbeeld")
async def preview(
    request: Request, escalation_id: str, house: HouseOf, me: Me, fields: FieldsOf
) -> Response:
    """The page again with what was filled in: a preview, a canned text added, or sources sought."""
    whole = await house.queue.read(escalation_id=escalation_id, now=now())
    await house.escalations.touch(escalation_id=escalation_id, actor=me, now=now())
    text = fields.text("tekst", most=tuning.LONGEST_REPLY, label="uw antwoord", required=False)
    action = fields.text("actie", most=20, label="wat u wilt", required=False)
    if action == "tekst":
        texts = dict(await texts_of(house))
        added = texts.get(fields.text("standaard", most=80, label="een tekst", required=False), "")
        text = "\n\n".join(piece for piece in (text, added) if piece)
    return await page(
        request,
        house,
        me,
        whole,
        text=text,
        chosen=fields.several("bron"),
        sought=fields.text("zoekbron", most=300, label="uw zoekvraag", required=False),
        preview=action == "voorbeeld",
        closes=fields.yes("afsluiten"),
    )


@router.get("/voorbeeld")
async def back(request: Request, escalation_id: str) -> Response:
    """A preview is not an address: whoever opens it again goes to the question."""
    return go(request, f"/vragen/{escalation_id}")


@router.post("/antwoord")
async def reply(
    request: Request, escalation_id: str, house: HouseOf, me: Me, fields: FieldsOf
) -> Response:
    """Send the reply, with the sources that the asker may see."""
    whole = await house.queue.read(escalation_id=escalation_id, now=now())
    chosen = fields.several("bron")
    cited = sources.named(house.knowledge(), chosen, audience=whole.item.audience)
    text, closes = fields.long("tekst"), fields.yes("afsluiten")
    try:
        await house.escalations.reply(
            escalation_id=escalation_id,
            actor=me,
            text=text,
            citations=sources.citations(cited),
            close=closes,
            now=now(),
        )
    except EmptyError as error:
        return await page(
            request,
            house,
            me,
            whole,
            status=422,
            chosen=chosen,
            error=str(error),
            closes=closes,
        )
    return go(request, f"/vragen/{escalation_id}#verzending", "replied")


@router.post("/terugvragen")
async def ask_back(
    request: Request, escalation_id: str, house: HouseOf, me: Me, fields: FieldsOf
) -> Response:
    """Ask the asker for what is missing; the question waits for them."""
    await house.escalations.ask_back(
        escalation_id=escalation_id, actor=me, text=fields.long("terug"), now=now()
    )
    return go(request, f"/vragen/{escalation_id}", "asked_back")


@router.post("/notitie")
async def note(
    request: Request, escalation_id: str, house: HouseOf, me: Me, fields: FieldsOf
) -> Response:
    """Write a note that only colleagues see."""
    await house.escalations.note(
        escalation_id=escalation_id, actor=me, text=fields.long("notitie"), now=now()
    )
    return go(request, f"/vragen/{escalation_id}#notities", "noted")


@router.post("/sluiten")
async def close(request: Request, escalation_id: str, house: HouseOf, me: Me) -> Response:
    """Close it without a (further) reply."""
    await house.escalations.close(escalation_id=escalation_id, actor=me, now=now())
    return go(request, f"/vragen/{escalation_id}", "closed")


@router.post("/heropenen")
async def reopen(request: Request, escalation_id: str, house: HouseOf, me: Me) -> Response:
    """Open a closed question again."""
    await house.escalations.reopen(escalation_id=escalation_id, actor=me, now=now())
    return go(request, f"/vragen/{escalation_id}", "reopened")


@router.post("/verzending/{delivery_id}/opnieuw")
async def retry(
    request: Request, escalation_id: str, delivery_id: str, house: HouseOf, me: Me
) -> Response:
    """Deliver again what did not arrive."""
    await house.deliveries.retry(delivery_id=delivery_id, actor=me, now=now())
    return go(request, f"/vragen/{escalation_id}#verzending", "retried")


@router.post("/verzending/{delivery_id}/gebeld")
async def called(
    request: Request, escalation_id: str, delivery_id: str, house: HouseOf, me: Me
) -> Response:
    """The asker was called."""
    await house.deliveries.mark_called(delivery_id=delivery_id, actor=me, now=now())
    return go(request, f"/vragen/{escalation_id}#verzending", "called")
