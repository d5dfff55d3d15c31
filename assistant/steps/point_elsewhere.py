"""Questions that are not ours: say so, and name who does know."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase

# Subject keys as in the organisation's own referrals; a general sentence for those without one.
_SUBJECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mbo", re.compile(r"\b(?:mbo|roc|beroepsonderwijs|meslek lisesi)\b", re.IGNORECASE)),
    (
        "hbo",
        re.compile(
            r"\b(?:hbo|universiteit|hogeschool|university|üniversite|uniwersytet|університет)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "vo",
        re.compile(
            r"\b(?:\d\s?(?:e|de|ste)?\s?(?:klas\s+)?(?:havo|vwo|vmbo|mavo|gymnasium)|(?:in|op) (?:de )?(?:havo|vwo|vmbo|mavo|gymnasium|middelbare|brugklas)|"
            r"eindexamen|examentraining|lwoo|lwoo-\w+|praktijkonderwijs)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "toeslagen",
        re.compile(
            r"(?:kinderopvang|huur|zorg|kinder)?toeslag|kindgebonden budget|kinderbijslag|belasting(?:dienst|aangifte)|childcare (?:allowance|benefit)|uitkering|bijstand",
            re.IGNORECASE,
        ),
    ),
    (
        "kinderopvang",
        re.compile(
            r"\b(?:bso|buitenschoolse opvang|kinderopvang|kinderdagverblijf|gastouder|kdv|crèche|naschoolse opvang)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "salaris",
        re.compile(
            r"salaris|loonstrook|eindejaarsuitkering|vakantiegeld|vakantie-uitkering|cao\b|pensioen|arbeidsvoorwaarden|ziektewet|verlofsaldo|loonschaal|reiskostenvergoeding (?:voor|als) (?:leerkracht|medewerker|personeel)",
            re.IGNORECASE,
        ),
    ),
    (
        "juridisch",
        re.compile(
            r"omgangsregeling|alimentatie|echtscheidingsprocedure|voogdij|co-ouderschapsplan|(?:rechter|rechtbank)\b[^.?!]{0,40}\b(?:omgang|scheiding|alimentatie|voogdij)|brief[^.?!]{0,30}\brechter|verblijfsvergunning|\bind\b|naturalisatie",
            re.IGNORECASE,
        ),
    ),
    (
        "elders",
        re.compile(
            r"\b(?:songfestival|voetbal\w*|recept|weer(?:bericht)?\b(?= (?:morgen|vandaag|in))|hoofdstad|president|bitcoin|crypto|aandelen|lotto|netflix|grap|mop|gedicht|"
            r"vertaal (?:dit|deze)|programmeer|python|huiswerk maken|sommen maken|spreekbeurt|werkstuk|vakantiehuis|rijbewijs|paspoort|parkeer\w*|huurwoning|afval(?:kalender)?|openbaar vervoer|treintijden|"
            r"eurovision|football|recipe|weather|capital of|joke|poem|translate this|futbol|şarkı|przepis|pogoda|piłk|жарт|погода|футбол|نكتة|الطقس)\b",
            re.IGNORECASE,
        ),
    ),
)
_OURS = re.compile(
    r"\b(?:overgang|overstap|povo|po-vo|groep [78]|basisschool|advies|doorstroomtoets|aanmelden voor het voortgezet)\b",
    re.IGNORECASE,
)
_GENERAL = {
    "vo": "Voor het voortgezet onderwijs weet het samenwerkingsverband voortgezet onderwijs in uw regio meer.",
    "mbo": "Voor begeleiding op het mbo weet de mbo-instelling zelf meer.",
    "hbo": "Voor begeleiding op een hogeschool of universiteit weet de opleiding zelf meer.",
    "toeslagen": "Over toeslagen weet Dienst Toeslagen van de Belastingdienst meer.",
    "kinderopvang": "Over opvang weet de kinderopvangorganisatie meer.",
    "salaris": "Over salaris weet de administratie van uw eigen werkgever meer.",
    "juridisch": "Voor juridische hulp gaat u naar een advocaat of het Juridisch Loket.",
}


def point_elsewhere(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Ends the question when its subject is not ours and our documents do not treat it."""
    for subject, pattern in _SUBJECTS:
        if not pattern.search(turn.text):
            continue
        if subject == "vo" and (knowledge.organisation.soort != "po" or _OURS.search(turn.text)):
            continue
        referral = knowledge.organisation.referral(subject)
        who = referral.uitleg if referral else _GENERAL.get(subject, "")
        text = (
            say("out_of_scope", turn.language, organisation=knowledge.organisation.naam, who=who)
            if who
            else say("out_of_scope_plain", turn.language)
        )
        return Answer(Status.NO_ANSWER_OUT_OF_SCOPE, text.strip(), turn.language, confidence=1.0)
    return None
