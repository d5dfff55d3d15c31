"""What stands on a web page beside its text: menus, cookie notices, what nobody sees."""

from __future__ import annotations

import re

from bs4 import Tag

from ingest.loaders.html_unseen import Unseen

_DROPPED = frozenset(
    "script style noscript template nav header footer form iframe svg button dialog select object "
    "canvas video audio input textarea datalist option rp".split()
)
_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar".split()
)
# Words in the id or class of a part that is not text. Whole words: 'social' must not match
# 'sociale-veiligheid', nor 'share' 'shared'.
_NOISE = frozenset(
    "consent breadcrumb breadcrumbs kruimelpad kruimels broodkruimel skip skiplink navbar nav "
    "navigation navigatie menu hoofdmenu submenu mainmenu topmenu sidebar zijbalk share sharing "
    "delen social socials newsletter nieuwsbrief pagination paginering gdpr onetrust cmplz "
    "toolbar searchform zoekformulier".split()
)
# Hidden as a whole until a script shows it; then all of it is seen.
_WHOLE = frozenset("html head body title meta link style script".split())
_NAMED = ("div", "section", "ul", "ol", "p", "span", "aside", "details", "table")
_ACCEPT = re.compile(
    r"akkoord|accepte|weiger|sta toe|toestaan|begrepen|accept|agree", re.IGNORECASE
)


def remove_unseen(page: Tag) -> int:
    """Take out what nobody sees, unless something on the page opens it; how many words it had."""
    unseen, words = Unseen(page), 0
    opened = _opened(page)
    for tag in page.find_all(True):
        if tag.decomposed or tag.name in _WHOLE or str(tag.get("id", "")) in opened:
            continue
        if unseen.hides(tag):
            words += len(tag.get_text(" ").split())
            tag.decompose()
    return words


def _opened(page: Tag) -> set[str]:
    """Ids of parts that fold open."""
    return {
        name
        for tag in page.find_all(attrs={"aria-controls": True})
        for name in str(tag["aria-controls"]).split()
    }


def remove_noise(main: Tag) -> None:
    """Take out of the main text what is not text of the page."""
    total = len(main.get_text(strip=True))
    for tag in list(main.find_all(True)):
        if tag.decomposed:
            continue
        if tag.name == "button" and tag.find_parent(re.compile("^h[1-6]$")):
            tag.unwrap()  # a heading that folds its text open
        elif _is_noise(tag, total):
            tag.decompose()


def _is_noise(tag: Tag, total: int) -> bool:
    if tag.name == "header":
        # The header of an article holds its title; that of the site holds its name and menu.
        return not (tag.find(re.compile("^h[1-6]$")) and tag.find_parent(["article", "main"]))
    if tag.name in _DROPPED or tag.get("role") in _ROLES:
        # Older systems wrap the whole page in a form.
        return tag.name != "form" or _share(tag, total) < 0.5
    if tag.name == "aside" and not tag.find_parent(["article", "main"]):
        return True
    if tag.name not in _NAMED:
        return False
    return (_is_named_noise(tag) or _is_cookie_notice(tag)) and _share(tag, total) < 0.5


def _is_named_noise(tag: Tag) -> bool:
    names = " ".join([str(tag.get("id", "")), *(tag.get("class") or [])])
    if "cookie" in names.lower():
        return True
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", names).lower()
    return bool(_NOISE & set(re.split(r"[^a-z]+", words)))


def _is_cookie_notice(tag: Tag) -> bool:
    """A short part about cookies with something to press."""
    text = tag.get_text(" ", strip=True)
    if len(text) > 700 or "cookie" not in text.lower():
        return False
    return any(_ACCEPT.search(press.get_text()) for press in tag.find_all(["button", "a", "input"]))


def _share(tag: Tag, total: int) -> float:
    return len(tag.get_text(strip=True)) / max(1, total)
