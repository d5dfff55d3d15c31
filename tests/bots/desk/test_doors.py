"""Who may open what: every route of the desk, by every role, with and without the form's secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from desk_server import EMPLOYEE, Server, Visitor

from bots.desk.headers import HEADERS
from bots.desk.routes import OPEN, SIGNED_IN

# Values for the parts of an address; none of them exists, so that nothing is changed.
_VALUES = {
    "escalation_id": "11111111-2222-3333-4444-555555555555",
    "delivery_id": "11111111-2222-3333-4444-555555555555",
    "approval_id": "11111111-2222-3333-4444-555555555555",
    "code_id": "11111111-2222-3333-4444-555555555555",
    "pairing_id": "11111111-2222-3333-4444-555555555555",
    "staff_id": "11111111-2222-3333-4444-555555555555",
    "session_id": "11111111-2222-3333-4444-555555555555",
    "document_id": "bestaat-niet",
    "number": "99999",
    "key": "bestaat-niet",
    "token": "bestaat-niet",
}


def _address(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: _VALUES[match.group(1)], path)


ROUTES = [
    (role, method, _address(route.path))
    for routers in ([(router, "open") for router in OPEN], SIGNED_IN)
    for router, role in routers
    for route in router.routes
    for method in route.methods  # type: ignore[attr-defined]
]
CLOSED = [row for row in ROUTES if row[0] != "open"]
POSTS = [row for row in ROUTES if row[1] == "POST"]
# What changes something when it is sent with nothing in it is left out of the walk with the secret.
CHANGES = {"/documenten/inlezen"}
SAFE = [row for row in CLOSED if row[2] not in CHANGES]


def test_the_walk_knows_all_routes_of_the_desk() -> None:
    assert len(ROUTES) > 55
    assert {role for role, _, _ in ROUTES} == {"open", "employee", "administrator"}


@pytest.mark.parametrize(("role", "method", "path"), CLOSED, ids=lambda value: str(value))
def test_without_a_session_every_closed_page_leads_to_the_sign_in(
    server: Server, role: str, method: str, path: str
) -> None:
    visitor = server.browser()
    if method == "GET":
        answer = visitor.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/desk/inloggen?naar=")
    else:
        answer = visitor.post(path, page="/inloggen")
        assert answer.status_code == 401
        assert "niet meer ingelogd" in answer.text


@pytest.mark.parametrize(("role", "method", "path"), SAFE, ids=lambda value: str(value))
def test_an_employee_opens_what_is_for_employees_and_nothing_more(
    employee: Visitor, role: str, method: str, path: str
) -> None:
    answer = employee.get(path) if method == "GET" else employee.post(path)
    if role == "administrator":
        assert answer.status_code == 403
        assert "alleen" in answer.text
    else:
        assert answer.status_code in (200, 303, 404, 422), answer.text


@pytest.mark.parametrize(("role", "method", "path"), SAFE, ids=lambda value: str(value))
def test_an_administrator_opens_everything(
    administrator: Visitor, role: str, method: str, path: str
) -> None:
    answer = administrator.get(path) if method == "GET" else administrator.post(path)
    assert answer.status_code in (200, 303, 404, 422), answer.text


@pytest.mark.parametrize(("role", "method", "path"), POSTS, ids=lambda value: str(value))
def test_a_form_without_its_secret_is_refused(
    administrator: Visitor, role: str, method: str, path: str
) -> None:
    for fields in ({}, {"csrf": "0" * 64}):
        answer = administrator.client.post(path, data=fields)
        assert answer.status_code == 403
        assert "formulier is verlopen" in answer.text


def test_a_form_from_another_site_is_refused_even_with_the_secret(administrator: Visitor) -> None:
    answer = administrator.client.post(
        "/account",
        data={"csrf": administrator.secret()},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_the_secret_of_one_person_is_of_no_use_to_another(
    administrator: Visitor, employee: Visitor
) -> None:
    answer = employee.client.post("/account", data={"csrf": administrator.secret()})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/inloggen", "/bestaat-niet", "/static/desk.js"])
def test_every_answer_has_the_headers_that_keep_a_browser_safe(
    administrator: Visitor, path: str
) -> None:
    answer = administrator.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_no_page_has_scripts_or_styles_of_its_own(administrator: Visitor) -> None:
    for _, method, path in CLOSED:
        if method == "GET":
            text = administrator.get(path).text
            assert " style=" not in text
            assert "<style" not in text
            assert not re.search(r"<[^>]+\son\w+\s*=", text)
            assert re.findall(r"<script[^>]*>(.*?)</script>", text, re.S) in ([""], [])


@pytest.mark.parametrize(
    "to",
    [
        "https://elders.example/",
        "//elders.example/",
        "/\\elders.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "\\/elders.example",
    ],
)
def test_after_signing_in_nobody_is_sent_to_another_site(server: Server, to: str) -> None:
    from desk_server import PASSWORD

    visitor = server.browser()
    answer = visitor.post(
        "/inloggen",
        {"email": server.email(EMPLOYEE), "wachtwoord": PASSWORD, "naar": to},
        page="/inloggen",
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/"


def test_after_signing_in_the_page_that_was_asked_for_opens(server: Server) -> None:
    from desk_server import PASSWORD

    visitor = server.browser()
    target = visitor.get("/cijfers?dagen=7").headers["location"]
    page = httpx.URL(target).params["naar"]
    answer = visitor.post(
        "/inloggen",
        {"email": server.email(EMPLOYEE), "wachtwoord": PASSWORD, "naar": page},
        page="/inloggen",
    )
    assert answer.headers["location"] == "/desk/cijfers?dagen=7"


def test_a_page_that_does_not_exist_says_so_in_dutch(administrator: Visitor) -> None:
    answer = administrator.get("/bestaat-niet")
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet" in answer.text


def test_a_body_that_is_too_large_is_refused_before_it_is_read(administrator: Visitor) -> None:
    answer = administrator.post("/teksten", {"titel-0": "x", "tekst-0": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.text
    assert "x" * 100 not in administrator.get("/teksten").text


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(administrator: Visitor) -> None:
    secret = administrator.secret()

    def endless() -> Iterator[bytes]:
        yield f"csrf={secret}&titel-0=x&tekst-0=".encode()
        for _ in range(40):
            yield b"y" * 10_000

    answer = administrator.client.post(
        "/teksten",
        content=endless(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.text
    assert "y" * 100 not in administrator.get("/teksten").text
