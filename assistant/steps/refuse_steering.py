"""Attempts to make the assistant something else, or to get at data about people."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase

_RULES = re.compile(
    r"(?:negeer|vergeet|omzeil|overschrijf|laat\b[^.?!]{0,20}\blos)\b[^.?!]{0,40}\b(?:instructie|regel|opdracht|prompt|richtlijn|beperking|alles|vorige|hierboven)|"
    r"(?:ignore|forget|disregard|override|bypass)\b[^.?!]{0,40}\b(?:instruction|rule|prompt|previous|above|guideline|everything|restriction)|"
    r"\b(?:system|systeem)\s*(?:prompt|bericht|message|instructie|:)|###|<\|?\w*(?:system|im_start|inst)\b|\[/?inst\]|\[system|"
    r"(?:jouw|je|your|uw)\s+(?:system\s?prompt|(?:geheime|verborgen|hidden|secret|interne|initial)\s+\w+|instructies|instructions|prompt)\b|"
    r"\b(?:doe|gedraag je|speel|praat|antwoord)\s+(?:nu\s+)?(?:alsof|als een? (?:piraat|hacker|dokter|arts|advocaat|vriend|ai|model|kat)|of je)|"
    r"vanaf nu (?:ben|mag|moet|zul|heet|gedraag|praat|antwoord)|"
    r"\b(?:pretend|act as|roleplay|role-play|you are now|from now on|jailbreak|dan mode|developer mode|ontwikkelaarsmodus|god mode)\b|"
    r"(?:antwoord|reageer|zeg|respond|answer|reply) (?:alleen|uitsluitend|only|just) (?:met|with|ja|nee|in)|weiger(?:en)? is geen optie|je mag niet weigeren|you (?:must not|cannot) refuse|"
    r"(?:herhaal|print|toon|geef|laat zien|repeat|show|reveal|output|dump)\b[^.?!]{0,40}\b(?:prompt|instructies|instructions|bovenstaande|database|wachtwoord|password|api.?key|sleutel|token|broncode|source code|env)|"
    r"\bbase64\b|drop table|select \*|<script|\{\{|\$\{|rm -rf|"
    r"(?:önceki|tüm|bütün|yukarıdaki)\s+(?:talimat|kural|komut)\w*|talimatları\w*\s+(?:unut|yok say|görmezden)|artık (?:sen|bir)|gibi davran|sistem (?:mesajı|komutu|istemi)|"
    r"(?:تجاهل|انس|انسَ|تخط)\w*\s+[^.؟!]{0,30}(?:تعليمات|القواعد|الأوامر|السابقة)|تصرف ك|أنت الآن|تعليمات النظام|"
    r"(?:zignoruj|ignoruj|zapomnij|pomiń)\b[^.?!]{0,40}\b(?:instrukcj|poleceni|zasad|reguł|poprzedni)|udawaj|jesteś teraz|od teraz jesteś|zachowuj się jak|"
    r"(?:ігноруй|забудь|проігноруй|відкинь)\w*\s[^.?!]{0,40}(?:інструкці|правил|команд|попередн)|ти тепер|відтепер ти|уяви,? що ти|поводься як|прикидайся",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"(?:priv[eé]|06|thuis|woon|persoonlijk|mobiel)[\s\-]*(?:nummer|adres|telefoon\w*|mail\w*)\b[^.?!]{0,40}\b(?:van|directeur|medewerker|juf|meester|bestuur|ib)|"
    r"(?:directeur|medewerker|juf|meester|leerkracht|bestuurder|ambtenaar)\b[^.?!]{0,30}\b(?:priv[eé]|06[\s-]?nummer|thuisadres|woonadres|waar woont|salaris|verdient)|"
    r"waar woont (?:de|die|juf|meester|meneer|mevrouw)|"
    r"(?:namen|lijst|adressen|gegevens|dossiers?|bsn|diagnoses?|telefoonnummers)\b[^.?!]{0,30}\b(?:van|aller|alle)\s+(?:alle\s+)?(?:andere\s+)?(?:leerlingen|kinderen|ouders|gezinnen)|"
    r"welke (?:leerlingen|kinderen|ouders)\b[^.?!]{0,40}\b(?:hebben|heeft|kregen|zitten)\b[^.?!]{0,30}\b(?:tlv|diagnose|arrangement|adhd|autisme|thuis)|"
    r"(?:diagnose|dossier|tlv|gegevens|cijfers)\s+van\s+(?:een\s+)?(?:andere?|de buur\w*|klasgeno\w*|iemand anders)|"
    r"(?:private|personal|home|mobile|cell)\s+(?:number|phone|address)\b|(?:list|names|files|records) of (?:all )?(?:the )?(?:other )?(?:pupils|students|children|parents)|"
    r"(?:özel|ev|cep|kişisel)\s+(?:telefon|numara|adres)\w*|(?:رقم|هاتف|عنوان)\w*\s+(?:الخاص|الشخصي|المدير|المنزل)|(?:prywatn\w+|domow\w+|osobist\w+)\s+(?:numer|telefon|adres)|(?:приватн\w+|особист\w+|домашн\w+)\s+(?:номер|телефон|адрес)",
    re.IGNORECASE,
)
_MEDICAL = re.compile(
    r"\b(?:dosis|dosering|hoeveel (?:mg|milligram|pillen|tabletten)|welke (?:medicatie|medicijnen|pillen) (?:moet|geef|kan|zal)|(?:ritalin|concerta|methylfenidaat|medikinet|melatonine|prozac)\b[^.?!]{0,30}\b(?:geven|geef|dosis|mg|hoeveel|ophogen|stoppen))|"
    r"(?:dose|dosage|how many mg|doz\w*|جرعة|dawk\w+|дозу|доза)\b",
    re.IGNORECASE,
)


def refuse_steering(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """A refusal in the asker's language; nothing is looked up, nothing is passed on."""
    if any(pattern.search(turn.text) for pattern in (_RULES, _PRIVATE, _MEDICAL)):
        return Answer(
            Status.REFUSED_STEERING, say("steering", turn.language), turn.language, confidence=1.0
        )
    return None
