"""What the desk calls things, in plain Dutch; one table a kind."""

from __future__ import annotations

REASONS = {
    "asked_for_person": "Vroeg om een mens",
    "personal_case": "Persoonlijke situatie",
    "no_source": "Geen bron gevonden",
    "low_confidence": "Antwoord te onzeker",
    "not_helped": "Antwoord hielp niet",
    "emergency": "Spoed: gevaar",
    "complaint": "Klacht",
    "contradiction": "Documenten spreken elkaar tegen",
    "error": "Storing",
}
# Why the assistant stopped, as a sentence for who takes over.
WHY = {
    "asked_for_person": "De vrager wil graag een mens spreken.",
    "personal_case": "De vraag gaat over één kind. Daarover oordeelt de assistent niet.",
    "no_source": "In de documenten staat hier niets over.",
    "low_confidence": "Er is wel iets gevonden, maar het is te onzeker om als antwoord te geven.",
    "not_helped": "De assistent gaf antwoord, maar de vrager was daar niet mee geholpen.",
    "emergency": "Het bericht wijst op gevaar. De vrager kreeg direct de noodnummers te zien.",
    "complaint": "De vrager heeft een klacht.",
    "contradiction": "Twee geldige documenten zeggen iets anders. De vrager kreeg ze beide te zien.",
    "error": "Er ging iets mis in het systeem. De vraag is bewaard.",
}
CHANNELS = {"web": "Website", "email": "E-mail", "telegram": "Telegram", "cli": "Opdrachtregel"}
AUDIENCES = {"everyone": "Iedereen", "school": "Scholen", "staff": "Alleen medewerkers"}
ASKERS = {"everyone": "Ouder", "school": "School", "staff": "Medewerker"}
KINDS = {
    "policy": "Beleid",
    "service": "Dienst",
    "web": "Webpagina",
    "approved": "Goedgekeurd antwoord",
    "glossary": "Begrippenlijst",
    "organisation": "Organisatie",
}
ROLES = {"employee": "Medewerker", "administrator": "Beheerder"}
LANGUAGES = {
    "nl": "Nederlands",
    "en": "Engels",
    "tr": "Turks",
    "ar": "Arabisch",
    "pl": "Pools",
    "uk": "Oekraïens",
}
NOTIFY = {"at_once": "Meteen", "digest": "Als overzicht op vaste tijden", "never": "Nooit"}
# The record: kinds of subjects, and what was done.
SUBJECTS = {
    "escalation": "Vragen",
    "delivery": "Verzending",
    "approval": "Goedgekeurde antwoorden",
    "document": "Documenten",
    "setting": "Instellingen",
    "staff": "Medewerkers",
    "pairing": "Koppelingen",
}
ACTIONS = {
    "escalation.claim": "pakte een vraag op",
    "escalation.release": "legde een vraag terug",
    "escalation.note": "schreef een notitie",
    "escalation.reply": "beantwoordde een vraag",
    "escalation.ask_back": "vroeg iets terug",
    "escalation.close": "sloot een vraag",
    "escalation.reopen": "opende een vraag weer",
    "delivery.retry": "liet een bericht opnieuw versturen",
    "delivery.called": "belde een vrager",
    "setting.change": "wijzigde een instelling",
    "staff.invite": "nodigde een medewerker uit",
    "staff.change": "wijzigde een account",
    "staff.password": "koos een wachtwoord",
    "staff.second_factor_on": "zette de tweede stap aan",
    "staff.second_factor_off": "zette de tweede stap uit",
    "staff.oidc_linked": "koppelde het account van de organisatie",
    "session.revoke": "beëindigde een sessie",
    "sign_in": "logde in",
    "document.keep": "bewaarde een document",
    "document.describe": "wijzigde gegevens van een document",
    "document.withdraw": "trok een document in",
    "document.adopt": "nam een document over",
    "approval.propose": "stelde een antwoord voor",
    "approval.edit": "wijzigde een voorstel",
    "approval.approve": "keurde een antwoord goed",
    "approval.withdraw": "trok een antwoord in",
    "pairing.give": "maakte een code voor een school",
    "pairing.revoke_code": "trok een code in",
    "pairing.name": "gaf iemand met een koppeling een naam",
    "pairing.revoke": "beëindigde een koppeling",
}
SETTINGS = {
    "hours": "Openingstijden",
    "closed_days": "Dagen dicht",
    "school_holidays": "Schoolvakanties",
    "answer_time": "Antwoordtijd",
    "canned_texts": "Vaste teksten",
    "banner": "Mededeling",
    "switch": "Assistent aan of uit",
    "retention": "Bewaartermijnen",
}
# What a page says after a form was handled. Only these sentences can be shown that way.
DONE = {
    "claimed": "U hebt deze vraag opgepakt. Anderen zien dat u ermee bezig bent.",
    "released": "U hebt de vraag teruggelegd in de wachtrij.",
    "replied": "Uw antwoord is verstuurd. Hieronder ziet u of het is aangekomen.",
    "asked_back": "Uw vraag aan de vrager is verstuurd. U hoort het als er antwoord is.",
    "closed": "De vraag is afgesloten.",
    "reopened": "De vraag staat weer open.",
    "called": "U hebt de vrager gebeld. Dat is bewaard.",
    "noted": "Uw notitie is bewaard. Alleen collega's zien die.",
    "retried": "Het bericht wordt opnieuw verstuurd.",
    "proposed": "Het voorstel is bewaard. U of een collega kan het goedkeuren.",
    "approved": "Het antwoord is goedgekeurd. De assistent gebruikt het vanaf nu.",
    "withdrawn": "Het is ingetrokken. De assistent gebruikt het niet meer.",
    "rejected": "Het voorstel is afgewezen.",
    "uploaded": "Het bestand is bewaard. Het wordt nu ingelezen.",
    "saved": "De wijziging is bewaard.",
    "restored": "De eerdere versie is teruggezet. Ze wordt nu ingelezen.",
    "reading": "Het inlezen is begonnen.",
    "invited": "De uitnodiging is gemaakt.",
    "link_sent": "De link voor een nieuw wachtwoord gaat per e-mail.",
    "revoked": "De sessie is beëindigd.",
    "reset_asked": "Als dit adres bij ons bekend is, krijgt u een e-mail met een link.",
    "signed_out": "U bent afgemeld.",
    "password": "Uw wachtwoord is ingesteld. U kunt nu inloggen.",
    "factor_on": "De tweede stap bij het inloggen staat aan.",
    "factor_off": "De tweede stap bij het inloggen staat uit.",
}
# Pages that say that something cannot be done: heading, and what to do next.
REFUSALS = {
    400: ("Dit verzoek is niet te lezen", "Ga terug en probeer het opnieuw."),
    403: (
        "Dit mag u niet doen",
        "Deze pagina is alleen voor beheerders. Vraag een beheerder om hulp.",
    ),
    404: ("Deze pagina bestaat niet", "Misschien is het adres verkeerd of is dit weggehaald."),
    405: ("Dit kan hier niet", "Ga terug en gebruik de knoppen op de pagina."),
    409: ("Dit kan nu niet meer", "Iemand anders was u voor. Kijk op de pagina hoe het nu staat."),
    410: ("Deze link werkt niet meer", "Vraag een beheerder om een nieuwe link."),
    413: ("Dit is te groot", "Maak het korter of kleiner en probeer het opnieuw."),
    422: ("Er klopt iets niet", "Ga terug en verbeter wat er genoemd wordt."),
    429: ("Te veel pogingen", "Wacht een kwartier en probeer het dan opnieuw."),
    500: ("Er ging iets mis bij ons", "Er is niets veranderd. Probeer het opnieuw."),
    503: ("Dit lukt nu even niet", "Probeer het over een minuut opnieuw."),
}
FORGERY = (
    "Dit formulier is verlopen",
    "Er is niets veranderd. Ga terug, ververs de pagina en probeer het opnieuw.",
)


