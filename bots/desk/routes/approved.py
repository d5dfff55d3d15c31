"""Approved answers: replies that became knowledge, proposed, looked at, and withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant import tuning
from assistant.approvals import ApprovalState, Draft
from assistant.regression import Replayed
from assistant.threads import EmptyError, TooLongError
from bots.desk import forms, wording
from bots.desk.moments import ZONE
from bots.desk.pages import go, now, render
from bots.desk.signed_in import HouseOf, Me
from knowledge.documents import Audience

router = APIRouter(prefix="/antwoorden")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]
LISTS = {
    "voorstel": (ApprovalState.PROPOSED, "Voorgesteld"),
    "goed": (ApprovalState.APPROVED, "In gebruik"),
    "weg": (ApprovalState.WITHDRAWN, "Ingetrokken"),
}
SIZE = 25


@router.get("")
async def show(request: Request, house: HouseOf) -> Response:
    """The answers of one state; proposals first when there are any."""
    return await _list(request, house)


@router.post("/controle")
async def check(request: Request, house: HouseOf) -> Response:
    """Ask the question of every answer in use, and show which are no longer answered from it."""
    replayed = await house.approvals.replay(today=now().astimezone(ZONE).date())
    return await _list(request, house, asked_for="goed", replayed=replayed)


@router.get("/controle")
async def checked(request: Request) -> Response:
    """What was found is not an address: whoever opens it again goes to the answers."""
    return go(request, "/antwoorden?lijst=goed")


async def _list(
    request: Request, house: HouseOf, *, asked_for: str = "", replayed: Replayed | None = None
) -> Response:
    lists = {name: await house.approvals.page(state=state) for name, (state, _) in LISTS.items()}
    name = asked_for or request.query_params.get("lijst", "")
    if name not in lists:
        name = "voorstel" if lists["voorstel"] else "goed"
    number = request.query_params.get("pagina", "1")
    pages = max(1, -(-len(lists[name]) // SIZE))
    page = min(pages, int(number)) if number.isdigit() and int(number) > 0 else 1
    return render(
        request,
        "approved.html",
        lists={key: (said, len(lists[key])) for key, (_, said) in LISTS.items()},
        name=name,
        rows=lists[name][(page - 1) * SIZE : page * SIZE],
        page=page,
        pages=pages,
        replayed=replayed,
    )


@router.get("/voorstel")
async def draft(request: Request, house: HouseOf) -> Response:
    """A reply as a proposal: masked, with what is like it."""
    today = now().astimezone(ZONE).date()
    message_id = request.query_params.get("bericht", "")[:36]
    if not message_id:
        return _form(request, Draft("", "", "", (), []), path="/antwoorden/voorstel")
    made = await house.approvals.prepare(message_id=message_id, today=today)
    return _form(request, made, path="/antwoorden/voorstel")


@router.post("/voorstel")
async def propose(request: Request, house: HouseOf, me: Me, fields: FieldsOf) -> Response:
    """Keep the proposal, and approve it at once when asked to."""
    message_id = fields.text("bericht", most=36, label="het bericht", required=False)
    given: dict[str, Any] = {}
    try:
        given = _given(fields)
        approval_id = await house.approvals.propose(
            message_id=message_id or None, actor=me, now=now(), **given
        )
    except (forms.WrongFieldError, EmptyError, TooLongError) as error:
        return _again(request, fields, error, path="/antwoorden/voorstel", message_id=message_id)
    if fields.text("actie", most=20, label="wat u wilt", required=False) != "goedkeuren":
        return go(request, f"/antwoorden/{approval_id}", "proposed")
    await house.approvals.approve(approval_id=approval_id, actor=me, now=now())
    return go(request, f"/antwoorden/{approval_id}", "approved")


@router.get("/{approval_id}")
async def one(request: Request, approval_id: str, house: HouseOf) -> Response:
    """One answer, with what is like it."""
    row = await house.approvals.read(approval_id=approval_id)
    today = now().astimezone(ZONE).date()
    similar = await house.approvals.similar(question=row.question, today=today)
    made = Draft("", row.question, row.answer, (), similar)
    return _form(request, made, path=f"/antwoorden/{approval_id}", row=row)


@router.post("/{approval_id}")
async def edit(
    request: Request, approval_id: str, house: HouseOf, me: Me, fields: FieldsOf
) -> Response:
    """Change it; what is in use changes at once."""
    try:
        await house.approvals.edit(approval_id=approval_id, actor=me, now=now(), **_given(fields))
    except (forms.WrongFieldError, EmptyError, TooLongError) as error:
        row = await house.approvals.read(approval_id=approval_id)
        return _again(request, fields, error, path=f"/antwoorden/{approval_id}", row=row)
    return go(request, f"/antwoorden/{approval_id}", "saved")


@router.post("/{approval_id}/goedkeuren")
async def approve(request: Request, approval_id: str, house: HouseOf, me: Me) -> Response:
    """The assistant uses it from now on."""
    await house.approvals.approve(approval_id=approval_id, actor=me, now=now())
    return go(request, f"/antwoorden/{approval_id}", "approved")


@router.post("/{approval_id}/intrekken")
async def withdraw(request: Request, approval_id: str, house: HouseOf, me: Me) -> Response:
    """The assistant uses it no more."""
    await house.approvals.withdraw(approval_id=approval_id, actor=me, now=now())
    return go(request, "/antwoorden", "withdrawn")


def _given(fields: forms.Fields) -> dict[str, Any]:
    begin = fields.day("geldig_van", label="de eerste dag")
    end = fields.day("geldig_tot", label="de laatste dag")
    if begin and end and end < begin:
        raise forms.WrongFieldError("geldig_tot", "De laatste dag ligt vóór de eerste.")
    return {
        "question": fields.text("vraag", most=tuning.LONGEST_QUESTION, label="de vraag"),
        "answer": fields.text("antwoord", most=tuning.LONGEST_REPLY, label="het antwoord"),
        "audience": Audience(fields.choice("voor", wording.AUDIENCES, label="voor wie het is")),
        "valid_from": begin,
        "valid_until": end,
        "owner": fields.text("eigenaar", most=100, label="de eigenaar", required=False),
    }


def _again(
    request: Request,
    fields: forms.Fields,
    error: Exception,
    *,
    path: str,
    message_id: str = "",
    row: Any = None,
) -> Response:
    made = Draft(message_id, fields.long("vraag"), fields.long("antwoord"), (), [])
    return _form(request, made, path=path, row=row, error=f"Niet bewaard: {error}")


def _form(
    request: Request,
    made: Draft,
    *,
    path: str,
    row: Any = None,
    error: str | None = None,
) -> Response:
    return render(
        request,
        "approval.html",
        status=422 if error else 200,
        draft=made,
        path=path,
        row=row,
        error=error,
    )
