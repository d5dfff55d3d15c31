"""Which of the six languages the question is in. Never a reason to refuse."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.answers import Answer, Turn
from assistant.texts import LANGUAGES
from knowledge.base import KnowledgeBase

# Letters that one of the languages has and the others do not.
_LETTERS = (
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("uk", re.compile(r"[\u0400-\u04ff]")),
    ("pl", re.compile(r"[ąćęłńśźżĄĆĘŁŃŚŹŻ]")),
    ("tr", re.compile(r"[ğışİĞŞ]")),
)
_WORDS = {
    "nl": "de het een en ik is mijn kan mag hoe wat wie waar wanneer niet voor met naar van op dat "
    "zijn wij we u jullie kind moet als er te ook bij om geen nog dan aan maar hebben "
    "krijgt wordt zoon dochter hoi hallo goedemorgen leerling ouders toch al wel vraag jij",
    "en": "the a an and i is my can may how what who where when not for with to of on that are we "
    "you child school must if there also at no still then have has gets son daughter hello "
    "hi pupil parents do does should our it from thanks please me he she they this",
    "tr": "bir ve bu icin için mi mı ne nasıl nasil kim nerede okul cocuk çocuk oglum oğlum kizim "
    "kızım var yok benim ben biz siz mu değil degil ile çok cok zaman hangi merhaba teşekkürler "
    "lazım gerekiyor olur istiyoruz okula nedir okulu servisi",
    "pl": "i w na nie jest czy jak co kto gdzie kiedy moj mój moja syn syna corka córka dziecko "
    "szkola szkoła szkoły do z o dla sie się mam ma po dzien dzień dobry dziękuję prosze "
    "moze może mojego przez ile jestem szkolny szkolna szkolnego transport",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}


def detect_language(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Sets `turn.language` unless the door was told which one it is."""
    if not turn.language_given:
        turn.language = language_of(turn.text, fallback=turn.language)
    return None


def language_of(text: str, *, fallback: str = "nl") -> str:
    """One of the six languages; `fallback` where a short text does not tell."""
    letters = sum(ch.isalpha() for ch in text)
    for language, pattern in _LETTERS:
        # Most of the letters for a script of its own; a single one for an accent.
        count = len(pattern.findall(text))
        if count > letters / 3 or (language in ("pl", "tr") and count >= 2):
            return language
    words = re.findall(r"[^\W\d_]+", text.lower())
    hits = {language: sum(word in known for word in words) for language, known in _SETS.items()}
    best = max(hits, key=lambda language: (hits[language], language == fallback))
    others = max(count for language, count in hits.items() if language != best)
    if hits[best] >= 1 and hits[best] > others:
        return best
    if len(words) < 4:
        return fallback
    guessed, _ = _identifier().classify(text)
    return guessed if guessed in LANGUAGES else fallback


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES])
    return identifier
