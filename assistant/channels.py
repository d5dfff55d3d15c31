"""What a channel must do; the doors implement it, the courier calls it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


class DeliveryError(Exception):
    """A message did not go out. `permanent`: trying again is of no use. `retry_after`: seconds."""

    def __init__(
        self, text: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(text)
        self.permanent, self.retry_after = permanent, retry_after


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way out.

    `id` is the delivery's: the same at every attempt, so that a far server can tell a repetition.
    `to` is an e-mail address or a chat's id. `subject` holds no personal data. `text` is what is
    said, as staff wrote it; `question` what it answers; `link` where the reader can go on (an
    address that is made anew for every attempt). `thread`: ids of earlier deliveries about the
    same escalation to the same person, oldest first.
    """

    id: str
    kind: str
    to: str = field(repr=False)
    language: str
    subject: str
    text: str = field(repr=False)
    question: str | None = field(default=None, repr=False)
    citations: tuple[dict[str, Any], ...] = ()
    link: str | None = field(default=None, repr=False)
    thread: tuple[str, ...] = ()
    escalation_id: str | None = None
    organisation: str = ""


class Channel(Protocol):
    """A way to reach someone."""

    @property
    def name(self) -> str:
        """The name under which deliveries ask for it: email, telegram."""
        ...

    async def send(self, message: Outgoing) -> None:
        """Hand the message to the far side. Raises DeliveryError; returns when it was accepted."""
        ...
