"""What the assistant reads: what is indexed, what failed, and the files that staff keep here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from bots.desk import forms, wording
from bots.desk.keeping import Keeper, outside
from bots.desk.library import UnknownFileError
from bots.desk.moments import ZONE
from bots.desk.pages import go, now, part, render
from bots.desk.signed_in import HouseOf, Me
from ingest.blocks import UnreadableError
from knowledge.documents import Document, Kind
from knowledge.instructions import instructions_in

router = APIRouter(prefix="/documenten")
FieldsOf = Annotated[forms.Fields, Depends(forms.fields)]
SIZE = 30
# A document that loses its validity within so many days is shown as such.
SOON = timedelta(days=60)
# Kinds that have screens of their own.
ELSEWHERE = {
    Kind.SERVICE: "/diensten",
    Kind.GLOSSARY: "/begrippen",
    Kind.APPROVED: "/antwoorden",
}


def keeper(request: Request, house: HouseOf) -> Keeper:
    """The keeper of this desk: one a process, so that readings-in do not cross."""
    kept: Keeper | None = getattr(request.app.state, "keeper", None)
    if kept is None:
        kept = request.app.state.keeper = Keeper(house)
    return kept


KeeperOf = Annotated[Keeper, Depends(keeper)]


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the list. validity: '', soon, over, later."""

    document: Document
    validity: str


def validity(document: Document, today: date) -> str:
    """Whether a document is over, over soon, or not yet in force."""
    if document.valid_until and document.valid_until < today:
        return "over"
    if document.valid_from and document.valid_from > today:
        return "later"
    if document.valid_until and document.valid_until - today <= SOON:
        return "soon"
    return ""


@router.get("")
async def show(request: Request, house: HouseOf, keeper: KeeperOf) -> Response:
    """All documents, those that need attention first; or with `deel` how far the reading-in is."""
    if request.query_params.get("deel") == "inlezen":
        return part(request, "reindexing.html", progress=keeper.reindexing.progress())
    return _list(request, house, keeper)


