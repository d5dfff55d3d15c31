"""A question at the desk: found in the queue, claimed, answered, delivered, closed."""

from __future__ import annotations

import html
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from desk_server import Server, Visitor

from assistant.opening import Contact
from assistant.statuses import Reason
from knowledge.documents import Audience

_numbers = itertools.count(1)
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)> {{ 7 * 7 }}"


def hand_over(
    server: Server,
    text: str,
    *,
    contact: Contact | None = None,
    reason: Reason = Reason.ASKED_FOR_PERSON,
    audience: Audience = Audience.EVERYONE,
    now: datetime | None = None,
) -> str:
    """A question that goes to staff without the assistant; the escalation's id."""
    now = now or datetime.now(UTC)
    conversations = server.house.conversations
    started = server.run(
        conversations.start(channel="web", audience=audience, language="nl", now=now)
    )
    return server.run(
        conversations.hand_over(
            conversation_id=started.id,
            token=started.token,
            now=now,
            reason=reason,
            text=text,
            contact=contact,
        )
    ).escalation_id


@pytest.fixture
def question(server: Server) -> str:
    return hand_over(server, f"Wie helpt mij met vraag nummer {next(_numbers)}?")


def test_a_new_question_stands_in_the_queue_and_its_page_says_what_to_do(
    server: Server, employee: Visitor, question: str
) -> None:
    assert f"/vragen/{question}" in employee.get("/?lijst=nieuw").text
    page = employee.get(f"/vragen/{question}").text
    assert "Nu te doen:" in page
    assert "Pak op" in page


def test_a_claimed_question_is_someones_and_nobody_elses(
    server: Server, employee: Visitor, administrator: Visitor, question: str
) -> None:
    assert employee.post(f"/vragen/{question}/oppakken").status_code == 303
    assert f"/vragen/{question}" in employee.get("/?lijst=mijn").text
    late = administrator.post(f"/vragen/{question}/oppakken")
    assert late.status_code == 409
    assert "Samira Haddad is met deze vraag bezig" in late.text
    page = administrator.get(f"/vragen/{question}").text
    assert "Verstuur antwoord" not in page
    refused = administrator.post(f"/vragen/{question}/antwoord", {"tekst": "Ik was sneller."})
    assert refused.status_code == 409
    assert "Ik was sneller" not in employee.get(f"/vragen/{question}").text
    assert employee.post(f"/vragen/{question}/terugleggen").status_code == 303
    assert administrator.post(f"/vragen/{question}/oppakken").status_code == 303


def test_a_reply_is_previewed_with_its_sources_and_then_sent(
    server: Server, employee: Visitor, question: str
) -> None:
    source = "passenderwijs-privacyreglement#0"
    filled = {"tekst": "Dat mag u inzien.", "bron": source, "actie": "voorbeeld"}
    preview = employee.post(f"/vragen/{question}/voorbeeld", filled).text
    assert "Zo ziet de vrager het" in preview
    assert "Privacyreglement" in preview.split("Zo ziet de vrager het")[1].split("Uw naam")[0]
    assert "Dat mag u inzien." in preview
    nothing = employee.get(f"/vragen/{question}").text
    assert 'class="said staff"' not in nothing
    sent = employee.post(f"/vragen/{question}/antwoord", {"tekst": filled["tekst"], "bron": source})
    assert sent.status_code == 303
    page = employee.get(f"/vragen/{question}").text
    assert "Dat mag u inzien." in page
    assert "1 bron" in page
    assert "Aangekomen" in page
    assert "Stel voor als goedgekeurd antwoord" in page


def test_a_source_that_the_asker_may_not_see_is_never_sent(server: Server) -> None:
    from bots.desk import sources

    knowledge = server.house.knowledge()
    assert knowledge is not None
    document = next(d for d in knowledge.documents() if d.passages)
    hidden = sources.Source(document.passages[0], document, may_be_sent=False)
    assert sources.citations([hidden]) == []


def test_a_canned_text_is_added_to_what_was_typed_already(employee: Visitor, question: str) -> None:
    page = employee.post(
        f"/vragen/{question}/voorbeeld",
        {"tekst": "Mijn begin.", "actie": "tekst", "standaard": "Afsluiting"},
    ).text
    area = page.split('name="tekst"')[1].split("</textarea>")[0]
    assert "Mijn begin." in area
    assert "het secretariaat" in area


def test_another_source_is_found_by_asking_in_other_words(employee: Visitor, question: str) -> None:
    page = employee.post(
        f"/vragen/{question}/voorbeeld", {"actie": "zoek", "zoekbron": "leerlingenvervoer"}
    ).text
    assert "Leerlingenvervoer" in page.split('id="gevonden"')[1]


