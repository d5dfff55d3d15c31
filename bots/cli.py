"""The `wegwijs` command."""

from __future__ import annotations

import asyncio
import gc
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from assistant.texts import LANGUAGES
from bots import batch, desk_commands, model_check, staff_cli, tuning_commands
from bots.telegram.command import telegram
from bots.terminal import columns, err, out
from bots.wrong_settings import wrong_settings
from knowledge.embeddings import ModelError
from knowledge.settings import KnowledgeSettings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Wegwijs: antwoorden uit de documenten van uw samenwerkingsverband.",
)


class _Shown:
    """A bar for reading, then one for embedding."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._reading = progress.add_task("Lezen", total=None)
        self._embedding: Any = None

    def reading(self, total: int | None) -> None:
        self._progress.update(self._reading, total=total)

    def read(self, name: str) -> None:
        self._progress.advance(self._reading)

    def embedding(self, done: int, total: int) -> None:
        if self._embedding is None:
            self._embedding = self._progress.add_task("Verwerken", total=total)
        self._progress.update(self._embedding, completed=done, total=total)


@app.command()
def ingest(
    roots: Annotated[list[str], typer.Argument(help="Mappen, bestanden of websites (https://…).")],
) -> None:
    """Lees documenten in; alleen wat veranderd is, wordt opnieuw verwerkt."""
    from ingest.sync import sync
    from knowledge.index import IndexLockedError, IndexWriteError

    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        with Progress(*bar, console=err, transient=True) as progress:
            report = sync(
                roots,
                settings=KnowledgeSettings(),
                now=datetime.now(UTC),
                progress=_Shown(progress),
            )
    except IndexLockedError:
        err.print("Een ander proces is al aan het inlezen. Wacht tot het klaar is.")
        raise typer.Exit(2) from None
    except IndexWriteError as error:
        err.print("De map van de kennisbank is niet te beschrijven. Het oude antwoordt nog.")
        err.print(f"{error}. Controleer de ruimte op de schijf en de rechten.", markup=False)
        raise typer.Exit(2) from None
    table = columns(
        "Nieuw", "Gewijzigd", "Ongewijzigd", "Verwijderd", "Overgeslagen", "Passages", "Mislukt"
    )
    table.add_row(
        *(
            str(n)
            for n in (
                report.added,
                report.changed,
                report.unchanged,
                report.deleted,
                len(report.skipped),
                report.passages,
                len(report.failures),
            )
        )
    )
    out.print(table)
    if report.notes:
        noted = columns("Bestand", "Let op")
        for note in report.notes:
            noted.add_row(escape(note.source), escape(note.reason))
        out.print(noted)
    if report.failures:
        failed = columns("Bestand", "Waarom het er niet in staat")
        for failure in report.failures:
            failed.add_row(escape(failure.source), escape(failure.reason))
        out.print(failed)
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="De vraag.")] = None,
    audience: Annotated[str, typer.Option(help="parent of school.")] = "parent",
    lang: Annotated[
        str | None, typer.Option(help="nl, en, tr, ar, pl of uk; anders herkend.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Eén regel JSON.")] = False,
    file: Annotated[Path | None, typer.Option("--batch", help="JSONL met id en question.")] = None,
) -> None:
    """Stel een vraag, of met --batch een bestand vol vragen."""
    if (question is None) == (file is None):
        err.print("Geef een vraag, of --batch met een bestand.")
        raise typer.Exit(2)
    if file is not None:
        if not file.is_file():
            err.print(f"Het bestand {file} bestaat niet.", markup=False)
            raise typer.Exit(2)
        if not asyncio.run(batch.run(file)):
            err.print("Er is nog niets ingelezen. Gebruik: wegwijs ingest MAP")
            raise typer.Exit(1)
        return
    if audience not in batch.AUDIENCES:
        err.print("Voor --audience kunt u kiezen: parent of school.")
        raise typer.Exit(2)
    if lang is not None and lang not in LANGUAGES:
        err.print(f"Voor --lang kunt u kiezen: {', '.join(LANGUAGES)}.")
        raise typer.Exit(2)
    row = {"id": "1", "question": question, "audience": audience, "lang": lang}
    result = asyncio.run(batch.one(row))
    if as_json:
        batch.write(result)
    else:
        _print(result)
    if result["status"].startswith("error_"):
        raise typer.Exit(1)


def _print(result: dict[str, Any]) -> None:
    # In a pipe a sentence stays on its line, so that it can be searched and copied.
    wrap = not out.is_terminal
    out.print(result["text"], markup=False, highlight=False, soft_wrap=wrap)
    if result["citations"]:
        out.print("\nBronnen", style="bold")
    for source in result["citations"]:
        place = [source["title"], source["heading"]]
        if source["page"]:
            place.append(f"pagina {source['page']}")
        if source["valid_until"]:
            place.append(f"geldig tot {source['valid_until']}")
        out.print(
            f"[{source['n']}] {' · '.join(part for part in place if part)}",
            markup=False,
            soft_wrap=wrap,
        )
    if result["escalation"]:
        out.print(f"\nDoorgegeven aan het secretariaat ({result['escalation']['reason']}).")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Adres om op te luisteren.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Poort; 0 is een vrije.")] = 8000,
) -> None:
    """Start de webapp en de API."""
    from bots.web import server

    try:
        listening = server.listen(host, port)
    except OSError as error:
        err.print(
            f"Op {host}:{port} kan Wegwijs niet luisteren ({error.strerror or error}). "
            "Draait er al iets op deze poort? Kies een andere met --port.",
            markup=False,
        )
        raise typer.Exit(1) from None
    own_port = listening.getsockname()[1]
    asyncio.run(
        server.serve(
            listening,
            ready=lambda: err.print(f"Wegwijs draait op http://{host}:{own_port}", markup=False),
        )
    )


@app.command()
def status() -> None:
    """Laat zien wat er is ingelezen."""
    from knowledge.base import KnowledgeBase, NoKnowledgeError

    settings = KnowledgeSettings()
    try:
        knowledge = KnowledgeBase(settings)
    except NoKnowledgeError:
        err.print("Er is nog niets ingelezen, of met een ander model. Gebruik: wegwijs ingest MAP")
        raise typer.Exit(1) from None
    except (ValueError, KeyError, TypeError) as error:
        err.print(f"De kennisbank is beschadigd ({type(error).__name__}). Zie: wegwijs doctor")
        raise typer.Exit(1) from None
    out.print(
        f"{knowledge.organisation.naam}: versie {knowledge.manifest.generation}, "
        f"bijgewerkt {knowledge.manifest.published_at}",
        markup=False,
    )
    table = columns("Document", "Soort", "Voor", "Geldig tot", "Eigenaar", "Passages")
    for document in sorted(knowledge.documents(), key=lambda d: (d.kind, d.title)):
        until = document.valid_until.isoformat() if document.valid_until else ""
        table.add_row(
            escape(document.title),
            document.kind,
            document.audience,
            until,
            escape(document.owner or ""),
            str(len(document.passages)),
        )
    out.print(table)
    today = datetime.now(UTC).date()
    used = asyncio.run(model_check.use_of(first=today.replace(day=1), last=today))
    if used is not None:
        out.print(f"Taalmodel, deze maand: {model_check.in_words(used)}", markup=False)


@app.command()
def doctor() -> None:
    """Zeg wat er ontbreekt of niet klopt."""
    from bots.doctor import checks

    bad = 0
    for check in asyncio.run(checks(today=datetime.now(UTC).date())):
        out.print(
            f"{'✔' if check.ok else '✘'} {check.name}: {check.detail}", markup=False, soft_wrap=True
        )
        bad += not check.ok
    raise typer.Exit(1 if bad else 0)


desk_commands.register(app)
tuning_commands.register(app)
app.command("telegram")(telegram)
app.add_typer(staff_cli.app, name="staff")


def main() -> None:
    """The entry point; an interruption is no error, and a database that is away is no traceback."""
    # Models and lists are read once and kept: looking through them for garbage while they are read
    # costs a fifth of the time to the first answer.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except (SQLAlchemyError, OSError) as error:
        err.print(
            f"De database of map is niet bereikbaar ({type(error).__name__}). "
            "Controleer WEGWIJS_HOME en WEGWIJS_DATABASE_URL, of gebruik: wegwijs doctor"
        )
        raise SystemExit(1) from None
    except ValidationError as error:
        if not (wrong := wrong_settings(error)):
            raise  # not a setting: a mistake of ours
        err.print(wrong, markup=False, soft_wrap=True)
        raise SystemExit(1) from None
    except ModelError as error:
        err.print(str(error), markup=False, soft_wrap=True)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
