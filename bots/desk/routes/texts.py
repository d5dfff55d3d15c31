"""The canned texts that everyone at the desk puts into replies."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.adjustments import InvalidSettingError
from bots.desk import forms
from bots.desk.canned import texts_of
from bots.desk.pages import go, now, render
from bots.desk.signed_in import HouseOf, Me

router = APIRouter(prefix="/teksten")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]
MOST = 40


@router.get("")
async def show(request: Request, house: HouseOf, error: str | None = None) -> Response:
    """All texts, and room for new ones."""
    return render(
        request,
        "texts.html",
        status=422 if error else 200,
        texts=await texts_of(house),
        error=error,
    )


@router.post("")
async def change(request: Request, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """Keep all texts as they are in the form; a text without a title and words goes."""
    kept = []
    try:
        for n in range(MOST):
            title = fields.text(f"titel-{n}", most=80, label="de titel", required=False)
            text = fields.text(f"tekst-{n}", most=5_000, label="de tekst", required=False)
            if bool(title) != bool(text):
                raise forms.WrongFieldError(f"titel-{n}", "Geef elke tekst een titel en woorden.")
            if title:
                kept.append({"title": title, "text": text})
        await house.adjustments.change(
            key="canned_texts", value={"texts": kept}, actor=me, now=now()
        )
    except (forms.WrongFieldError, InvalidSettingError) as error:
        return await show(request, house, f"Niet bewaard: {error}")
    return go(request, "/teksten", "saved")
