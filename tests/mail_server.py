"""A real SMTP server on a port of its own, that can refuse, defer, hang up or be slow."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(slots=True)
class MailServer:
    """What arrived, and how to behave: answers by recipient ("550 …"), or for everyone under "*";
    "hang up" cuts the line in the middle of the mail, a number of seconds makes it slow."""

    port: int
    behaviour: dict[str, str | float] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    tried: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        self.tried += 1
        wish = self.behaviour.get(address, self.behaviour.get("*"))
        if isinstance(wish, str) and wish[:1].isdigit():
            return wish
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        address = envelope.rcpt_tos[0]
        wish = self.behaviour.get(address, self.behaviour.get("*"))
        if wish == "hang up":
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        if isinstance(wish, float):
            await asyncio.sleep(wish)
        raw = cast(bytes, envelope.content)
        self.mails.append(cast(EmailMessage, message_from_bytes(raw, policy=default)))
        self.recipients.append(address)
        return "250 accepted"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=never"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """The server, in a thread of its own, for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = MailServer(port)
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()
