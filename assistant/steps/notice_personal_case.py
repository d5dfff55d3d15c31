"""A question that only someone who knows the case can answer: marked here, handed over later.

The search still runs: the general answer is given beside the hand-over when it is sure enough.
"""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from knowledge.base import KnowledgeBase

_OWN = r"(?:mijn|onze|ons|m'n|mn|haar|zijn|hun|jullie|deze|die|de)\s+(?:\w+\s+)?"
_CASE = re.compile(
    # the state of a request, a file or a decision
    r"hoe (?:staat|zit|loopt)\b[^.?!]{0,30}\b(?:met|het met)\b[^.?!]{0,20}\b(?:de|mijn|onze|zijn|haar|die|ons)\b[^.?!]{0,25}\b(?:aanvraag|dossier|tlv|bezwaar|klacht|besluit|arrangement|eob|beoordeling|procedure|plaatsing)|"
    r"(?:is|zijn|was|wordt)\b[^.?!]{0,40}\b(?:aanvraag|tlv|bezwaar|dossier|arrangement|eob|budget|verslag|groeidocument)\b[^.?!]{0,40}\b(?:al|inmiddels|nu)\b[^.?!]{0,30}\b(?:goedgekeurd|toegekend|binnen|behandeld|besloten|afgerond|klaar|verwerkt|ontvangen|beslist|compleet)|"
    r"is (?:die|het|dat|hij|deze) (?:al|inmiddels) (?:goedgekeurd|toegekend|binnen|behandeld|afgewezen|klaar|ontvangen|beslist)|"
    r"(?:hebben|heeft|is|zijn)\s+(?:jullie|u|passenderwijs|het loket|de ctc|de commissie)\b[^.?!]{0,40}\b(?:ontvangen|besloten|gekeken|gelezen|behandeld|gebeld)\b|"
    r"waarom (?:is|werd|wordt|hebben|heeft|krijg\w*)\b[^.?!]{0,40}\b(?:mijn|onze|zijn|haar|ons|wij|we|ik|hij|zij)\b[^.?!]{0,50}\b(?:afgewezen|geweigerd|niet gekregen|geen|niet toegekend|stopgezet)|"
    r"wanneer (?:hoor|horen|krijg|krijgen)\s+(?:ik|wij|we)\b[^.?!]{0,40}\b(?:uitslag|besluit|antwoord|beslissing|bericht|iets|reactie|terug)|"
    r"(?:staat|zit)\b[^.?!]{0,20}\b(?:mijn|onze)\s+\w+\s+(?:op|in)\s+(?:de wachtlijst|jullie systeem)|"
    # doing something in a file
    r"(?:trek|trekt|zet|haal|verwijder|wijzig|verander|annuleer|stop|pas)\b[^.?!]{0,40}\b(?:in|uit|aan|stop)\b[^.?!]{0,15}\b(?:a\.?u\.?b|aub|svp|graag|direct|meteen)|(?:trek|trekt)\s+(?:dat|die|de|het|onze|mijn)\b[^.?!]{0,40}\bin\b|"
    r"zonder (?:mij|mijn (?:weten|toestemming)|ons)\b[^.?!]{0,30}\b(?:getekend|ondertekend|aangemeld|toestemming gegeven|ingeschreven)|"
    # a judgement about this child, between these people
    r"(?:hebben|heeft|krijg\w*)\s+(?:zij|ze|hij|school|de school|wij|we|ik|hier)\b[^.?!]{0,15}\b(?:gelijk|recht van spreken)|wie heeft (?:er )?gelijk|"
    r"wat (?:vinden|vindt|zouden|denken|denkt|raden|raadt)\s+(?:jullie|u|je)\b[^.?!]{0,40}|"
    r"(?:moet|zal|kan|past|hoort|is)\b[^.?!]{0,15}\b(?:mijn|onze|m'n|mn)\s+(?:\w+\s+)?(?:zoon|dochter|kind|jongen|meisje|kleinkind|leerling)\b[^.?!]{0,40}\b(?:beter (?:af|op|op zijn plek|passen)|op (?:zijn|haar) plek|het beste|slim genoeg|schoolrijp|naar (?:het )?(?:sbo|so)\s*\?)|"
    r"hoe (?:gaat|gaan|zal|zullen)\s+(?:passenderwijs|jullie|de ctc|de commissie|het loket|het samenwerkingsverband)\b[^.?!]{0,25}\b(?:nu|bij ons|in ons geval|hier)\b[^.?!]{0,20}\b(?:besluiten|beslissen|verder|doen)|"
    r"krijgen we (?:dat|het|die|hem) (?:nu |dan )?(?:vanzelf|automatisch|weer|ook)|komen (?:wij|we) (?:nu )?in aanmerking|krijgt (?:mijn|onze|hij|zij|ze) (?:\w+ ){0,3}(?:nu|dan|ook|weer|straks) (?:een |de )?(?:tlv|plek|arrangement|hulp)|"
    # at the end of their rope: someone must look at it
    r"(?:wij|we|ik)\s+(?:weten|weet|zien|zie|kunnen|kan)\s+het\s+(?:echt\s+|gewoon\s+|ook\s+)?niet meer|wie belt (?:ons|mij|me)|wat moeten (?:wij|we) (?:nu )?(?:nog\s+)?doen\s*\?|wie (?:kan|gaat|wil) (?:ons|mij|me) helpen|(?:kunnen|kan|willen|wilt) (?:jullie|u|iemand) (?:ons|mij|me) (?:alsjeblieft |aub )?helpen|"
    r"\b(?:status|progress|state) of (?:my|our|his|her)\b|(?:has|have|is|was) (?:my|our|his|her)\b[^.?!]{0,40}\b(?:approved|decided|granted|rejected|received|processed)|why (?:was|is|did) (?:my|our)\b[^.?!]{0,40}\b(?:rejected|refused|denied)|are they right|who is right|"
    r"(?:oğlumun|kızımın|çocuğumun)\b[^.?!]{0,40}\b(?:başvurusu|dosyası|tlv)\w*\b[^.?!]{0,30}\b(?:ne oldu|ne durumda|onaylan\w*|kabul edildi)|"
    r"(?:طلب|ملف)\s+(?:ابني|ابنتي|بنتي)\b[^.؟!]{0,40}(?:وصل|تمت|وافق|قبول)|هل تمت الموافقة|"
    r"(?:wniosek|sprawa|podanie|decyzja)\b[^.?!]{0,30}\b(?:mojego|mojej|naszego|syna|córki)\b[^.?!]{0,40}\b(?:rozpatrzon|zatwierdz|gotow|na jakim)|"
    r"(?:заява|справа|рішення)\b[^.?!]{0,30}(?:мого|моєї|сина|доньки)[^.?!]{0,40}(?:розглян|схвал|готов|на якому)",
    re.IGNORECASE,
)
# A story about a named or described child that ends in a question about what happens to it.
_NAMED = re.compile(r"\[(?:naam|BSN|geboortedatum)\]")
_ABOUT_FILE = re.compile(
    r"\b(?:aanvraag|dossier|tlv|besluit|procedure|plaatsing|wachtlijst|arrangement|groeidocument|status|uitslag|application|file|başvuru|dosya|wniosek|заява|طلب|ملف)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:deskundige\w*|school|ib'?er|ouders|ex|vader|moeder|opvang|leerkracht|ggz|wijkteam)\b[^.?!]{0,60}\b(?:oneens|niet eens|ruzie|tegenover elkaar|spreken elkaar tegen|werkt niet mee)\b[^.?!]{0,40}\b(?:onze|deze|mijn|leerling|kind)\b",
    re.IGNORECASE,
)


def notice_personal_case(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Sets `turn.personal`; deciding waits until the search has run."""
    named = bool(_NAMED.search(turn.text)) and bool(_ABOUT_FILE.search(turn.text))
    turn.personal = bool(_CASE.search(turn.text) or _BETWEEN.search(turn.text)) or named
    return None
