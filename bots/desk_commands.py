"""Commands around the desk: the courier, retention, approved answers asked anew."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer

from assistant import retention
from assistant.hours import ZONE
from bots.background import courier as make_courier
from bots.bootstrap import House, build
from bots.terminal import columns, err, out

CLASSES = {
    "conversations": "Gesprekken",
    "escalations": "Gesprekken met een doorgegeven vraag",
    "contacts": "Contactgegevens van vragers",
    "sign_ins": "Pogingen om in te loggen",
    "record": "Regels in het logboek",
}
T = TypeVar("T")


def courier() -> None:
    """Bezorg wat klaarligt, tot u stopt (Ctrl-C). Er mogen er meer tegelijk draaien."""

    async def run(house: House) -> None:
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        working = make_courier(house)
        err.print(
            f"De bezorger draait. Kanalen: {', '.join(working.channels) or 'geen ingesteld'}."
        )
        await working.run(stop)

    with_house(run)


def tidy(
    preview: Annotated[
        bool, typer.Option("--preview", help="Laat alleen zien wat weg mag.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Wis het.")] = False,
) -> None:
    """Wis wat langer bewaard is dan is ingesteld."""
    if preview == apply:
        err.print("Kies --preview of --apply.")
        raise typer.Exit(2)
    work = retention.apply if apply else retention.preview
    counts = with_house(lambda house: work(house.sessions, now=datetime.now(UTC)))
    table = columns("Soort", "Gewist" if apply else "Mag weg")
    for name, count in counts.items():
        table.add_row(CLASSES[name], str(count))
    out.print(table)


def regression() -> None:
    """Stel de vraag van elk goedgekeurd antwoord: vindt de assistent dat antwoord nog?"""
    today = datetime.now(ZONE).date()
    replayed = with_house(lambda house: house.approvals.replay(today=today))
    for missed in replayed.missed:
        instead = f"nu uit: {missed.instead}" if missed.instead else f"nu: {missed.status.value}"
        out.print(f"{missed.case.question}\n  {instead}", markup=False, highlight=False)
    found = replayed.asked - len(replayed.missed)
    out.print(f"{found} van {replayed.asked} goedgekeurde antwoorden gevonden.", highlight=False)
    if replayed.missed:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add these commands to `wegwijs`."""
    app.command("courier")(courier)
    app.command("retention")(tidy)
    app.command("regression")(regression)


def with_house(work: Callable[[House], Awaitable[T]]) -> T:
    async def run() -> T:
        house = await build()
        try:
            return await work(house)
        finally:
            await house.engine.dispose()

    return asyncio.run(run())
