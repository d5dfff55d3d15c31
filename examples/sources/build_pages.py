"""Web pages of the example, as a content system exports them, from the Markdown in paginas/.

Run: python examples/sources/build_pages.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.sources.typeset_html import menu, page

SOURCES = Path(__file__).resolve().parent / "paginas"
TARGET = SOURCES.parents[1] / "passenderwijs" / "paginas"


def build(target: Path = TARGET) -> None:
    """Write a page and its sidecar for each Markdown file."""
    target.mkdir(parents=True, exist_ok=True)
    sources = {}
    for path in sorted(SOURCES.glob("*.md")):
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        sources[path.stem] = (yaml.safe_load(front), text)
    links = menu({stem: said["title"] for stem, (said, _) in sources.items()})
    for stem, (said, text) in sources.items():
        made = page(
            text,
            title=said["title"],
            menu=links,
            name="Passenderwijs",
            slogan="Voor elk kind een passend aanbod",
            kind="samenwerkingsverband passend onderwijs primair onderwijs",
        )
        (target / f"{stem}.html").write_text(made, encoding="utf-8")
        sidecar = {
            "id": f"pagina-{stem}",
            "title": said["title"],
            "kind": "web",
            "audience": said.get("audience", "everyone"),
            "language": "nl",
            "valid_from": said.get("valid_from", "2026-08-01"),
            "owner": said["owner"],
            "example": True,
        }
        sidecar.update({k: str(said[k]) for k in ("url", "valid_until") if k in said})
        (target / f"{stem}.html.meta.yaml").write_text(
            yaml.safe_dump(sidecar, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )


if __name__ == "__main__":
    build()