def test_an_empty_reply_is_refused_and_keeps_the_form(employee: Visitor, question: str) -> None:
    answer = employee.post(f"/vragen/{question}/antwoord", {"tekst": "   "})
    assert answer.status_code == 422
    assert "Schrijf eerst iets" in answer.text


@pytest.mark.parametrize("size", [20_001, 2_000_000])
def test_a_reply_that_is_too_long_changes_nothing(
    employee: Visitor, question: str, size: int
) -> None:
    answer = employee.post(f"/vragen/{question}/antwoord", {"tekst": "lang " * (size // 5 + 1)})
    assert answer.status_code == 413
    assert "te lang" in answer.text or "te groot" in answer.text
    assert "lang lang" not in employee.get(f"/vragen/{question}").text


def test_asking_back_waits_for_the_asker(employee: Visitor, question: str) -> None:
    sent = employee.post(f"/vragen/{question}/terugvragen", {"terug": "In welke groep?"})
    assert sent.status_code == 303
    page = employee.get(f"/vragen/{question}").text
    assert "Wacht op vrager" in page
    assert "vraagt terug" in page
    assert f"/vragen/{question}" in employee.get("/?lijst=wacht").text


def test_a_note_is_seen_by_colleagues(
    employee: Visitor, administrator: Visitor, question: str
) -> None:
    note = "Gebeld, morgen weer proberen."
    assert employee.post(f"/vragen/{question}/notitie", {"notitie": note}).status_code == 303
    assert note in administrator.get(f"/vragen/{question}").text


def test_a_question_is_closed_and_opened_again(employee: Visitor, question: str) -> None:
    assert employee.post(f"/vragen/{question}/sluiten").status_code == 303
    closed = employee.get(f"/vragen/{question}").text
    assert "Deze vraag is afgesloten" in closed
    assert "Verstuur antwoord" not in closed
    refused = employee.post(f"/vragen/{question}/antwoord", {"tekst": "Toch nog iets."})
    assert refused.status_code == 409
    assert employee.post(f"/vragen/{question}/heropenen").status_code == 303
    assert "Verstuur antwoord" in employee.get(f"/vragen/{question}").text


def test_who_wants_a_call_is_on_the_list_until_someone_called(
    server: Server, employee: Visitor
) -> None:
    wants = hand_over(server, "Belt u mij terug?", contact=Contact("phone", "0612345678"))
    employee.post(f"/vragen/{wants}/antwoord", {"tekst": "Uitleg voor aan de telefoon."})
    assert "wil gebeld worden" in employee.get("/").text
    page = employee.get(f"/vragen/{wants}").text
    delivery = page.split("/verzending/")[1].split("/gebeld")[0]
    assert employee.post(f"/vragen/{wants}/verzending/{delivery}/gebeld").status_code == 303
    assert "wil gebeld worden" not in employee.get("/").text


def test_html_and_script_are_text_on_every_page(server: Server, employee: Visitor) -> None:
    bad = hand_over(server, SCRIPT)
    employee.post(f"/vragen/{bad}/notitie", {"notitie": SCRIPT})
    employee.post(f"/vragen/{bad}/antwoord", {"tekst": SCRIPT})
    employee.post("/teksten", {"titel-0": "<b>x</b>", "tekst-0": SCRIPT})
    message = employee.get(f"/vragen/{bad}").text.split("voorstel?bericht=")[1].split('"')[0]
    made = employee.post(
        "/antwoorden/voorstel",
        {"vraag": SCRIPT, "antwoord": SCRIPT, "voor": "everyone", "bericht": message},
    )
    approval = made.headers["location"].removeprefix("/desk").split("?")[0]
    pages = [
        f"/vragen/{bad}",
        "/?lijst=beantwoord",
        "/?zoek=<script>alert(1)</script>",
        f"/antwoorden/voorstel?bericht={message}",
        approval,
        "/antwoorden?lijst=voorstel",
        "/teksten",
        "/documenten?zoek=<script>",
        "/begrippen?zoek=<script>",
        "/inloggen?naar=<script>",
    ]
    for path in pages:
        text = employee.get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert "<b>x</b>" not in text, path
    assert html.escape("<script>alert(", quote=False) in employee.get(f"/vragen/{bad}").text
    assert "{{ 7 * 7 }}" in employee.get(f"/vragen/{bad}").text


def _line(escalation_id: str) -> str:
    """How a question shows in a list (the line of today may link to it as well)."""
    return f'data-item="{escalation_id}"'


def test_search_finds_words_in_questions_and_in_replies(server: Server, employee: Visitor) -> None:
    found = hand_over(server, "Waar vind ik het kwartelkuiken?")
    other = hand_over(server, "Iets anders dan dat?")
    employee.post(f"/vragen/{other}/antwoord", {"tekst": "Zie het goudhaantje."})
    assert _line(found) in employee.get("/?zoek=kwartelkuiken").text
    replied = employee.get("/?zoek=goudhaantje").text
    assert _line(other) in replied
    assert _line(found) not in replied
    assert "Niets gevonden" in employee.get("/?zoek=watervleermuis").text


def test_filters_leave_out_the_rest_and_nonsense_is_ignored(
    server: Server, employee: Visitor
) -> None:
    now = datetime.now(UTC)
    old = hand_over(
        server, "Een oude klacht?", reason=Reason.COMPLAINT, now=now - timedelta(days=9)
    )
    new = hand_over(server, "Van een school?", audience=Audience.SCHOOL)
    complaints = employee.get("/?reden=complaint").text
    assert _line(old) in complaints
    assert _line(new) not in complaints
    schools = employee.get("/?vrager=school").text
    assert _line(new) in schools
    assert _line(old) not in schools
    assert _line(old) in employee.get("/?dagen=7").text
    for nonsense in ("reden=x", "dagen=abc", "pagina=-1", "pagina=999999999", "lijst=weg"):
        assert employee.get(f"/?{nonsense}").status_code == 200


def test_an_emergency_stands_first_and_colours_the_line_of_today(
    server: Server, employee: Visitor
) -> None:
    hand_over(server, "Een gewone vraag?")
    urgent = hand_over(server, "Er is nu gevaar.", reason=Reason.EMERGENCY)
    page = employee.get("/").text
    assert "met spoed" in page
    assert page.split('data-item="')[1].startswith(urgent)
    assert f'href="/desk/vragen/{urgent}">Begin met de eerste' in page


def test_the_part_that_changes_is_only_sent_when_it_changed(
    server: Server, employee: Visitor, question: str
) -> None:
    for path in ("/?deel=lijst", f"/vragen/{question}?deel=gesprek", "/documenten?deel=inlezen"):
        first = employee.get(path)
        assert first.status_code == 200
        assert "<html" not in first.text
        again = employee.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.text == ""
    tag = employee.get("/?deel=lijst").headers["ETag"]
    hand_over(server, "Zo-even gesteld?")
    assert employee.get("/?deel=lijst", headers={"If-None-Match": tag}).status_code == 200
    assert server.browser().get("/?deel=lijst").status_code == 401


def test_a_reply_becomes_an_approved_answer_without_personal_data(
    server: Server, employee: Visitor
) -> None:
    id_ = hand_over(server, "Mijn zoon Daan zit op de Zonnehoek. Mag hij een rustplek?")
    employee.post(
        f"/vragen/{id_}/antwoord",
        {
            "tekst": "Een rustplek hoort bij de basisondersteuning. Bel Daan zijn school op 0612345678."
        },
    )
    message = employee.get(f"/vragen/{id_}").text.split("voorstel?bericht=")[1].split('"')[0]
    draft = employee.get(f"/antwoorden/voorstel?bericht={message}").text
    assert "Weggelaten:" in draft
    assert "0612345678" not in draft
    assert "Dit lijkt erop" in draft
    kept = employee.post(
        "/antwoorden/voorstel",
        {
            "bericht": message,
            "vraag": "Mag een kind een rustplek krijgen?",
            "antwoord": "Een rustplek hoort bij de basisondersteuning.",
            "voor": "everyone",
            "geldig_tot": "2027-07-31",
        },
    )
    assert kept.status_code == 303
    path = kept.headers["location"].removeprefix("/desk").split("?")[0]
    assert "Voorgesteld" in employee.get(path).text
    assert employee.post(f"{path}/goedkeuren").status_code == 303
    assert "In gebruik" in employee.get(path).text
    assert "op de eigen vraag terug" in employee.post("/antwoorden/controle").text
    assert employee.post(f"{path}/intrekken").status_code == 303
    assert "Ingetrokken" in employee.get(path).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("vraag", "", "Vul de vraag in"),
        ("voor", "iedereen-en-alles", "Kies voor wie het is"),
        ("geldig_tot", "31-07-2027", "geen datum"),
    ],
)
def test_a_proposal_that_is_wrong_is_refused_with_what_was_filled_in(
    employee: Visitor, field: str, value: str, said: str
) -> None:
    fields = {"vraag": "Een vraag?", "antwoord": "Mijn antwoord.", "voor": "everyone"}
    answer = employee.post("/antwoorden/voorstel", {**fields, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Mijn antwoord." in answer.text


def test_everything_that_was_done_stands_in_the_record(
    employee: Visitor, administrator: Visitor, question: str
) -> None:
    employee.post(f"/vragen/{question}/oppakken")
    employee.post(f"/vragen/{question}/antwoord", {"tekst": "Geheim voor het logboek."})
    record = administrator.get("/logboek?wat=escalation").text
    assert f"/vragen/{question}" in record
    assert "pakte een vraag op" in record
    assert "beantwoordde een vraag" in record
    assert "Geheim voor het logboek" not in record
