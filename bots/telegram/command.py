"""`wegwijs telegram`: the bot as a process of its own."""

from __future__ import annotations

import asyncio
import signal

import typer

from bots.background import at_work
from bots.bootstrap import build
from bots.telegram.listening import at_telegram
from bots.telegram.settings import TelegramSettings
from bots.terminal import err


def telegram() -> None:
    """Beantwoord vragen in Telegram, tot u stopt (Ctrl-C)."""
    settings = TelegramSettings()
    if settings.token is None:
        err.print("Zet eerst WEGWIJS_TELEGRAM_TOKEN: de sleutel van uw bot, van @BotFather.")
        raise typer.Exit(2)
    asyncio.run(_work(settings))


async def _work(settings: TelegramSettings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    house = await build()
    # Opened before the first question, so that nobody waits for it.
    await asyncio.to_thread(house.knowledge)
    try:
        async with at_work(house), at_telegram(house, settings, apart=True):
            err.print("De bot draait.")
            await stop.wait()
    finally:
        await house.engine.dispose()
