"""Greetings, thanks and 'who are you': a short, kind reply and an offer to help."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase

_HELLO = (
    r"h[oa]i+|ha+llo+|hey+|hé|dag|goede\s?(?:morgen|middag|avond)|goedendag|moin|hoi hoi|hello|hi|good (?:morning|afternoon|evening)|"
    r"merhaba|selam|günaydın|iyi (?:günler|akşamlar)|مرحبا|مرحبًا|السلام عليكم|اهلا|أهلا|صباح الخير|dzień dobry|dzien dobry|cześć|witam|"
    r"привіт|добрий (?:день|вечір)|доброго дня|вітаю"
)
_THANKS = (
    r"(?:heel erg |super |hartelijk )?bedankt|dank\s?(?:je|u|jullie)?(?: wel)?|thx|merci|top|fijn|super|oke|oké|ok|duidelijk|prima|thanks?|thank you(?: very much)?|"
    r"teşekkür(?:ler| ederim)?|sağ ol(?:un)?|شكرا|شكرًا|dzięki|dziękuję|dziekuje|дякую"
)
_BYE = r"doei+|dag+|tot ziens|fijne dag(?: nog)?|bye|goodbye|hoşça kal\w*|مع السلامة|do widzenia|до побачення"
_WHO = (
    r"(?:wie|wat) (?:ben|bent|zijn) (?:jij|je|u|jullie)(?: eigenlijk| precies)?|ben (?:jij|je) (?:een )?(?:robot|mens|computer|bot|ai)|spreek ik met een (?:robot|mens|computer|persoon)|"
    r"wat kun? (?:jij|je|u)(?: allemaal)?(?: doen)?|who are you|are you (?:a )?(?:robot|human|bot|real)|what can you do|sen kimsin|من أنت|kim jesteś|хто ти|ти робот"
)
_PATTERNS = (
    ("who_are_you", re.compile(rf"^\W*(?:(?:{_HELLO})\W+)?(?:{_WHO})\W*$", re.IGNORECASE)),
    (
        "thanks",
        re.compile(
            rf"^\W*(?:(?:{_THANKS})(?:\s+(?:voor|hoor|je|u|de|het|informatie|hulp|antwoord|uitleg|for|your|help))*\W*)+$",
            re.IGNORECASE,
        ),
    ),
    (
        "hello",
        re.compile(
            rf"^\W*(?:(?:{_HELLO})(?:\s+(?:allemaal|daar|passenderwijs|mensen|there))?\W*)+(?:hoe gaat het(?: met (?:je|u))?|how are you|alles goed)?\W*$",
            re.IGNORECASE,
        ),
    ),
    ("bye", re.compile(rf"^\W*(?:{_BYE})\W*$", re.IGNORECASE)),
)


def make_small_talk(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Replies when the whole message is small talk."""
    for key, pattern in _PATTERNS:
        if pattern.match(turn.text):
            text = say(key, turn.language, organisation=knowledge.organisation.naam)
            return Answer(Status.ANSWERED_SMALLTALK, text, turn.language, confidence=1.0)
    return None