def state(name: str) -> str:
    """The state of an escalation."""
    return STATES.get(name, name)


STATES = {
    "new": "Niet opgepakt",
    "claimed": "Opgepakt",
    "waiting_for_asker": "Wacht op vrager",
    "answered": "Beantwoord",
    "closed": "Afgehandeld",
}
DELIVERIES = {
    "underway": "Onderweg",
    "delivered": "Aangekomen",
    "failed": "Niet aangekomen",
    "to_call": "Nog bellen",
}
# Kinds of messages to the asker; what goes to staff is not shown with a question.
SENT = {"reply": "Antwoord", "ask_back": "Vraag terug", "confirmation": "Bevestiging"}
WAYS = {
    "web": "in het gesprek",
    "email": "per e-mail",
    "telegram": "via Telegram",
    "phone": "telefonisch",
}
WANTED = {"here": "in het gesprek", "email": "per e-mail", "phone": "telefonisch"}
# What the sign-in page says; wrong e-mail and wrong password are not told apart.
SIGN_IN = {
    "wrong": "Het e-mailadres of het wachtwoord klopt niet.",
    "code_needed": "Vul nu ook de code uit uw app in.",
    "wrong_code": "Deze code klopt niet. Gebruik de nieuwste code; elke code werkt één keer.",
    "too_many": "Te veel pogingen. Wacht een kwartier en probeer het dan opnieuw.",
    "disabled": "Het e-mailadres of het wachtwoord klopt niet.",
    "unknown": "Dit account is hier niet bekend. Vraag een beheerder om een uitnodiging.",
}
SIGN_IN_STATUS = {
    "wrong": 401,
    "code_needed": 401,
    "wrong_code": 401,
    "too_many": 429,
    "disabled": 401,
    "unknown": 403,
}
