"""The documents themselves, for whoever wants to read on: where a reader can open one.

A page of a website has an address of its own. A file of a folder has not: it is given from here,
when everyone may read it and it still lies where it was read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi import Path as InPath
from fastapi.responses import FileResponse

from bots.web.chat import HouseOf
from knowledge.documents import Audience, Document, Passage

router = APIRouter(include_in_schema=False)

# What a browser shows or keeps, and cannot run: a page (.html) of a folder is not given.
_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
# A browser's own reader of PDF needs these two, and nothing else is allowed.
_POLICY = "default-src 'none'; object-src 'self'; style-src 'self' 'unsafe-inline'"


def address(document: Document, passage: Passage) -> str | None:
    """Where a reader opens the document at this passage: elsewhere, or a path here."""
    if document.url:
        url, pdf = document.url, document.url.lower().endswith(".pdf")
        if passage.anchor:
            return f"{url.split('#')[0]}#{passage.anchor}"
        return f"{url}#page={passage.page}" if pdf and passage.page else url
    file = original(document)
    if file is None:
        return None
    at = f"#page={passage.page}" if file.suffix.lower() == ".pdf" and passage.page else ""
    return f"/documents/{quote(document.id, safe='')}{at}"


def original(document: Document) -> Path | None:
    """The file a document was read from, when everyone may have it."""
    if document.audience is not Audience.EVERYONE or "://" in document.origin:
        return None
    folder = Path(document.origin)
    file = folder / document.source if folder.is_dir() else folder
    if file.suffix.lower() not in _TYPES or not file.is_file():
        return None
    # A link out of the folder is not followed: only what was ingested is shown.
    inside = folder if folder.is_dir() else folder.parent
    return file if file.resolve().is_relative_to(inside.resolve()) else None


@router.get("/documents/{document_id:path}")
async def show(document_id: Annotated[str, InPath(max_length=300)], house: HouseOf) -> FileResponse:
    """The file itself."""
    knowledge = house.knowledge()
    document = knowledge.document(document_id) if knowledge else None
    file = original(document) if document else None
    if file is None:
        raise HTTPException(404, "Dit document is hier niet (meer).")
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    return FileResponse(
        file,
        media_type=_TYPES[file.suffix.lower()],
        filename=file.name,
        content_disposition_type="inline",
        headers=headers,
    )
