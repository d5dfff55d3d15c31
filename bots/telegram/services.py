"""Services that have to do with a question."""

from __future__ import annotations

import asyncio

from bots.telegram.channel import source_line
from bots.telegram.formatting import Block
from bots.telegram.incoming import Incoming
from knowledge.catalogue import Service
from knowledge.documents import Kind

MOST = 3
# Passages that are looked through for services.
LOOKED_AT = 40
# Of what a service says about itself, this many characters.
DESCRIBED = 300


async def related_services(given: Incoming, question: str) -> list[Block]:
    """Up to three services, with what they are and how to ask for them."""
    knowledge = given.door.house.knowledge()
    if knowledge is None or not question:
        return [Block(given.tell("no_services"))]
    found = await asyncio.to_thread(
        knowledge.search,
        question,
        audience=given.audience,
        on=given.now.date(),
        language=given.language,
        limit=LOOKED_AT,
    )
    blocks: list[Block] = []
    seen: set[str] = set()
    for one in found:
        document = one.document
        if document.kind is not Kind.SERVICE or document.id in seen or len(seen) == MOST:
            continue
        seen.add(document.id)
        blocks.append(source_line({"title": document.title, "url": document.url}, given.language))
        if isinstance(document.payload, Service):
            how = document.payload.shown("hoe_aanvragen")
            what = document.payload.shown("omschrijving") or one.passage.text
            blocks.append(Block(what[:DESCRIBED]))
            if how:
                blocks.append(Block(f"→ {how[:DESCRIBED]}"))
    if not blocks:
        return [Block(given.tell("no_services"))]
    return [Block(given.tell("services"), "bold"), *blocks]
