"""A week at a secretariat, invented: people, questions, replies; for screenshots and for counting.

Every name, school and address in here is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from desk_server import Server

from assistant.actors import Actor, Role
from assistant.opening import Contact
from assistant.statuses import Reason
from knowledge.documents import Audience

ADMINISTRATOR, EMPLOYEE = "Marijke de Boer", "Samira Haddad"


@dataclass(frozen=True)
class Asked:
    """A question of the week: `ago` in hours; `then`: what became of it."""

    text: str
    ago: float
    audience: Audience = Audience.EVERYONE
    channel: str = "web"
    reason: Reason | None = None
    contact: Contact | None = None
    then: str = ""
    language: str = "nl"


WEEK = (
    Asked(
        "Onze leerling komt al zes weken niet meer naar school en het gesprek met ouders loopt vast. "
        "Bij wie kan ik vandaag terecht om samen een plan te maken?",
        30,
        Audience.SCHOOL,
        reason=Reason.PERSONAL_CASE,
        contact=Contact("email", "ib@deregenboog.example"),
    ),
    Asked(
        "Mag ik zelf iemand meenemen naar het gesprek over extra hulp, en wie nodigt die persoon uit?",
        26,
        reason=Reason.NO_SOURCE,
        contact=Contact("email", "ouder@post.example"),
        then="claimed",
    ),
    Asked(
        "Kan ik met iemand bellen over een tweede advies voor mijn dochter?",
        5,
        reason=Reason.ASKED_FOR_PERSON,
        contact=Contact("phone", "030 555 01 23"),
        then="reply",
    ),
    Asked(
        "Ik ben het niet eens met hoe de school met mijn klacht omging. Hoe dien ik een klacht in bij u?",
        3,
        reason=Reason.COMPLAINT,
        contact=Contact("email", "klacht@post.example"),
    ),
    Asked(
        "Is er dit schooljaar nog plek in de training voor onderwijsassistenten over rekenen?",
        50,
        Audience.SCHOOL,
        reason=Reason.LOW_CONFIDENCE,
        contact=Contact("email", "directie@hetkompas.example"),
        then="asked_back",
    ),
    Asked(
        "Czy ktoś z państwa mówi po polsku? Chcę porozmawiać o pomocy dla syna.",
        8,
        reason=Reason.ASKED_FOR_PERSON,
        language="pl",
    ),
    Asked(
        "Wie betaalt de aangepaste stoel als een kind van school wisselt?",
        74,
        Audience.SCHOOL,
        reason=Reason.NO_SOURCE,
        contact=Contact("email", "ib@dewegwijzer.example"),
        then="reply",
    ),
    Asked(
        "Hoe lang van tevoren moet ik mijn kind afmelden voor de observatie in de klas?",
        98,
        reason=Reason.NOT_HELPED,
        then="closed",
    ),
    Asked(
        "Er is hier een kind dat zegt dat het thuis geslagen wordt. Wat moet ik nu doen?",
        0.7,
        Audience.SCHOOL,
        reason=Reason.EMERGENCY,
        contact=Contact("email", "leerkracht@deregenboog.example"),
    ),
)
ALSO = (
    "Wat is een ontwikkelingsperspectief?",
    "Hoe vraag ik een toelaatbaarheidsverklaring aan?",
    "Wie betaalt het leerlingenvervoer?",
    "Wat doet een onderwijsconsulent?",
    "Wat kost een parkeervergunning bij het kantoor?",
    "Mag een school mijn kind weigeren?",
    "Is er subsidie voor een parkeervergunning?",
    "Welke hulp is er voor hoogbegaafde kinderen?",
)
REPLY = (
    "Een hulpmiddel dat voor één leerling is aangeschaft, verhuist mee naar de nieuwe school. "
    "De oude school regelt het vervoer en meldt dit bij het Loket. Is het hulpmiddel te groot of "
    "versleten, dan kijkt het Loket met u naar een andere oplossing."
)


def fill(server: Server, now: datetime | None = None, *, others: int = 60) -> dict[str, str]:
    """Make the week; ids of escalations by the first words of their question."""
    now = now or datetime.now(UTC)
    boss = server.join(ADMINISTRATOR, Role.ADMINISTRATOR)
    employee = server.join(EMPLOYEE)
    house = server.house
    server.run(
        house.accounts.invite(
            name="Joost van Dijk",
            email="joost@swv.example",
            role=Role.EMPLOYEE,
            actor=boss,
            now=now,
        )
    )
    ids: dict[str, str] = {}
    for asked in WEEK:
        at = now - timedelta(hours=asked.ago)
        ids[asked.text[:20]] = _one(server, asked, at, employee)
    for n in range(others):
        at = now - timedelta(hours=7 + 11 * n)
        one = Asked(ALSO[n % len(ALSO)], 0)
        _ask(server, one, at, helpful=(n % 5 != 0) if n % 3 == 0 else None)
    _settings(server, boss, now)
    return ids


def _ask(server: Server, asked: Asked, at: datetime, helpful: bool | None = None):  # type: ignore[no-untyped-def]
    house = server.house
    started = server.run(
        house.conversations.start(
            channel=asked.channel, audience=asked.audience, language=asked.language, now=at
        )
    )
    got = server.run(
        house.conversations.ask(
            conversation_id=started.id, token=started.token, text=asked.text, now=at
        )
    )
    if helpful is not None:
        server.run(
            house.conversations.feedback(
                conversation_id=started.id,
                token=started.token,
                answer_id=got.answer_id,
                helpful=helpful,
                reason=None,
                now=at,
            )
        )
    return started, got


def _one(server: Server, asked: Asked, at: datetime, actor: Actor) -> str:
    house = server.house
    started, _ = _ask(server, asked, at)
    handed = server.run(
        house.conversations.hand_over(
            conversation_id=started.id,
            token=started.token,
            now=at + timedelta(minutes=1),
            reason=asked.reason,
            contact=asked.contact,
        )
    )
    id_, later = handed.escalation_id, at + timedelta(hours=2)
    if asked.then:
        server.run(house.escalations.claim(escalation_id=id_, actor=actor, now=later))
    if asked.then == "claimed":
        recent = datetime.now(UTC)
        server.run(house.escalations.claim(escalation_id=id_, actor=actor, now=recent))
        server.run(
            house.escalations.note(
                escalation_id=id_,
                actor=actor,
                text="Gisteren al even gebeld met de school. Ze sturen vandaag de brief door.",
                now=recent,
            )
        )
    if asked.then == "asked_back":
        server.run(
            house.escalations.ask_back(
                escalation_id=id_,
                actor=actor,
                text="Om hoeveel assistenten gaat het, en welke dagen kunnen zij?",
                now=later,
            )
        )
    if asked.then in ("reply", "closed"):
        server.run(house.escalations.reply(escalation_id=id_, actor=actor, text=REPLY, now=later))
    if asked.then == "closed":
        server.run(house.escalations.close(escalation_id=id_, actor=actor, now=later))
    return id_


def _settings(server: Server, boss: Actor, now: datetime) -> None:
    change = server.house.adjustments.change
    year = now.year
    spans = [
        {"name": "Kerstvakantie", "first": date(year, 12, 19), "last": date(year + 1, 1, 3)},
        {
            "name": "Voorjaarsvakantie",
            "first": date(year + 1, 2, 20),
            "last": date(year + 1, 2, 28),
        },
    ]
    server.run(change(key="school_holidays", value={"spans": spans}, actor=boss, now=now))
    server.run(
        change(
            key="banner",
            value={
                "text": {"nl": "In de kerstvakantie antwoorden wij later dan u gewend bent."},
                "first": date(year, 12, 14),
                "last": date(year + 1, 1, 3),
            },
            actor=boss,
            now=now,
        )
    )
    server.run(
        server.house.approvals.propose(
            question="Wie betaalt een hulpmiddel als een leerling van school wisselt?",
            answer=REPLY,
            audience=Audience.SCHOOL,
            valid_until=date(year + 1, 7, 31),
            owner="Loket",
            actor=boss,
            now=now,
        )
    )
