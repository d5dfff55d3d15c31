"""Commands that fit a knowledge base to what is asked of it: calibrate and learn."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from assistant.cases.files import CaseFileError, read
from assistant.cases.known import Known, cases
from assistant.cases.lessons import lessons
from assistant.cases.lived import lived
from assistant.cases.made import made
from bots.bootstrap import build
from bots.percent import percent
from knowledge.base import KnowledgeBase, NoKnowledgeError
from knowledge.calibration import Calibration, Case, calibration_error, fit, shipped
from knowledge.judgement import judgement
from knowledge.learning import held_back
from knowledge.learning import learn as learned_from
from knowledge.settings import KnowledgeSettings
from knowledge.tuned import (
    drop_calibration,
    keep_calibration,
    keep_learned,
    own_judgement,
    undo_learned,
)

out, err = Console(), Console(stderr=True)
SOURCES = {
    "file": "uit het bestand",
    "approved": "goedgekeurde antwoorden",
    "reply": "antwoorden van medewerkers",
    "feedback": "geholpen of niet",
    "made": "gemaakt uit koppen en begrippen",
}
# Fewer lessons than this teach nothing that can be checked.
LEAST = 20
# Shares of right answers that the report shows beside the wanted one.
SHOWN = (0.80, 0.85, 0.90, 0.95, 0.98)


def calibrate(
    file: Annotated[
        Path | None,
        typer.Argument(help="JSONL: question, en wat het antwoord geeft. Zie docs/withholding.md."),
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Terug naar de meegeleverde kaart.")
    ] = False,
) -> None:
    """Stel de zekerheid bij op vragen waarvan het goede antwoord bekend is."""
    settings = KnowledgeSettings()
    if reset:
        done = drop_calibration(settings)
        out.print("De meegeleverde kaart geldt weer." if done else "Er was niets bijgesteld.")
        return
    knowledge = opened(settings)
    known = gathered(file)
    if not known:
        known = made(knowledge)
    now = datetime.now(UTC)
    counts = Counter(asked.source for asked in known)
    out.print(
        "Vragen: " + ", ".join(f"{n} {SOURCES[name]}" for name, n in counts.items()), markup=False
    )
    tried = cases(knowledge, known, today=now.date())
    if not tried:
        err.print("Geen van deze vragen kwam bij de documenten uit. Er is niets veranderd.")
        raise typer.Exit(1)
    result = fit(tried, shipped())
    if counts.keys() <= {"made"}:
        # They are easier than what people ask: no threshold is read from them.
        result = Calibration(result.weights)
    keep_calibration(settings, result, own_judgement(settings), now=now)
    report(tried, result, settings)


def learn(
    file: Annotated[
        Path | None,
        typer.Argument(help="JSONL met vragen en passages, naast wat het gebruik leerde."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Terug naar wat hiervoor gold.")] = False,
) -> None:
    """Leer van goedgekeurde antwoorden, reacties en antwoorden van medewerkers."""
    settings = KnowledgeSettings()
    if undo:
        done = undo_learned(settings)
        out.print("Wat hiervoor gold, geldt weer." if done else "Er was niets geleerd.")
        return
    knowledge = opened(settings, learned=False)
    known = [k for k in gathered(file) if k.passages or k.documents]
    counts = Counter(asked.source for asked in known)
    told = ", ".join(f"{n} {SOURCES[name]}" for name, n in counts.items())
    out.print(f"Vragen met een bekende bron: {told or 'geen'}", markup=False)
    asked = lessons(knowledge, known, today=datetime.now(UTC).date())
    if len(asked) < LEAST:
        err.print(
            f"{len(asked)} vragen zijn te weinig om van te leren; het begint bij {LEAST}. "
            "Er is niets veranderd."
        )
        raise typer.Exit(1)
    outcome = held_back(asked, judgement())
    table = Table(f"{len(asked)} vragen, steeds een vijfde apart", "Meegeleverd", "Geleerd")
    for name, most in (("goede bron vooraan", 1), ("goede bron bij de eerste drie", 3)):
        table.add_row(
            name,
            *(percent(float((ranks < most).mean())) for ranks in (outcome.before, outcome.after)),
        )
    out.print(table)
    if not outcome.better:
        out.print("Geleerd is niet beter dan meegeleverd. Er is niets veranderd.")
        return
    number = keep_learned(settings, learned_from(asked, judgement()))
    out.print(
        f"Het geleerde wordt gebruikt (nummer {number}). Terug kan met: wegwijs learn --undo. "
        "Gebruik nu: wegwijs calibrate"
    )


def opened(settings: KnowledgeSettings, *, learned: bool = True) -> KnowledgeBase:
    """The knowledge base, or an end with a word."""
    try:
        return KnowledgeBase(settings, learned=learned)
    except NoKnowledgeError:
        err.print("Er is nog niets ingelezen, of met een ander model. Gebruik: wegwijs ingest MAP")
        raise typer.Exit(1) from None


def gathered(file: Path | None) -> list[Known]:
    """The questions of the operator's file and of use, or an end with a word."""
    try:
        own = read(file) if file else []
    except CaseFileError as error:
        err.print(str(error), markup=False)
        raise typer.Exit(2) from None

    async def from_use() -> list[Known]:
        house = await build()
        try:
            return await lived(house.sessions)
        finally:
            await house.engine.dispose()

    return own + asyncio.run(from_use())


def report(tried: list[Case], result: Calibration, settings: KnowledgeSettings) -> None:
    """Before and after, and what each wanted share of right answers costs."""
    right = [case.right for case in tried]
    before = calibration_error([shipped().probability(c.score) for c in tried], right)
    out.print(
        f"{len(tried)} vragen kwamen bij de documenten uit; {percent(sum(right) / len(tried))} "
        "van de beste antwoorden klopt."
    )
    if not result.points:
        out.print(
            "Met alleen gemaakte vragen blijft de vaste drempel staan. Geef een bestand met echte "
            "vragen, of wacht op goedgekeurde antwoorden en reacties."
        )
        return
    after = calibration_error([p.confidence for p in result.points], right)
    out.print(
        f"Afstand tussen gezegde en echte zekerheid: was {percent(before)}, wordt {percent(after)} "
        "(op vragen die niet meededen)."
    )
    table = Table("Antwoorden die kloppen", "Drempel", "Vragen met antwoord", "Daarvan goed")
    for wanted in sorted({*SHOWN, settings.precision}):
        threshold = result.threshold(wanted, foreign=False)
        given = [p for p in result.points if not p.foreign]
        above = [p for p in given if threshold is not None and p.confidence >= threshold]
        if threshold is None or not above:
            continue
        mark = " (ingesteld)" if wanted == settings.precision else ""
        table.add_row(
            f"{percent(wanted)}{mark}",
            percent(threshold),
            percent(len(above) / len(given)),
            percent(sum(p.right for p in above) / len(above)),
        )
    if table.row_count:
        out.print(table)
    else:
        out.print("Te weinig vragen voor een eigen drempel; de vaste blijft staan.")


def register(app: typer.Typer) -> None:
    """Add these commands to `wegwijs`."""
    app.command("calibrate")(calibrate)
    app.command("learn")(learn)