def _list(request: Request, house: HouseOf, keeper: Keeper, **more: Any) -> Response:
    knowledge, today = house.knowledge(), now().astimezone(ZONE).date()
    kind = request.query_params.get("soort", "")
    sought = request.query_params.get("zoek", "").strip()[:100].casefold()
    rows = [
        Row(d, validity(d, today))
        for d in (knowledge.documents() if knowledge else [])
        if (d.kind == kind if kind in wording.KINDS else d.kind not in ELSEWHERE)
        and sought in f"{d.title} {d.owner or ''} {d.source}".casefold()
    ]
    order = {"over": 0, "soon": 1, "later": 2, "": 3}
    rows.sort(key=lambda row: (order[row.validity], row.document.title.casefold()))
    number = request.query_params.get("pagina", "1")
    pages = max(1, -(-len(rows) // SIZE))
    page = min(pages, int(number)) if number.isdigit() and int(number) > 0 else 1
    values: dict[str, Any] = {
        "rows": rows[(page - 1) * SIZE : page * SIZE],
        "total": len(rows),
        "attention": sum(row.validity in ("over", "soon") for row in rows),
        "page": page,
        "pages": pages,
        "kind": kind,
        "sought": sought,
        "progress": keeper.reindexing.progress(),
        "error": None,
        "given": {},
        "status": 200,
        "elsewhere": ELSEWHERE,
    }
    return render(request, "documents.html", **{**values, **more})


@router.post("")
async def upload(
    request: Request, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Keep a new file; refused with the ingest's own message when it cannot be read."""
    said: dict[str, Any] = {}
    try:
        file = fields.file("bestand")
        said = described(fields)
        await keeper.add(
            name=file.filename or "", data=await file.read(), said=said, actor=me, now=now()
        )
    except (UnreadableError, forms.WrongFieldError) as error:
        return _list(request, house, keeper, status=422, error=f"Niet bewaard: {error}", given=said)
    return go(request, "/documenten", "uploaded")


@router.post("/inlezen")
async def read_in(request: Request, keeper: KeeperOf) -> Response:
    """Read in what changed in the folder."""
    keeper.reindexing.start()
    return go(request, "/documenten", "reading")


def described(fields: forms.Fields) -> dict[str, Any]:
    """What a form says of a document, as its sidecar has it. Raises WrongFieldError."""
    begin = fields.day("geldig_van", label="de eerste dag")
    end = fields.day("geldig_tot", label="de laatste dag")
    if begin and end and end < begin:
        raise forms.WrongFieldError("geldig_tot", "De laatste dag ligt vóór de eerste.")
    return {
        "title": fields.text("titel", most=300, label="de titel", required=False),
        "audience": fields.choice("voor", wording.AUDIENCES, label="voor wie het is"),
        "valid_from": begin,
        "valid_until": end,
        "owner": fields.text("eigenaar", most=100, label="de eigenaar", required=False),
    }


def document_of(house: HouseOf, document_id: str) -> Document:
    """A document by its id. Raises a 404."""
    knowledge = house.knowledge()
    found = knowledge.document(document_id) if knowledge else None
    if found is None:
        raise HTTPException(404, "Dit document is niet (meer) ingelezen.")
    return found


@router.get("/{document_id}")
async def one(request: Request, document_id: str, house: HouseOf, keeper: KeeperOf) -> Response:
    """One document: what is known of it, and its text as the assistant reads it."""
    return _one(request, document_of(house, document_id), keeper)


def _one(
    request: Request,
    document: Document,
    keeper: Keeper,
    *,
    status: int = 200,
    error: str | None = None,
) -> Response:
    name = keeper.library.holds(document)
    try:
        adoptable = name is None and bool(outside(document))
    except UnreadableError:
        adoptable = False
    return render(
        request,
        "document.html",
        status=status,
        document=document,
        name=name,
        adoptable=adoptable and document.kind is not Kind.APPROVED,
        earlier=keeper.library.earlier(name) if name else [],
        validity=validity(document, now().astimezone(ZONE).date()),
        error=error,
        elsewhere=ELSEWHERE.get(document.kind),
        orders=[s for p in document.passages[:60] for s in instructions_in(p.text)],
    )


def _held(house: HouseOf, keeper: Keeper, document_id: str) -> tuple[Document, str]:
    document = document_of(house, document_id)
    name = keeper.library.holds(document)
    if name is None:
        raise UnknownFileError
    return document, name


@router.post("/{document_id}/gegevens")
async def describe(
    request: Request, document_id: str, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Set title, audience, validity and owner."""
    document, name = _held(house, keeper, document_id)
    try:
        said = {**keeper.library.said(name), **described(fields)}
        said.setdefault("id", document.id)
        await keeper.describe(name=name, said=said, actor=me, now=now())
    except (UnreadableError, forms.WrongFieldError) as error:
        return _one(request, document, keeper, status=422, error=f"Niet bewaard: {error}")
    return go(request, f"/documenten/{document_id}", "saved")


@router.post("/{document_id}/vervangen")
async def replace(
    request: Request, document_id: str, house: HouseOf, me: Me, keeper: KeeperOf, fields: FieldsOf
) -> Response:
    """Put a new version in the place of a file; the old one is kept beside it."""
    document, name = _held(house, keeper, document_id)
    try:
        file = fields.file("bestand")
        ending = name.rpartition(".")[2]
        if (file.filename or "").rpartition(".")[2].lower() != ending:
            raise UnreadableError(f"de nieuwe versie moet ook een .{ending}-bestand zijn")
        said = {**keeper.library.said(name), "id": document.id}
        await keeper.add(name=name, data=await file.read(), said=said, actor=me, now=now())
    except (UnreadableError, forms.WrongFieldError) as error:
        return _one(request, document, keeper, status=422, error=f"Niet vervangen: {error}")
    return go(request, f"/documenten/{document_id}", "uploaded")


@router.post("/{document_id}/intrekken")
async def withdraw(
    request: Request, document_id: str, house: HouseOf, me: Me, keeper: KeeperOf
) -> Response:
    """Take a document out of what the assistant reads."""
    _, name = _held(house, keeper, document_id)
    await keeper.withdraw(name=name, actor=me, now=now())
    return go(request, "/documenten", "withdrawn")


@router.post("/{document_id}/overnemen")
async def adopt(
    request: Request, document_id: str, house: HouseOf, me: Me, keeper: KeeperOf
) -> Response:
    """Keep a document here that was read in from another folder."""
    document = document_of(house, document_id)
    if keeper.library.holds(document) is None:
        try:
            await keeper.adopt(document=document, actor=me, now=now())
        except UnreadableError as error:
            return _one(request, document, keeper, status=422, error=f"Niet overgenomen: {error}")
    return go(request, f"/documenten/{document_id}", "uploaded")
