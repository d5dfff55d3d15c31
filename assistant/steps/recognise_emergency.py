"""Danger comes before every other answer: the right number first, then a person.

Families of words, not phrases: who or what is threatened next to how. A question *about* safety
policy ('hebben jullie een meldcode?', 'wat doet Veilig Thuis?') is no emergency.
"""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase

_SUICIDE = re.compile(
    r"zelfmoord|zelfdoding|suicid|su[iï]cid|zichzelf (?:iets aan|wat aan|van kant|pijn|snijd|verhang|ophang)|"
    r"zelf\s?beschadig|automutil|zichzelf snijd|snijdt zich|krast zich|"
    r"(?:wil|wilt|wou|wilde|zou)\b[^.?!]{0,40}\b(?:dood|sterven|doodgaan|niet meer leven|er niet meer zijn|verdwijnen voor altijd)\b|"
    r"(?:dood|sterven|doodgaan|er niet meer zijn|niet meer leven)\s+(?:wil|wilt|wilde)\b|liever dood|"
    r"(?:ein\w*|punt)\s+(?:aan|er\s?aan|achter)\s+(?:maakt?|maken|wil|gaat|mijn|haar|zijn|het leven)|"
    r"er(?: \w+){0,2} (?:een )?eind(?:e)? (?:aan|van) (?:maakt?|maken)|eind(?:e)?\s+(?:er)?aan\s+(?:te\s+)?ma(?:akt|ken)|"
    r"van (?:het dak|een flat|de brug) (?:af)?\s?spring|voor de trein|afscheidsbrief|overdosis|pillen (?:geslikt|ingenomen)|"
    r"levensmoe|geen zin meer (?:in het leven|om te leven)|hoeft (?:niet meer|van (?:hem|haar) niet meer) (?:te leven)?|"
    r"kill (?:him|her|my|them)sel(?:f|ves)|suicide|wants? to die|end (?:his|her|my|it) (?:life|all)|self[- ]?harm|hurt(?:ing)? (?:him|her|my)self|cut(?:s|ting)? (?:him|her|my)self|"
    r"intihar|ölmek isti|kendini öldür|kendine zarar|canına kıy|yaşamak istemi|"
    r"انتحار|ينتحر|تنتحر|يقتل نفسه|تقتل نفسها|يريد (?:أن )?(?:يموت|الموت)|تريد (?:أن )?(?:تموت|الموت)|يؤذي نفسه|تؤذي نفسها|"
    r"samobój|zabić się|się zabić|chce umrzeć|nie chce (?:już )?żyć|okalecz|tnie się|odebrać sobie|"
    r"самогуб|суїцид|вбити себе|хоче померти|не хоче жити|покінчити|ріже себе|накласти на себе",
    re.IGNORECASE,
)
_ABUSE = re.compile(
    r"mishandel|misbruik(?:t|te|en)?\b|(?:slaat|slaan|sloeg|geslagen|schopt|getrapt)\b[^.?!]{0,40}\b(?:kind|kinderen|zoon|dochter|mij|hem|haar|ons|leerling|vader|moeder|riem|thuis)|"
    r"(?:kind|zoon|dochter|leerling|meisje|jongen|hij|zij|ze|vader|moeder|stiefvader|papa|mama|ouders?)\b[^.?!]{0,50}\b(?:slaat|sloeg|geslagen|schopt|mishandeld|misbruikt|verkracht|verwaarloosd|opgesloten)|"
    r"blauwe plek|striemen|brandwonden|verwaarlo(?:os|z)|huiselijk geweld|seksueel|sexueel|aangerand|verkracht|betast|"
    r"krijgt (?:thuis )?geen eten|vastgebonden|bang (?:om )?naar huis|durft niet naar huis|"
    r"\babus(?:e|ed|ing)\b|beats? (?:him|her|my|the|me)|beaten|hits? (?:him|her|my|the child|me)\b|neglect|bruises|molest|rape|domestic violence|"
    r"istismar|dövüyor|dayak|taciz|tecavüz|şiddet (?:gör|uygul)|ihmal edil|morluk|"
    r"يضرب(?:ه|ها|ني|نا)?|تضرب|اعتداء|تحرش|إساءة|اغتصاب|عنف (?:منزلي|أسري)|كدمات|"
    r"bije (?:go|ją|dziec|mnie|nas|syn|cór|swoj)|znęca|przemoc|molest|gwałt|zaniedb\w+ dziec|siniak|wykorzyst\w+ seksual|"
    r"б'є|бʼє|побив|насильств|знущаєть|домага|зґвалт|синці|занедба",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"\b(?:mes|messen|pistool|vuurwapen|geweer|wapen|bom|hamer|schaar|stok)\b[^.?!]{0,50}\b(?:rond|bij zich|in (?:de|zijn|haar)|mee|bedreig\w*|zwaait|steekt|tas|gang|klas|school|hand)|"
    r"(?:loopt|zwaait|dreigt|bedreigt|steekt|komt|staat|rent|heeft)\b[^.?!]{0,40}\b(?:mes|pistool|vuurwapen|wapen|geweer|bom)\b|"
    r"bedreigt?\b[^.?!]{0,40}\b(?:nu|mij|ons|dood|leerling|leerkracht|kinderen|juf|meester)|(?:dood|neer)steken|doodschiet|vermoord|gaat (?:iemand|hem|haar|ons|mij) (?:doden|afmaken|vermoorden)|"
    r"(?:brand|vuur)\s+(?:in|op)\s+(?:de\s+)?(?:school|klas|gebouw|huis)|school staat in brand|bewusteloos|ademt niet|niet meer ademen|stikt\b|hartstilstand|reageert niet meer|bloedt\s+(?:heel\s+)?(?:hevig|erg)|zwaargewond|"
    r"(?:kind|leerling|zoon|dochter|kleuter|jongen|meisje)\b[^.?!]{0,40}\b(?:vermist|ontvoerd|weggelopen en|meegenomen door|spoorloos)|ontvoer|"
    r"(?:acuut|direct|levens)\s?gevaar|in gevaar\b|"
    r"\b(?:knife|gun|weapon|bomb)\b|threaten(?:s|ing|ed)? to (?:kill|hurt|stab|shoot)|kidnap|not breathing|unconscious|school is on fire|"
    r"bıçak|silah|bomba|öldürec|öldürmekle|kaçırıl|nefes almıyor|yangın|"
    r"سكين|مسدس|سلاح|قنبلة|يهدد(?:ه|ها|نا|ني)? بالقتل|خطف|لا يتنفس|حريق|"
    r"\bnóż|\bnożem|pistolet|broń|bomb[aęy]|grozi,? że (?:zabije|mnie)|porwa|nie oddycha|pożar|"
    r"\bніж|\bножем|пістолет|зброя|зброєю|бомб|погрожує (?:вбити|убити)|викрад|не дихає|пожежа",
    re.IGNORECASE,
)
# Questions about policy, services and definitions, and figures of speech.
_ABOUT = re.compile(
    r"\b(?:protocol|beleid|meldcode|cursus|training|les(?:sen)? over|voorlichting|werkstuk|spreekbeurt|boek|film|"
    r"moordwedstrijd|moordend|levensgevaarlijk leuk|wapenveiligheid|preventie|policy|procedure|eğitimi|wat is|wat doet|wat zijn|"
    r"wie is|waar vind ik|telefoonnummer van|hoe meld(?:t)? (?:een )?school|wanneer (?:is|noem))\b",
    re.IGNORECASE,
)
# Someone who is in it now: a person and a moment, against which 'about' does not hold.
_NOW = re.compile(
    r"\b(?:mijn|onze|m'n|mn|zoon|dochter|hij|zij|ze|ik|leerling|nu|vandaag|vanavond|gisteren|help|my|son|daughter|he|she|now|oğlum|kızım)\b",
    re.IGNORECASE,
)

_STATUS = (
    (_SUICIDE, Status.EMERGENCY_SUICIDE, "suicide"),
    (_DANGER, Status.EMERGENCY_DANGER, "danger"),
    (_ABUSE, Status.EMERGENCY_ABUSE, "abuse"),
)


def recognise_emergency(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """The emergency numbers, when someone may be in danger."""
    for pattern, status, key in _STATUS:
        if pattern.search(turn.text):
            if _ABOUT.search(turn.text) and not _NOW.search(turn.text):
                return None
            return Answer(status, say(key, turn.language), turn.language, confidence=1.0)
    return None
