"""What form of answer a question asks for, and which forms a passage holds.

'Kost het geld?' asks for money: a passage on the right subject that names no amount does not answer
it. Families of words in six languages for the question, in Dutch for the passage; the judgement
weighs what is asked and lacking (knowledge/judgement.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = (
    r"\d|\b(?:één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|"
    r"twintig|dertig|veertig|vijftig|zestig|honderd|eenmaal|tweemaal|helft|half|jaarlijks|wekelijks|maandelijks)"
)
_SPAN = r"(?:school|werk|kalender)?(?:dag|dagen|week|weken|maand|maanden|jaar|jaren|uur|uren|minuten|dagdeel|dagdelen)"
_MONTH = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
)

# (form, words that ask for it, words that a passage gives it with)
_FORMS: tuple[tuple[str, str, str], ...] = (
    (
        "money",
        r"\bkost\w*|\bbetaal\w*|\bbetalen|\bgeld|vergoed|\bgratis|\beuro|€|\bduur\b|\bbudget|\btarief|declar|eigen bijdrage|"
        r"\bpay\b|\bpays\b|\bpaid\b|\bcosts?\b|\bfree\b|\bmoney|\bfee\b|reimburs|ücret|\bpara\b|ödem|ödüyor|تكلف|دفع|مجان|مال|koszt|płac|zapłac|pieni|bezpłat|кошту|плат|грош|безкошт",
        r"€|\beuro|\bkost|gratis|kosteloos|vergoed|betaal|betalen|budget|bekostig|rekening|tarief|bijdrage|subsidie|middelen",
    ),
    (
        "time",
        r"hoe ?lang|\bwanneer|\btermijn|uiterlijk|tot wanneer|hoe snel|\bdeadline|welke dag|hoe laat|hoeveel (?:dag|week|weken|maand|tijd|uur)|op tijd|te laat|"
        r"how long|\bwhen\b|how soon|how quickly|what time|ne zaman|ne kadar sür|kaç (?:gün|hafta|ay)|متى|كم (?:من الوقت|يوم|أسبوع|مدة)|kiedy|jak długo|ile (?:czasu|dni|tygodni)|o której|коли|як довго|скільки (?:часу|днів|тижнів)|о котрій",
        rf"{_SPAN}\b|{_MONTH}|uiterlijk|\bdirect|onmiddellijk|zodra|termijn|jaarlijks|wekelijks|\d{{1,2}}[.:]\d\d",
    ),
    (
        "number",
        r"hoeveel|hoe vaak|hoe oud|hoe groot|hoe ver|maximaal|minimaal|hoogstens|minstens|leeftijd|aantal|"
        r"how (?:many|much|often|old|far|big)|maximum|minimum|\bkaç|ne kadar|كم\b|\bile\b|jak często|w jakim wieku|скільки|як часто|якого віку",
        _NUMBER,
    ),
    (
        "contact",
        r"\bbel(?:len)?\b|telefoon|\bnummer|\bmail|e-mail|\badres|bereik|waar (?:moet|kan|meld|stuur|vraag)|contact|"
        r"\bphone|\bcall\b|\bemail|address|where (?:do|can|should)|telefon|nereye|e-posta|هاتف|رقم|أين|بريد|numer|gdzie|zadzwoni|телефон|номер|куди|де можна|зателефон",
        r"@|\b0\d{2,3}[- ]?\d|telefo|e-mail|\badres|website|formulier|loket|balie|www|portaal|spreekuur|bij de |bij het ",
    ),
    (
        "person",
        r"\bwie\b|\bwiens\b|\bwho\b|whose|\bkim\b|kime|kimin|\bمن\b|\bkto\b|komu|\bхто\b|кому",
        r"ouder|directeur|directie|bestuur|gemeente|commissie|leerkracht|begeleider|arts|college|medewerker|coördinator|voorzitter|deskundige|loket|"
        r"verzorger|consulent|ambtenaar|secretar|team|school\b|samenwerkingsverband",
    ),
    (
        "reason",
        r"\bwaarom|reden|\bwhy\b|neden|niçin|لماذا|dlaczego|\bчому\b",
        r"omdat|\bwant\b|reden|daarom|zodat|doel|\bom te\b|vanwege|immers|zorgt ervoor|bedoeld",
    ),
    (
        "papers",
        r"welke (?:papier|formulier|stuk|document|gegevens)|meenemen|meesturen|inlever|bewijs|what (?:papers|documents)|which (?:papers|documents|form)|hangi belge|مستندات|أوراق|jakie dokumenty|які документи",
        r"formulier|bijlage|kopie|afschrift|verslag|verklaring|rapport|plan\b|bewijs|gegevens|document|handtekening|ondertekend",
    ),
    (
        "consequence",
        r"wat (?:gebeurt|gebeuren)|wat als|gevolg|straf|boete|what happens|what if|ne olur|ماذا يحدث|co się stanie|co jeśli|що буде|що якщо",
        r"\bdan\b|vervalt|boete|melding|gevolg|stopt|beëindig|volgt|maatregel|schors|niet in behandeling|waarschuw|krijgt",
    ),
)
_COMPILED = tuple(
    (name, re.compile(asks, re.IGNORECASE), re.compile(gives, re.IGNORECASE))
    for name, asks, gives in _FORMS
)


def asked(question: str) -> frozenset[str]:
    """The forms of answer that a question asks for; often one, sometimes none."""
    return frozenset(name for name, asks, _ in _COMPILED if asks.search(question))


@lru_cache(maxsize=50_000)
def given(passage: str) -> frozenset[str]:
    """The forms that a passage holds."""
    return frozenset(name for name, _, gives in _COMPILED if gives.search(passage))
