"""Does the language model that was set answer, and what did it take? For the doctor and the status."""

from __future__ import annotations

import asyncio
from datetime import date

from pydantic import ValidationError

from assistant.database import connect, migrate, sessions
from assistant.settings import AssistantSettings
from assistant.writing.model import MissingPackageError, Model, ModelError
from assistant.writing.settings import WritingSettings
from assistant.writing.spending import Spending, Spent
from bots.wrong_settings import wrong_settings

# Seconds in which it must say one word.
PATIENCE = 20.0


async def language_model() -> tuple[bool, str] | None:
    """Whether it works, and a sentence in Dutch; None when none is set. Costs one word."""
    try:
        settings = WritingSettings()
    except ValidationError as error:
        return False, wrong_settings(error)
    if not settings.on:
        return None
    model = Model(settings.model_copy(update={"llm_max_tokens": 20}))
    try:
        await model.ready()
        async with asyncio.timeout(PATIENCE):
            said = [
                piece
                async for piece in model.write(
                    "Antwoord met één woord.", "Werkt u?", counted=lambda *_: None
                )
            ]
    except MissingPackageError as error:
        return False, f"het pakket ontbreekt; gebruik: pip install {error.package}"
    except TimeoutError:
        return False, f"{settings.host} antwoordt niet binnen {PATIENCE:.0f} seconden"
    except ModelError as error:
        return False, (
            f"{settings.llm} antwoordt niet ({error}); controleer WEGWIJS_LLM, "
            "WEGWIJS_LLM_BASE_URL en WEGWIJS_LLM_API_KEY"
        )
    if not "".join(said).strip():
        return False, f"{settings.llm} geeft geen tekst; kies een ander model"
    return True, f"{settings.llm} antwoordt; vragen en passages gaan naar {settings.host}"


async def use_of(*, first: date, last: date) -> Spent | None:
    """What a model took over some days; None when there was no model or no use."""
    if not WritingSettings().on:
        return None
    url = AssistantSettings().url
    await migrate(url)
    engine = connect(url)
    try:
        return await Spending(sessions(engine)).over(first=first, last=last)
    finally:
        await engine.dispose()


def in_words(spent: Spent) -> str:
    """The use in one line of Dutch."""
    tokens = f"{spent.tokens_in + spent.tokens_out:,}".replace(",", ".")
    euros = f"{spent.euros:.2f}".replace(".", ",")
    return (
        f"{spent.calls} aanroepen, {tokens} tokens, {euros} euro; "
        f"{spent.failures} keer geen tekst; "
        f"{spent.refused} van {spent.sentences} zinnen tegengehouden"
    )
