"""What a file says of itself, as far as it may: nothing unseen, no higher rank, no other address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ingest.blocks import Loaded
from ingest.cleaning import one_line, visible
from knowledge.instructions import instructions_in

# What a page of a site may not say of itself: its place, its rank and its address are given.
_GIVEN = frozenset("id kind soort example voorbeeld".split())
# Kinds that come about in other ways than by a file that says so.
_RESERVED = frozenset("approved glossary organisation".split())
# Letters of a sentence that is shown in a note.
_SHOWN = 120


def seen(loaded: Loaded) -> Loaded:
    """Without characters that nobody sees, in its text and in all that it says of itself."""
    blocks = [replace(block, text=visible(block.text)) for block in loaded.blocks]
    return replace(loaded, blocks=blocks, metadata=_clean(loaded.metadata))


def own_claims(
    metadata: Mapping[str, Any], *, url: str | None, hosts: frozenset[str]
) -> tuple[dict[str, Any], list[str]]:
    """What of a file's own metadata counts, and in Dutch what does not.

    `url`: the page's address, when it was read from a site. `hosts`: those that people named.
    """
    own = {k: v for k, v in metadata.items() if url is None or k not in _GIVEN}
    notes = []
    for key in ("kind", "soort"):
        if str(own.get(key, "")).lower() in _RESERVED:
            notes.append(f"het bestand noemt zichzelf '{own.pop(key)}'; dat telt niet")
    address = own.get("url")
    if address is not None:
        known = hosts | ({host_of(url)} if url else frozenset())
        if not isinstance(address, str) or host_of(address) not in known:
            del own["url"]
            notes.append(
                f"het bestand noemt als eigen adres {str(address)[:_SHOWN]}; dat wordt niet getoond. "
                "Klopt het adres, zet het dan in het .meta.yaml-bestand ernaast"
            )
    return own, notes


def noted(loaded: Loaded) -> list[str]:
    """In Dutch: what a person should look at in this file."""
    notes = []
    if loaded.hidden:
        notes.append(
            f"er staat verborgen tekst in ({loaded.hidden} woorden); die is niet meegenomen"
        )
    found = [sentence for block in loaded.blocks for sentence in instructions_in(block.text)]
    if found:
        more = f" (en nog {len(found) - 1})" if len(found) > 1 else ""
        notes.append(
            f"er staat tekst in die een computer opdrachten geeft: '{found[0][:_SHOWN]}'{more}; "
            "de assistent doet daar niets mee, maar kijk of iemand dit bestand heeft veranderd"
        )
    return notes


def host_of(address: str) -> str:
    """The host of an address in plain letters; '' for one that hides where it leads.

    Letters of another script, an encoded name (xn--) or a name and password before the host are
    ways to look like a site that it is not.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "\\" in address:
        return ""
    return host if host.isascii() and "xn--" not in host else ""


def _clean(value: Any) -> Any:
    """Every text in a structure as it is seen, on one line."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    return value
