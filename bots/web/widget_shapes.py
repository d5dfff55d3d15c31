"""What the chat on a page is told before it shows itself."""

from __future__ import annotations

from pydantic import BaseModel

from bots.web.settings import Language


class Office(BaseModel):
    """Whether someone is there; `text` says so in the asker's language."""

    open: bool
    text: str


class Kept(BaseModel):
    """Days that each class is kept."""

    conversations: int
    escalations: int
    contacts: int


class WidgetConfig(BaseModel):
    """What the widget needs to show itself, in one language."""

    language: Language
    names: dict[str, str]
    organisation: str
    title: str
    greeting: str
    questions: list[str]
    position: str
    colour: str
    on_colour: str
    banner: str | None
    office: Office
    answers: bool
    longest: int
    kept: Kept
    texts: dict[str, str]
