"""A second, invented alliance for the evaluation: its sources as the files a secretariat has.

    python -m bench.lindewaard           # builds bench/data/lindewaard/documents
    python -m bench.lindewaard --check   # counts the expected quotes that ingest brings back

The same sources give the same bytes. A document's id is the stem of its file.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.attempts import Attempt, attempt
from examples.sources.parts import House, Part, read, sidecar
from examples.sources.typeset_docx import docx
from examples.sources.typeset_html import menu, page
from examples.sources.typeset_pdf import pdf
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.calibration import Case
from knowledge.documents import Audience
from knowledge.settings import KnowledgeSettings

DATA = Path(__file__).parent / "data" / "lindewaard"
SOURCES, DOCUMENTS, QUESTIONS = DATA / "bronnen", DATA / "documents", DATA / "questions.jsonl"
HOUSE = House(
    author="De Lindewaard",
    cover="Samenwerkingsverband De Lindewaard",
    edition="Verzonnen voor de meting",
)
# Word files and web pages as such an office has them; everything else is a PDF.
WORD = ("02", "07", "08", "10", "14")
WEB = ("04", "11", "12")
PLAIN = ("05",)
TODAY = date(2026, 11, 24)
_AUDIENCE = {"iedereen": "everyone", "school": "school"}


def build(target: Path = DOCUMENTS) -> None:
    """Write every document, with its metadata beside it or in its front matter."""
    target.mkdir(exist_ok=True)
    sources = {path.stem: (*read(path), path) for path in sorted(SOURCES.glob("*.md"))}
    links = menu({stem: said["titel"] for stem, (said, _, _) in sources.items()})
    for stem, (said, parts, path) in sources.items():
        meta = _metadata(stem, said)
        text = path.read_text(encoding="utf-8").split("---\n", 2)[2]
        if stem.startswith(PLAIN):
            front = yaml.safe_dump(
                {k: meta[k] for k in ("id", *_SAID)}, sort_keys=False, allow_unicode=True
            )
            (target / f"{stem}.md").write_text(f"---\n{front}---\n{text}", encoding="utf-8")
            continue
        if stem.startswith(WEB):
            made, suffix = _web(text, said["titel"], links), ".html"
        elif stem.startswith(WORD):
            title = parts[0].text
            made = docx({**meta, "title": title}, _raised(parts[1:]), house=HOUSE)
            suffix = ".docx"
        else:
            made, suffix = pdf(meta, parts, house=HOUSE), ".pdf"
        (target / f"{stem}{suffix}").write_bytes(made)
        (target / f"{stem}{suffix}.meta.yaml").write_text(sidecar(meta), encoding="utf-8")


_SAID = ("title", "kind", "audience", "language", "valid_from", "owner")


def _metadata(stem: str, said: dict[str, Any]) -> dict[str, Any]:
    """The Dutch front matter of a source as the fields of a sidecar and of a title page."""
    day = said["geldig_van"]
    return {
        "id": stem,
        "title": said["titel"],
        "kind": "policy",
        "audience": _AUDIENCE[said["doelgroep"]],
        "language": "nl",
        "valid_from": day,
        "owner": said["eigenaar"],
        "subtitle": f"Geldig vanaf {day:%d-%m-%Y}",
        "running": f"Samenwerkingsverband De Lindewaard | {said['titel']}",
    }


def _raised(parts: list[Part]) -> list[Part]:
    """Headings one level up: in Word the title has a style of its own."""
    return [Part(p.kind, p.text, p.level - (p.kind == "heading"), p.rows) for p in parts]


def _web(text: str, title: str, links: str) -> bytes:
    return page(
        text,
        title=title,
        menu=links,
        name="De Lindewaard",
        slogan="Samen voor een passende plek",
        kind="samenwerkingsverband passend onderwijs",
    ).encode()


def check() -> None:
    """Print per format how many expected quotes stand in a passage of the right document."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = KnowledgeSettings(home=Path(folder))
        report = sync([DOCUMENTS], settings=settings, now=datetime.now(UTC))
        for failure in report.failures:
            print(f"niet ingelezen: {failure.source}: {failure.reason}")
        documents = {document.id: document for document in KnowledgeBase(settings).documents()}
        for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            document = documents[asked["document"]]
            suffix = Path(document.source).suffix
            counts[f"{suffix} vragen"] += 1
            texts = [passage.text for passage in document.passages]
            if any(_spaced(asked["quote"]) in _spaced(text) for text in texts):
                counts[f"{suffix} citaten letterlijk in één passage"] += 1
            elif any(_row(asked["quote"], text) for text in texts):
                counts[f"{suffix} citaten als tabelrij met kolomnamen"] += 1
            else:
                print(f"niet gevonden: {asked['id']} in {document.source}")
    for name, count in sorted(counts.items()):
        print(f"{count:4} {name}")


def cases() -> list[Case]:
    """Its questions as cases for calibration: right when a cited passage holds the quote."""
    out = []
    with tempfile.TemporaryDirectory() as folder:
        settings = KnowledgeSettings(home=Path(folder))
        sync([DOCUMENTS], settings=settings, now=datetime.now(UTC))
        knowledge = KnowledgeBase(settings)
        for path in (QUESTIONS, DATA / "unanswerable.jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                asked = json.loads(line)
                tried = attempt(knowledge, asked["question"], audience=Audience.SCHOOL, today=TODAY)
                if tried is not None:
                    right = "quote" in asked and _cited(tried, knowledge, asked)
                    out.append(Case(tried.score, right, group=asked["id"]))
    return out


def _cited(tried: Attempt, knowledge: KnowledgeBase, asked: dict[str, Any]) -> bool:
    for citation in tried.answer.citations if tried.answer else ():
        passage = knowledge.passage(citation.passage_id)
        if passage is None or citation.document_id != asked["document"]:
            continue
        text, quote = _unbroken(passage[1].text), _unbroken(asked["quote"])
        # A quote that crosses the border of two passages counts for the one with its start.
        if quote in text or quote[:60] in text or _row(asked["quote"], passage[1].text):
            return True
    return False


def _unbroken(text: str) -> str:
    return _spaced(text.replace("- ", "")).casefold()


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _row(quote: str, text: str) -> bool:
    """Whether all cells of a quoted table row stand in one line, which names the columns too."""
    cells = [cell.strip() for cell in quote.strip("| ").split("|")]
    return len(cells) > 1 and any(all(c in line for c in cells) for line in text.split("\n"))


if __name__ == "__main__":
    check() if "--check" in sys.argv else build()
