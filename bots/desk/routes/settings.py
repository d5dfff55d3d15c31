"""Settings: hours, days closed, answer time, banner, kill switch, how long things are kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from assistant.adjustments import DAYS, InvalidSettingError
from bots.desk import forms, moments, wording
from bots.desk.pages import go, now, render
from bots.desk.signed_in import HouseOf, Me

router = APIRouter(prefix="/instellingen")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]
# Open spans of a day that the form offers: before and after lunch.
SPANS = 2
# Periods that a form takes; empty lines are left out.
MOST_PERIODS = 40


def _hours(fields: forms.Fields) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for day, name in zip(DAYS, moments.WEEKDAYS, strict=True):
        spans = []
        for n in range(SPANS):
            pair = [
                fields.text(f"{day}-{n}-{end}", most=5, label=name, required=False)
                for end in ("van", "tot")
            ]
            if any(pair) and not all(pair):
                raise forms.WrongFieldError(day, f"Vul bij {name} beide tijden in, of geen.")
            if all(pair):
                spans.append(tuple(pair))
        out[day] = spans
    return out


def _periods(fields: forms.Fields) -> dict[str, Any]:
    spans = []
    for n in range(MOST_PERIODS):
        name = fields.text(f"naam-{n}", most=80, label="de naam", required=False)
        first = fields.day(f"eerste-{n}", label="de eerste dag")
        last = fields.day(f"laatste-{n}", label="de laatste dag")
        if not name and not first and not last:
            continue
        if not name or not first:
            raise forms.WrongFieldError(f"naam-{n}", "Vul bij elke periode een naam en een dag in.")
        last = last or first
        if last < first:
            raise forms.WrongFieldError(
                f"laatste-{n}", f"Bij ‘{name}’ ligt de laatste dag vóór de eerste."
            )
        spans.append({"name": name, "first": first, "last": last})
    return {"spans": sorted(spans, key=lambda span: str(span["first"]))}


def _answer_time(fields: forms.Fields) -> dict[str, Any]:
    given = fields.text("uren", most=6, label="het aantal uren").replace(",", ".")
    return {"hours": given, "national_holidays": fields.yes("feestdagen")}


def _banner(fields: forms.Fields) -> dict[str, Any]:
    texts = {
        code: fields.text(f"tekst-{code}", most=500, label="de mededeling", required=False)
        for code in wording.LANGUAGES
    }
    return {
        "text": {code: text for code, text in texts.items() if text},
        "first": fields.day("eerste", label="de eerste dag"),
        "last": fields.day("laatste", label="de laatste dag"),
    }


def _switch(fields: forms.Fields) -> dict[str, Any]:
    return {"assistant": fields.choice("assistent", ("on", "off"), label="aan of uit")}


def _retention(fields: forms.Fields) -> dict[str, Any]:
    return {name: fields.text(name, most=5, label=said.lower()) for name, said in RETENTION.items()}


RETENTION = {
    "conversations": "Gesprekken zonder vraag aan u",
    "escalations": "Vragen die bij u kwamen",
    "contacts": "E-mailadres of nummer van de vrager, na het antwoord",
    "sign_ins": "Pogingen om in te loggen",
    "record": "Het logboek",
}
FORMS = {
    "hours": _hours,
    "closed_days": _periods,
    "school_holidays": _periods,
    "answer_time": _answer_time,
    "banner": _banner,
    "switch": _switch,
    "retention": _retention,
}


@router.get("")
async def show(request: Request, house: HouseOf) -> Response:
    """All settings with their forms."""
    return await _page(request, house)


async def _page(
    request: Request,
    house: HouseOf,
    *,
    status: int = 200,
    error: str | None = None,
    wrong: str | None = None,
) -> Response:
    return render(
        request,
        "settings.html",
        status=status,
        values={key: await house.adjustments.value(key) for key in FORMS},
        history={key: (await house.adjustments.history(key))[:10] for key in FORMS},
        weekdays=list(zip(DAYS, moments.WEEKDAYS, strict=True)),
        spans=range(SPANS),
        retention=RETENTION,
        error=error,
        wrong=wrong,
    )


@router.post("/{key}")
async def change(request: Request, key: str, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """Set one of them; with the reason, where that is required."""
    if key not in FORMS:
        raise HTTPException(404)
    try:
        await house.adjustments.change(
            key=key,
            value=FORMS[key](fields),
            actor=me,
            now=now(),
            comment=fields.text("reden", most=1_000, label="de reden", required=False),
        )
    except (forms.WrongFieldError, InvalidSettingError) as error:
        return await _page(request, house, status=422, error=f"Niet bewaard: {error}", wrong=key)
    return go(request, f"/instellingen#{key}", "saved")
