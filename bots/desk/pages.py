"""Pages: templates with everything escaped, and what every page needs."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.settings import AssistantSettings
from bots.desk import forms, moments, wording

FOLDER = Path(__file__).parent
_pages = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def _version() -> str:
    """Of the style sheet and the scripts: a new one is fetched at once, an old one is kept."""
    files = sorted((FOLDER / "static").iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


VERSION = _version()


def now() -> datetime:
    """The time; the one place where the desk looks at the clock."""
    return datetime.now(UTC)


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. `values` are the template's own; who is signed in and the form's secret are added."""
    response = HTMLResponse(html(request, template, **values), status)
    forms.keep_secret(request, response)
    return response


def html(request: Request, template: str, **values: Any) -> str:
    """The text of a page or of a part of one."""
    moment = now()
    return _pages.get_template(template).render(
        me=getattr(request.state, "me", None),
        csrf=forms.secret(request),
        here=request.url.path.removeprefix(root(request)),
        root=root(request),
        version=VERSION,
        notice=wording.DONE.get(request.query_params.get("gedaan", "")),
        words=wording,
        now=moment,
        when=lambda value: moments.moment(value, now=moment),
        day=lambda value: moments.day(value, today=moment.astimezone(moments.ZONE).date()),
        full_day=moments.full_day,
        span=moments.span,
        iso=_iso,
        here_with=lambda **changed: _query(request, changed),
        counts=getattr(request.state, "counts", {}),
        **values,
    )


def part(request: Request, template: str, **values: Any) -> Response:
    """A part of a page for live updates; nothing is sent again when nothing changed."""
    text = html(request, template, **values)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return HTMLResponse(text, headers={"ETag": tag})


def root(request: Request) -> str:
    """Where the desk is mounted: '/desk'."""
    return str(request.scope.get("root_path", ""))


def public(request: Request) -> str:
    """The address of the desk for links that are passed on: as it was set, else as it was asked."""
    set_ = AssistantSettings().public_url
    base = set_.rstrip("/") if set_ else f"{request.url.scheme}://{request.url.netloc}"
    return base + root(request)


def go(request: Request, path: str, done: str | None = None) -> RedirectResponse:
    """To a page of the desk after a form was handled; `done` is a key of what is said there."""
    if done is not None:
        address, _, place = path.partition("#")
        joint = "&" if "?" in address else "?"
        path = f"{address}{joint}gedaan={quote(done)}" + (f"#{place}" if place else "")
    return RedirectResponse(root(request) + path, 303)


def own_path(path: str | None) -> str:
    """A path within the desk that a form or address asks for; anything else becomes the queue."""
    if path is None or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    plain = all(ch.isprintable() and ch not in "\\ " for ch in path)
    return path if plain and len(path) <= 500 else "/"


def _query(request: Request, changed: dict[str, Any]) -> str:
    kept = {k: v for k, v in request.query_params.items() if k not in ("gedaan", "deel")}
    kept.update({k: str(v) if v is not None else "" for k, v in changed.items()})
    return "?" + urlencode({k: v for k, v in kept.items() if v != ""})


def _iso(value: date | datetime | None) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value or "")
