"""Settings, canned texts, staff and figures at the desk."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from desk_server import Server, Visitor

from assistant.actors import Role
from assistant.figures import Day, Figures, by_wait, topics
from bots.desk import charts
from bots.desk.routes.figures import by_week
from knowledge.documents import Audience


def test_the_assistant_is_switched_off_only_with_a_reason(
    server: Server, administrator: Visitor
) -> None:
    silent = administrator.post("/instellingen/switch", {"assistent": "off", "reden": "  "})
    assert silent.status_code == 422
    assert "Leg kort uit waarom" in silent.text
    off = administrator.post(
        "/instellingen/switch", {"assistent": "off", "reden": "Hij noemt een oud bedrag."}
    )
    assert off.status_code == 303
    page = administrator.get("/instellingen").text
    assert "staat nu <strong>uit</strong>" in page
    assert "Hij noemt een oud bedrag." in page
    administrator.post("/instellingen/switch", {"assistent": "on", "reden": "Bedrag verbeterd."})
    assert "staat nu <strong>aan</strong>" in administrator.get("/instellingen").text


def test_hours_have_a_lunch_break_and_a_day_without_hours_is_closed(
    server: Server, administrator: Visitor
) -> None:
    days = ("monday", "tuesday")
    fields = {
        f"{day}-{n}-{end}": clock
        for day in days
        for n, end, clock in (
            (0, "van", "09:00"),
            (0, "tot", "12:00"),
            (1, "van", "13:00"),
            (1, "tot", "15:30"),
        )
    }
    assert administrator.post("/instellingen/hours", fields).status_code == 303
    held = server.run(server.house.adjustments.value("hours"))
    assert held.monday == [("09:00", "12:00"), ("13:00", "15:30")]
    assert held.wednesday == []
    half = administrator.post("/instellingen/hours", {"monday-0-van": "09:00"})
    assert half.status_code == 422
    assert "Vul bij maandag beide tijden in" in half.text
    overlap = administrator.post(
        "/instellingen/hours",
        {**fields, "monday-1-van": "11:00"},
    )
    assert overlap.status_code == 422
    assert server.run(server.house.adjustments.value("hours")).monday[0] == ("09:00", "12:00")


def test_school_holidays_are_added_and_taken_out_by_line(
    server: Server, administrator: Visitor
) -> None:
    fields = {
        "naam-0": "Kerstvakantie",
        "eerste-0": "2026-12-19",
        "laatste-0": "2027-01-03",
        "naam-1": "Studiedag",
        "eerste-1": "2026-11-30",
    }
    assert administrator.post("/instellingen/school_holidays", fields).status_code == 303
    held = server.run(server.house.adjustments.value("school_holidays"))
    assert [(s.name, s.first, s.last) for s in held.spans] == [
        ("Studiedag", date(2026, 11, 30), date(2026, 11, 30)),
        ("Kerstvakantie", date(2026, 12, 19), date(2027, 1, 3)),
    ]
    wrong = administrator.post("/instellingen/school_holidays", {"naam-0": "Zonder dag"})
    assert wrong.status_code == 422
    assert "een naam en een dag" in wrong.text
    assert administrator.post("/instellingen/school_holidays").status_code == 303
    assert server.run(server.house.adjustments.value("school_holidays")).spans == []


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("answer_time", {"uren": "veel"}),
        ("answer_time", {"uren": "-3"}),
        ("retention", {"conversations": "0"}),
        ("banner", {"eerste": "vandaag"}),
        ("switch", {"assistent": "misschien", "reden": "x"}),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_changes(
    server: Server, administrator: Visitor, key: str, fields: dict[str, str]
) -> None:
    before = server.run(server.house.adjustments.value(key))
    answer = administrator.post(f"/instellingen/{key}", fields)
    assert answer.status_code == 422
    assert "Niet bewaard" in answer.text
    assert server.run(server.house.adjustments.value(key)) == before


def test_answer_time_takes_a_comma(server: Server, administrator: Visitor) -> None:
    sent = administrator.post("/instellingen/answer_time", {"uren": "7,5", "feestdagen": "ja"})
    assert sent.status_code == 303
    held = server.run(server.house.adjustments.value("answer_time"))
    assert (held.hours, held.national_holidays) == (7.5, True)


def test_canned_texts_are_kept_by_an_employee_and_stand_ready_at_a_question(
    server: Server, employee: Visitor
) -> None:
    sent = employee.post("/teksten", {"titel-0": "Kort antwoord", "tekst-0": "Dat klopt."})
    assert sent.status_code == 303
    assert "Kort antwoord" in employee.get("/teksten").text
    half = employee.post("/teksten", {"titel-0": "Zonder tekst"})
    assert half.status_code == 422
    assert "Kort antwoord" in employee.get("/teksten").text


def test_an_administrator_invites_and_the_link_is_shown_once(
    server: Server, administrator: Visitor
) -> None:
    sent = administrator.post(
        "/medewerkers", {"naam": "Kees Maas", "email": "kees@swv.example", "rol": "employee"}
    )
    assert sent.status_code == 200
    link = sent.text.split("/desk/welkom/")[1].split("<")[0]
    assert "Welkom, Kees Maas" in server.browser().get(f"/welkom/{link}").text
    assert "/welkom/" not in administrator.get("/medewerkers").text
    twice = administrator.post(
        "/medewerkers", {"naam": "X", "email": "geen adres", "rol": "employee"}
    )
    assert twice.status_code == 422
    assert "geen e-mailadres" in twice.text


def test_a_stopped_account_is_out_at_once_and_the_last_administrator_stays(
    server: Server, administrator: Visitor
) -> None:
    actor = server.join("Loes Dam")
    visitor = server.browser("Loes Dam")
    assert visitor.get("/").status_code == 200
    assert administrator.post(f"/medewerkers/{actor.id}", {"actie": "stop"}).status_code == 303
    assert visitor.get("/").status_code == 303
    boss = server.join("Marijke de Boer", Role.ADMINISTRATOR)
    last = administrator.post(f"/medewerkers/{boss.id}", {"actie": "stop"})
    assert last.status_code == 422
    assert "ten minste één beheerder" in last.text
    assert administrator.get("/").status_code == 200


_seconds = itertools.count()


def _ask(server: Server, text: str, at: datetime, helpful: bool | None = None) -> str:
    conversations = server.house.conversations
    started = server.run(
        conversations.start(channel="web", audience=Audience.EVERYONE, language="nl", now=at)
    )
    asked = server.run(
        conversations.ask(
            conversation_id=started.id, token=started.token, text=text, now=at, language="nl"
        )
    )
    if helpful is not None:
        server.run(
            conversations.feedback(
                conversation_id=started.id,
                token=started.token,
                answer_id=asked.answer_id,
                helpful=helpful,
                reason=None,
                now=at,
            )
        )
    return asked.answer.status.value


def test_figures_count_what_was_asked_answered_and_handed_over(
    server: Server, employee: Visitor
) -> None:
    day = datetime(2026, 3, 4, 10, tzinfo=UTC)
    first = _ask(server, "Wat is een ontwikkelingsperspectief?", day, helpful=True)
    assert first.startswith("answered_")
    id_ = _ask(server, "Ik wil een medewerker spreken.", day + timedelta(hours=1))
    assert id_.startswith("handoff_")
    report = server.run(
        Figures(server.house.sessions).over(first=date(2026, 3, 3), last=date(2026, 3, 5))
    )
    assert report.days == [
        Day(date(2026, 3, 3), 0, 0, 0),
        Day(date(2026, 3, 4), 2, 1, 1, helpful=1),
        Day(date(2026, 3, 5), 0, 0, 0),
    ]
    assert report.reasons == {"asked_for_person": 1}
    assert (report.helpful, report.not_helpful, report.replies) == (1, 0, 0)
    for period in ("7", "30", "90", "nonsense"):
        assert employee.get(f"/cijfers?dagen={period}").status_code == 200


def test_topics_are_words_that_several_questions_share() -> None:
    found = topics(
        [
            "Mag de hond mee naar school?",
            "Is er plek voor een hulphond of hond?",
            "Iets heel anders?",
        ]
    )
    assert [(topic.word, topic.count) for topic in found] == [("hond", 2)]
    assert found[0].example == "Mag de hond mee naar school?"


def test_replies_are_counted_under_the_first_limit_that_they_kept() -> None:
    assert by_wait([0.1, 4, 4.1, 30, 167, 200, 900]) == {4: 2, 24: 1, 48: 1, 168: 1, None: 2}


def test_days_add_up_into_weeks_that_begin_on_monday() -> None:
    days = [Day(date(2026, 3, 1) + timedelta(days=n), 2, 1, 1, 1) for n in range(9)]
    assert by_week(days) == [
        Day(date(2026, 2, 23), 2, 1, 1, 1),
        Day(date(2026, 3, 2), 14, 7, 7, 7),
        Day(date(2026, 3, 9), 2, 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (3, 4), (5, 6), (7, 10), (11, 20), (39, 40), (41, 60), (999, 1000)]
)
def test_the_axis_ends_at_a_round_number_with_a_whole_half(most: int, top: int) -> None:
    assert charts.ceiling(most) == top
    assert top % 2 == 0


def test_a_chart_says_what_it_is_and_shows_names_as_text() -> None:
    drawn = charts.bars('Een "titel" & <meer>', [("<script>", 3.0), ("rest", 1.5)])
    assert 'role="img"' in drawn
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "1,5" in drawn
    stacked = charts.columns("x", ["1-1", "2-1"], [charts.Series("a", [1, 2], "bar-a")])
    assert stacked.count("<rect") == 2
