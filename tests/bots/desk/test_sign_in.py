"""Signing in: password, second factor, limits, links, and the organisation's own accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from desk_server import PASSWORD, Server, serving
from oidc_provider_mock import User, run_server_in_thread
from pydantic import SecretStr
from sqlalchemy import func, select

from assistant.actors import Role
from assistant.desk_models import Delivery
from bots.desk.qr_code import qr_code
from bots.desk.settings import DeskSettings


def _enter(server: Server, email: str, password: str, code: str = "") -> httpx.Response:
    visitor = server.browser()
    fields = {"email": email, "wachtwoord": password, "code": code}
    return visitor.post("/inloggen", fields, page="/inloggen")


def test_a_wrong_password_and_an_unknown_address_say_the_same(server: Server) -> None:
    server.join("Anna Kuipers")
    known = _enter(server, server.email("Anna Kuipers"), "iets heel anders")
    unknown = _enter(server, "niemand@swv.example", "iets heel anders")
    assert known.status_code == unknown.status_code == 401
    for answer in (known, unknown):
        assert "e-mailadres of het wachtwoord klopt niet" in answer.text
        assert "wegwijs_desk" not in answer.headers.get("set-cookie", "")


def test_the_session_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(
    server: Server,
) -> None:
    server.join("Anna Kuipers")
    cookie = _enter(server, server.email("Anna Kuipers"), PASSWORD).headers["set-cookie"]
    assert "wegwijs_desk=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/desk" in cookie
    assert "Secure" not in cookie  # this server speaks plain http


def test_over_https_the_session_cookie_is_only_sent_over_https(server: Server) -> None:
    server.join("Anna Kuipers")
    # A proxy that ends the encryption says so; uvicorn believes one on the same machine.
    visitor = server.browser()
    visitor.client.headers["X-Forwarded-Proto"] = "https"
    page = visitor.get("/inloggen")
    assert "Secure" in page.headers["set-cookie"]
    assert "max-age=31536000" in page.headers["strict-transport-security"]


def test_after_signing_out_the_session_is_over_at_the_server_too(server: Server) -> None:
    server.join("Anna Kuipers")
    visitor = server.browser("Anna Kuipers")
    stolen = visitor.client.cookies["wegwijs_desk"]
    assert visitor.get("/").status_code == 200
    assert visitor.post("/uitloggen").status_code == 303
    thief = httpx.Client(base_url=server.desk, cookies={"wegwijs_desk": stolen})
    assert thief.get("/").status_code == 303


def test_a_page_that_looks_for_news_by_itself_does_not_keep_a_session_open(
    server: Server,
) -> None:
    actor = server.join("Kim Dekker")
    visitor = server.browser("Kim Dekker")
    token, now = visitor.client.cookies["wegwijs_desk"], datetime.now(UTC)
    session = server.house.sign_in.session
    later = now + timedelta(minutes=100)
    assert server.run(session(token=token, now=later, by_itself=True)) == actor
    assert server.run(session(token=token, now=now + timedelta(minutes=130))) is None
    assert server.run(session(token=token, now=later)) == actor
    assert server.run(session(token=token, now=now + timedelta(minutes=130))) == actor


def test_guessing_is_stopped_even_for_the_right_password(server: Server) -> None:
    server.join("Bert Smit")
    email = server.email("Bert Smit")
    for _ in range(5):
        assert _enter(server, email, "gokken maar").status_code == 401
    answer = _enter(server, email, PASSWORD)
    assert answer.status_code == 429
    assert "Te veel pogingen" in answer.text


def test_a_second_factor_is_set_up_by_scanning_and_then_asked_for(server: Server) -> None:
    server.join("Carla Mol")
    visitor = server.browser("Carla Mol")
    begun = visitor.post("/account/tweede-stap/begin", page="/account")
    assert "<svg" in begun.text
    secret = begun.text.split('name="geheim" value="')[1].split('"')[0]
    wrong = visitor.post("/account/tweede-stap", {"geheim": secret, "code": "000000"})
    assert wrong.status_code == 422
    code = pyotp.TOTP(secret).now()
    assert visitor.post("/account/tweede-stap", {"geheim": secret, "code": code}).status_code == 303

    email = server.email("Carla Mol")
    asked = _enter(server, email, PASSWORD)
    assert asked.status_code == 401
    assert "Code uit uw app" in asked.text
    again = _enter(server, email, PASSWORD, code)
    assert again.status_code == 401
    assert "elke code werkt één keer" in again.text
    later = pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))
    assert _enter(server, email, PASSWORD, later).status_code == 303


def test_a_qr_code_fills_its_box_however_long_the_address_is() -> None:
    for length in (20, 200):
        drawn = qr_code("https://t.me/" + "x" * length)
        side = re.search(r'^<svg [^>]*viewBox="0 0 (\d+) \1"', drawn)
        assert side and int(side[1]) > 29
        assert not re.search(r"^<svg [^>]*width=", drawn)


def test_an_invitation_works_once(server: Server) -> None:
    boss = server.join("Marijke de Boer", Role.ADMINISTRATOR)
    made = server.run(
        server.house.accounts.invite(
            name="Dirk Bos",
            email="dirk@swv.example",
            role=Role.EMPLOYEE,
            actor=boss,
            now=datetime.now(UTC),
        )
    )
    path = f"/welkom/{made.token}"
    visitor = server.browser()
    assert "Welkom, Dirk Bos" in visitor.get(path).text
    short = visitor.post(path, {"wachtwoord": "kort", "nogmaals": "kort"}, page=path)
    assert short.status_code == 422
    assert "ten minste 12 tekens" in short.text
    unequal = visitor.post(path, {"wachtwoord": PASSWORD, "nogmaals": "anders"}, page=path)
    assert unequal.status_code == 422
    chosen = {"wachtwoord": PASSWORD, "nogmaals": PASSWORD}
    assert visitor.post(path, chosen, page=path).status_code == 303
    again = visitor.post(path, chosen, page="/inloggen")
    assert again.status_code == 410
    assert "Deze link werkt niet meer" in again.text
    assert _enter(server, "dirk@swv.example", PASSWORD).status_code == 303


def test_an_expired_invitation_is_gone(server: Server) -> None:
    boss = server.join("Marijke de Boer", Role.ADMINISTRATOR)
    made = server.run(
        server.house.accounts.invite(
            name="Els Vos",
            email="els@swv.example",
            role=Role.EMPLOYEE,
            actor=boss,
            now=datetime.now(UTC) - timedelta(days=8),
        )
    )
    visitor = server.browser()
    assert visitor.get(f"/welkom/{made.token}").status_code == 410
    chosen = {"wachtwoord": PASSWORD, "nogmaals": PASSWORD}
    answer = visitor.post(f"/welkom/{made.token}", chosen, page="/inloggen")
    assert answer.status_code == 410
    assert _enter(server, "els@swv.example", PASSWORD).status_code == 401


def test_asking_for_a_new_password_says_the_same_to_everyone(server: Server) -> None:
    server.join("Anna Kuipers")
    for email in (server.email("Anna Kuipers"), "niemand@swv.example"):
        visitor = server.browser()
        answer = visitor.post("/wachtwoord-vergeten", {"email": email}, page="/wachtwoord-vergeten")
        assert answer.status_code == 303
        page = visitor.client.get(str(answer.headers["location"]).removeprefix("/desk"))
        assert "Als dit adres bij ons bekend is" in page.text


def test_asking_again_and_again_does_not_fill_a_mailbox(server: Server) -> None:
    actor = server.join("Jet Blok")

    async def mails() -> int:
        async with server.house.sessions() as session:
            sent = select(func.count()).where(
                Delivery.kind == "reset", Delivery.staff_id == actor.id
            )
            return await session.scalar(sent) or 0

    for _ in range(4):
        server.browser().post(
            "/wachtwoord-vergeten",
            {"email": server.email("Jet Blok")},
            page="/wachtwoord-vergeten",
        )
    assert server.run(mails()) == 2


def test_another_password_ends_all_sessions(server: Server) -> None:
    server.join("Frits Post")
    visitor, elsewhere = server.browser("Frits Post"), server.browser("Frits Post")
    new = "een heel ander lang wachtwoord"
    wrong = visitor.post("/account/wachtwoord", {"oud": "fout", "nieuw": new, "nogmaals": new})
    assert wrong.status_code == 422
    right = visitor.post("/account/wachtwoord", {"oud": PASSWORD, "nieuw": new, "nogmaals": new})
    assert right.status_code == 303
    assert visitor.get("/").status_code == 303
    assert elsewhere.get("/").status_code == 303
    assert _enter(server, server.email("Frits Post"), new).status_code == 303


def test_a_session_elsewhere_is_ended_but_never_that_of_a_colleague(server: Server) -> None:
    server.join("Greet Kok")
    actor = server.join("Anna Kuipers")
    visitor, elsewhere = server.browser("Greet Kok"), server.browser("Greet Kok")
    server.browser("Anna Kuipers")
    sessions = server.house.sign_in.sessions
    other = server.run(sessions(staff_id=actor.id, now=datetime.now(UTC)))[0]
    assert visitor.post(f"/account/sessies/{other.id}/weg").status_code == 404
    own = server.run(sessions(staff_id=server.actors["Greet Kok"].id, now=datetime.now(UTC)))
    # Newest first: the first one is the browser elsewhere.
    assert visitor.post(f"/account/sessies/{own[0].id}/weg").status_code == 303
    assert elsewhere.get("/").status_code == 303
    assert visitor.get("/").status_code == 200


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    users = (
        User(sub="u-1", claims={"email": "hanna@swv.example", "email_verified": True}),
        User(sub="u-2", claims={"email": "vreemd@elders.example", "email_verified": True}),
        User(sub="u-3", claims={"email": "iris@swv.example", "email_verified": False}),
    )
    with run_server_in_thread(user_claims=users) as running:
        yield f"http://127.0.0.1:{running.server_port}"


@pytest.fixture(scope="module")
def single(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("single") / "home"
    home.mkdir()
    desk = DeskSettings(
        issuer=provider, client_id="wegwijs", client_secret=SecretStr("geheim"), name="Voorbeeld"
    )
    with serving(home, desk=desk) as running, pytest.MonkeyPatch.context() as environment:
        environment.setenv("WEGWIJS_PUBLIC_URL", running.url)
        running.join("Hanna Wit", Role.ADMINISTRATOR)
        running.join("Iris Bal")
        yield running


def _through_the_provider(server: Server, subject: str) -> tuple[httpx.Client, httpx.Response]:
    """As a browser does it: to the provider, choose who one is, and back with a code."""
    browser = httpx.Client(timeout=30)
    out = browser.get(f"{server.desk}/inloggen/organisatie?naar=/cijfers")
    assert out.status_code == 303
    target = out.headers["location"]
    chosen = browser.post(target, data={"sub": subject})
    assert chosen.status_code in (302, 303), chosen.text
    return browser, browser.get(chosen.headers["location"])


def test_the_organisations_account_opens_the_desk_at_the_page_asked_for(single: Server) -> None:
    assert "Inloggen via Voorbeeld" in single.browser().get("/inloggen").text
    browser, back = _through_the_provider(single, "u-1")
    assert back.status_code == 303, back.text
    assert back.headers["location"] == "/desk/cijfers"
    assert "Hanna Wit" in browser.get(f"{single.desk}/account").text
    _, back = _through_the_provider(single, "u-1")
    assert back.status_code == 303


def test_the_provider_sends_people_back_to_the_public_address_whatever_host_was_asked_for(
    single: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, host = f"{single.desk}/inloggen/organisatie", {"Host": "elders.example"}

    def back() -> str:
        out = httpx.get(path, headers=host, timeout=30)
        return parse_qs(urlsplit(out.headers["location"]).query)["redirect_uri"][0]

    assert back() == f"{path}/terug"
    monkeypatch.setenv("WEGWIJS_PUBLIC_URL", "https://vragen.swv.example/")
    assert back() == "https://vragen.swv.example/desk/inloggen/organisatie/terug"


def test_without_a_public_address_nobody_is_sent_to_the_provider(
    single: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEGWIJS_PUBLIC_URL")
    answer = single.browser().get("/inloggen/organisatie")
    assert answer.status_code == 503
    assert "WEGWIJS_PUBLIC_URL" in answer.text


def test_someone_of_the_provider_without_an_account_here_stays_outside(single: Server) -> None:
    browser, back = _through_the_provider(single, "u-2")
    assert back.status_code == 403
    assert "Dit account is hier niet bekend" in back.text
    assert browser.get(f"{single.desk}/").status_code == 303


def test_an_address_that_the_provider_did_not_verify_is_not_believed(single: Server) -> None:
    _, back = _through_the_provider(single, "u-3")
    assert back.status_code == 401
    assert "geen bevestigd e-mailadres" in back.text


def test_an_answer_of_the_provider_is_only_taken_in_the_browser_that_asked(
    single: Server,
) -> None:
    browser = httpx.Client(timeout=30)
    out = browser.get(f"{single.desk}/inloggen/organisatie")
    chosen = browser.post(out.headers["location"], data={"sub": "u-1"})
    other = httpx.Client(timeout=30)
    answer = other.get(chosen.headers["location"])
    assert answer.status_code == 401
    third = httpx.Client(timeout=30)
    third.get(f"{single.desk}/inloggen/organisatie")
    assert third.get(chosen.headers["location"]).status_code == 401


def test_a_token_for_another_question_is_refused(single: Server) -> None:
    browser = httpx.Client(timeout=30)
    out = browser.get(f"{single.desk}/inloggen/organisatie")
    chosen = browser.post(out.headers["location"], data={"sub": "u-1"})
    kept = browser.cookies["wegwijs_oidc"].split(".")
    browser.cookies.clear()
    browser.cookies.set("wegwijs_oidc", ".".join((kept[0], "andere-nonce", kept[2])), path="/desk")
    assert browser.get(chosen.headers["location"]).status_code == 401


def test_someone_who_takes_over_a_colleagues_address_stays_who_they_are(
    single: Server, provider: str
) -> None:
    _, back = _through_the_provider(single, "u-1")
    assert back.status_code == 303
    claims = {"sub": "u-1", "email": "iris@swv.example", "email_verified": True}
    assert httpx.put(f"{provider}/users/u-1", json=claims).status_code < 300
    browser, back = _through_the_provider(single, "u-1")
    assert back.status_code == 303, back.text
    page = browser.get(f"{single.desk}/account").text
    assert "Hanna Wit" in page
    assert "Iris Bal" not in page


def test_a_provider_that_is_away_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJS_PUBLIC_URL", "https://vragen.swv.example")
    desk = DeskSettings(issuer="http://127.0.0.1:9", client_id="wegwijs")
    with serving(tmp_path / "home", desk=desk) as running:
        answer = running.browser().get("/inloggen/organisatie")
    assert answer.status_code == 503
    assert "niet bereikbaar" in answer.text
    assert urlsplit(str(answer.url)).path == "/desk/inloggen/organisatie"


def test_without_a_provider_there_is_no_such_button(server: Server) -> None:
    assert "/inloggen/organisatie" not in server.browser().get("/inloggen").text
    assert server.browser().get("/inloggen/organisatie").status_code == 404
