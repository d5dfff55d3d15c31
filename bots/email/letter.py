"""An outgoing message as an e-mail: plain text and HTML that say the same."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime
from html import escape

from assistant.channels import Outgoing
from assistant.texts import say

_RIGHT_TO_LEFT = frozenset({"ar"})


def letter(message: Outgoing, sender: str) -> EmailMessage:
    """The e-mail. Its Message-ID is the delivery's, so that a repetition is seen as one.

    What an asker or staff wrote is text: it is escaped in the HTML part.
    """
    domain = sender.rpartition("@")[2] or "localhost"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(message.organisation, addr_spec=sender)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    if message.thread:
        mail["In-Reply-To"] = f"<{message.thread[-1]}@{domain}>"
        mail["References"] = " ".join(f"<{id_}@{domain}>" for id_ in message.thread)
    # No answers from machines (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(_plain(message))
    mail.add_alternative(_html(message), subtype="html")
    # Last: a header named Content-… goes with the part that it stands before.
    mail["Content-Language"] = message.language
    return mail


def _parts(message: Outgoing) -> list[tuple[str, str]]:
    """What stands in the mail, in order: (kind, text)."""
    spoken = message.language
    parts = [("line", say("mail_hello", spoken)), ("text", message.text)]
    if message.question:
        parts += [("line", say("mail_question", spoken)), ("quote", message.question)]
    if message.citations:
        parts.append(("line", say("mail_sources", spoken)))
        parts += [("source", _source(citation)) for citation in message.citations]
    if message.link:
        if message.question:
            parts.append(("line", say("mail_follow", spoken)))
        parts.append(("link", message.link))
        if message.question:
            parts.append(("small", say("mail_no_reply", spoken)))
    closing = f"{say('mail_bye', spoken)}\n{say('mail_office', spoken)}"
    parts.append(("text", f"{closing}\n{message.organisation}".strip()))
    return parts


def _source(citation: dict[str, object]) -> str:
    places = [citation.get("title"), citation.get("heading")]
    if citation.get("page"):
        places.append(f"p. {citation['page']}")
    places.append(citation.get("url"))
    return " · ".join(str(place) for place in places if place)


def _plain(message: Outgoing) -> str:
    out = []
    for kind, text in _parts(message):
        if kind == "quote":
            out.append("\n".join(f"> {line}" for line in text.splitlines()))
        elif kind == "source":
            out.append(f"- {text}")
        else:
            out.append(text)
    return "\n\n".join(out) + "\n"


def _html(message: Outgoing) -> str:
    direction = "rtl" if message.language in _RIGHT_TO_LEFT else "ltr"
    body = "\n".join(_tag(kind, text) for kind, text in _parts(message))
    return (
        f'<!doctype html>\n<html lang="{escape(message.language)}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"><title>{escape(message.subject)}</title></head>\n'
        f'<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;'
        f'max-width:38em">\n{body}\n</body>\n</html>\n'
    )


def _tag(kind: str, text: str) -> str:
    shown = escape(text).replace("\n", "<br>\n")
    if kind == "quote":
        return f'<blockquote style="border-inline-start:3px solid #767676;margin:0 0 1em;padding:0 1em">{shown}</blockquote>'
    if kind == "link":
        return f'<p><a href="{escape(text, quote=True)}">{shown}</a></p>'
    return f"<p>{shown}</p>"
