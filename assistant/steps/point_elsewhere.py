"""Questions that are not ours: say so, and name who does know."""

from __future__ import annotations

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from assistant.word_families import outcomes
from knowledge.base import KnowledgeBase

# Subject keys as in the organisation's own referrals; a general sentence for those without one.
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
    for subject in outcomes("elsewhere", turn.text):
        if subject == "vo" and knowledge.organisation.soort != "po":
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
