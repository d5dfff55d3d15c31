"""The way to a person: pass a question on, add to it, take it back, say where the reply should go."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter

from assistant.askers import Own
from assistant.privacy import mask
from assistant.steps.mask_personal_data import public_names
from assistant.tuning import LONGEST_QUESTION
from bots.web.chat import HouseOf, TokenOf
from bots.web.problems import documented
from bots.web.shapes import HandedOver, MaskedText, NewContact, NewHandover, NewText, Standing

router = APIRouter(
    prefix="/api/v1/conversations/{conversation_id}",
    tags=["medewerker"],
    responses=documented(400, 401, 404, 413, 422, 429, 500, 503),
)


@router.post("/masked")
async def masked(conversation_id: str, body: NewText, house: HouseOf, token: TokenOf) -> MaskedText:
    """A text as it would be passed on, so that the asker can look at it first. Nothing is kept."""
    await house.conversations.language(conversation_id=conversation_id, token=token)
    knowledge = house.knowledge()
    found = mask(body.text[:LONGEST_QUESTION], keep=public_names(knowledge) if knowledge else ())
    return MaskedText(text=found.text, kinds=list(found.kinds))


@router.post("/handover", status_code=201)
async def hand_over(
    conversation_id: str, house: HouseOf, token: TokenOf, body: NewHandover | None = None
) -> HandedOver:
    """Have the last question, or `text`, passed on to the secretariat."""
    asked = body or NewHandover()
    given = await house.conversations.hand_over(
        conversation_id=conversation_id,
        token=token,
        now=datetime.now(UTC),
        text=asked.text,
        contact=asked.contact.plain() if asked.contact else None,
    )
    return HandedOver(
        escalation_id=given.escalation_id,
        text=given.text,
        expected=given.expected,
        due_at=given.due_at,
        status_path=f"/status/{given.status_token}",
    )


@router.post("/additions", status_code=201)
async def add(conversation_id: str, body: NewText, house: HouseOf, token: TokenOf) -> Standing:
    """Add to the question that was handed over."""
    who = Own(conversation_id, token)
    return Standing.of(await house.askers.add(who=who, text=body.text, now=datetime.now(UTC)))


@router.post("/withdrawal", status_code=201)
async def withdraw(conversation_id: str, house: HouseOf, token: TokenOf) -> Standing:
    """The asker no longer needs an answer."""
    who = Own(conversation_id, token)
    return Standing.of(await house.askers.withdraw(who=who, now=datetime.now(UTC)))


@router.put("/contact")
async def contact(
    conversation_id: str, body: NewContact, house: HouseOf, token: TokenOf
) -> Standing:
    """Where the reply should go from now on."""
    who = Own(conversation_id, token)
    return Standing.of(
        await house.askers.set_contact(who=who, contact=body.plain(), now=datetime.now(UTC))
    )
