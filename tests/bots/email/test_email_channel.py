"""The e-mail channel: settings, the letter in every language, and what a server's answer means."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from mail_server import MailServer, mail_server
from pydantic import SecretStr, ValidationError

from assistant.channels import DeliveryError, Outgoing
from bots.email.channel import EmailChannel
from bots.email.letter import letter
from bots.email.settings import EmailSettings, Server

LANGUAGES = ("nl", "en", "tr", "ar", "pl", "uk")


def outgoing(**values: object) -> Outgoing:
    return Outgoing(
        **{
            "id": "d1",
            "kind": "reply",
            "to": "ouder@voorbeeld.nl",
            "language": "nl",
            "subject": "Antwoord op uw vraag",
            "text": "Dat mag.\nEcht waar.",
            "question": "Mag dat?",
            "link": "https://sv.example/status/abc?x=1&y=2",
            "organisation": "SV Voorbeeld",
            **values,
        }  # type: ignore[arg-type]
    )


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def channel(url: str, seconds: float = 5) -> EmailChannel:
    return EmailChannel(
        EmailSettings(smtp_url=SecretStr(url), mail_from="vragen@sv.example", mail_seconds=seconds)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_says_the_same_in_plain_text_and_html(language: str) -> None:
    mail = letter(outgoing(language=language), "vragen@sv.example")
    plain, html = part(mail, "plain"), part(mail, "html")
    assert mail["Content-Language"] == language
    assert f'lang="{language}"' in html
    assert ('dir="rtl"' in html) is (language == "ar")
    for words in ("Dat mag.", "Echt waar.", "Mag dat?", "SV Voorbeeld"):
        assert words in plain and words in html
    assert "https://sv.example/status/abc?x=1&y=2" in plain
    assert 'href="https://sv.example/status/abc?x=1&amp;y=2"' in html


def test_markup_of_askers_and_staff_is_text_in_the_html() -> None:
    evil = '<script>alert(1)</script><a href="x">'
    citation = {"title": evil, "heading": evil, "url": evil}
    mail = letter(
        outgoing(text=evil, question=evil, citations=(citation,), link=f"https://x/{evil}"),
        "vragen@sv.example",
    )
    html = part(mail, "html")
    assert "<script" not in html and '<a href="x"' not in html
    assert evil in part(mail, "plain")


@pytest.mark.parametrize("field", ["to", "subject", "organisation"])
def test_a_line_end_never_makes_another_header(field: str) -> None:
    try:
        mail = letter(outgoing(**{field: "x@y.nl\r\nBcc: z@z.nl"}), "vragen@sv.example")
    except ValueError:
        return
    assert mail["Bcc"] is None and b"\nBcc:" not in mail.as_bytes().replace(b"\r", b"")


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "start_tls"),
    [
        ("smtp://mail.example", 587, False, None),
        ("smtp://mail.example:25?starttls=never", 25, False, False),
        ("smtp://me:secret@mail.example", 587, False, True),
        ("smtp://mail.example?starttls=always", 587, False, True),
        ("smtps://me:p%40ss@mail.example", 465, True, False),
    ],
)
def test_a_password_never_goes_over_an_open_line_unless_that_is_asked_for(
    url: str, port: int, use_tls: bool, start_tls: bool | None
) -> None:
    server = Server(url)
    assert (server.host, server.port) == ("mail.example", port)
    assert (server.use_tls, server.start_tls) == (use_tls, start_tls)
    assert server.password in (None, "secret", "p@ss")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_an_address_that_is_none_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ValidationError, match="WEGWIJS_SMTP_URL"):
        EmailSettings(smtp_url=SecretStr(url))


def test_without_an_address_there_is_no_server() -> None:
    assert EmailSettings(smtp_url=None).server is None
    assert EmailSettings(smtp_url=SecretStr("")).server is None


@pytest.mark.parametrize(
    ("answer", "permanent", "later"),
    [
        ("550 5.1.1 no such user", True, None),
        ("552 mailbox full for good", True, None),
        ("554 spam", True, None),
        ("450 4.2.1 busy", False, 300.0),
        ("451 4.7.1 greylisted", False, 300.0),
        ("421 4.3.2 going down", False, None),
        ("530 5.7.0 sign in first", False, None),
    ],
)
async def test_what_the_server_answers_decides_whether_it_is_tried_again(
    server: MailServer, answer: str, permanent: bool, later: float | None
) -> None:
    server.behaviour = {"*": answer}
    with pytest.raises(DeliveryError) as raised:
        await channel(server.url).send(outgoing())
    assert (raised.value.permanent, raised.value.retry_after) == (permanent, later)
    assert answer[:3] in str(raised.value)
    assert "voorbeeld.nl" not in str(raised.value) and "no such user" not in str(raised.value)


async def test_a_server_without_encryption_does_not_get_the_password(server: MailServer) -> None:
    with pytest.raises(DeliveryError) as raised:
        await channel(f"smtp://me:secret@127.0.0.1:{server.port}").send(outgoing())
    assert not raised.value.permanent and not server.mails
    assert "secret" not in str(raised.value)


async def test_an_address_that_no_mail_can_carry_is_for_good(server: MailServer) -> None:
    with pytest.raises(DeliveryError) as raised:
        await channel(server.url).send(outgoing(to="geen adres"))
    assert raised.value.permanent and server.tried == 0


async def test_without_a_set_up_server_the_mail_waits() -> None:
    with pytest.raises(DeliveryError) as raised:
        await EmailChannel(EmailSettings(smtp_url=None)).send(outgoing())
    assert not raised.value.permanent
