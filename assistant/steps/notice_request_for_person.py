"""Someone who wants a person gets one, without being talked out of it."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase

_PERSON = (
    r"(?:mens|persoon|medewerker|medewerkster|iemand|collega|secretariaat|secretaresse|adviseur|consulent|telefonist\w*|echt persoon|"
    r"orthopedagoog|begeleider|deskundige|contactpersoon)"
)
_ASKS = re.compile(
    rf"(?:spreken|praten|bellen|contact|overleggen|sparren|chatten|gesprek)\b[^.?!]{{0,30}}\bmet\b[^.?!]{{0,20}}\b(?:een\s+)?(?:echt\w*\s+)?{_PERSON}|"
    rf"\b{_PERSON}\b[^.?!]{{0,25}}\b(?:spreken|te spreken|aan de lijn|aan de telefoon|(?:mij |me |ons |even )?(?:terug)?bell?(?:en|t)|mailen|langs\s?komen|komen kijken|meekijken|meedenken)\b|"
    rf"(?:geef|wil|verbind|stuur|graag|mag ik|kan ik|zoek)\b[^.?!]{{0,25}}\b(?:een\s+|echte?\s+)*(?:mens|medewerker|echt persoon|echte persoon|persoon)\b|"
    rf"(?:een van jullie|iemand van (?:jullie|het (?:loket|secretariaat|samenwerkingsverband)|passenderwijs)|jullie iemand|iemand)\b[^.?!]{{0,40}}\b(?:sturen|langs\w*|aanschuiven|aan\s?schuiven|komen|mee\w*denken|mee\w*kijken|bijzitten|aanwezig|bellen|terugbellen|spreken)|"
    rf"(?:zou|kunnen|kan|wil|willen)\b[^.?!]{{0,30}}\b(?:aan\s*schuiven|aan kunnen schuiven|meedenken over (?:een|onze|deze|dit)|meekijken bij (?:een|onze)|iemand sturen)|"
    r"\bmedewerker\s*[!?.]*\s*$|^\s*(?:medewerker|mens|persoon|secretariaat)\s*[!?.]*\s*$|(?:bel|mail) (?:mij|me|ons) (?:terug|even|a\.?u\.?b|svp|graag)|terugbelverzoek|"
    r"(?:wil|geen zin|niet)\b[^.?!]{0,20}\b(?:met een (?:computer|robot|bot|chatbot|machine)|praten met een (?:computer|robot|bot))|geen (?:robot|computer|chatbot)|"
    r"(?:speak|talk|chat)\b[^.?!]{0,20}\b(?:to|with)\b[^.?!]{0,15}\b(?:a |an |some|real )*(?:human|person|someone|somebody|employee|staff|agent|advisor)|(?:real|actual) (?:human|person)|call me (?:back|please)|human please|"
    r"(?:bir )?(?:insan|yetkili|çalışan|görevli|kişi)\w*\s+(?:ile |la |yla |le )?(?:konuş|görüş|bağla)|beni arayın|gerçek (?:bir )?(?:insan|kişi)|"
    r"(?:أتحدث|التحدث|أتكلم|الكلام|اتكلم|احكي|التواصل)\s+(?:مع|إلى)\s+(?:شخص|موظف|إنسان|انسان|أحد|احد)|شخص حقيقي|اتصلوا بي|"
    r"(?:porozmawiać|rozmawiać|rozmowa|połączyć|kontakt)\w*\s+z\s+(?:\w+\s+)?(?:człowiek|osob|pracownik|kimś|konsultant)\w*|prawdziw\w+ (?:człowiek|osob)|proszę (?:do mnie )?(?:o telefon|zadzwonić do mnie|oddzwoni)|"
    r"(?:поговорити|говорити|розмовляти|зв'язатися|з'єднайте)\s[^.?!]{0,15}(?:людин|працівник|співробітник|кимось|консультант)|жив(?:ою|а) людин|зателефонуйте мені|передзвон",
    re.IGNORECASE,
)
# A question about how such a conversation goes is a question.
_QUESTION = re.compile(
    r"^\s*(?:wat doet|hoe gaat|wanneer (?:komt|gaat)|wat kost|moet ik|gaat die|wie is)\b",
    re.IGNORECASE,
)


def notice_request_for_person(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Hands over when the asker asks for a person."""
    if not _ASKS.search(turn.text) or _QUESTION.search(turn.text):
        return None
    text = say("asked_for_person", turn.language, contact=contact(turn, knowledge))
    return Answer(Status.HANDOFF_ASKED_FOR_PERSON, text, turn.language, confidence=1.0)


def contact(turn: Turn, knowledge: KnowledgeBase) -> str:
    """How to reach the organisation oneself: what it has given, and nothing else."""
    loket = knowledge.organisation.contact.get("loket")
    plain = say("contact_plain", turn.language)
    return f"{say('contact_loket', turn.language, loket=loket)} {plain}" if loket else plain
