"""Web pages of the example, as a content system exports them, from the Markdown in paginas/.

Run: python examples/sources/build_pages.py
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from ingest.metadata import slug

SOURCES = Path(__file__).parent / "paginas"
TARGET = Path(__file__).parents[1] / "passenderwijs" / "paginas"

PAGE = """<!DOCTYPE html>
<html lang="nl">
<head>
  <meta charset="utf-8">
  <title>{title} - Passenderwijs</title>
  <link rel="stylesheet" href="/stijl.css">
</head>
<body>
  <div id="cookie-melding" class="cookie-banner" role="dialog"><p>Wij gebruiken alleen functionele cookies.</p>
    <button>Akkoord</button></div>
  <header><a href="/">Passenderwijs</a><p>Voor elk kind een passend aanbod</p></header>
  <nav aria-label="Hoofdmenu"><ul>{menu}</ul></nav>
  <ol class="kruimelpad breadcrumb"><li><a href="/">Home</a></li><li>{title}</li></ol>
  <main>
    <article>
{body}
    </article>
  </main>
  <footer><p>Passenderwijs, samenwerkingsverband passend onderwijs primair onderwijs</p>
    <p><a href="/privacy">Privacy</a> <a href="/toegankelijkheid">Toegankelijkheid</a></p></footer>
</body>
</html>
"""


def main() -> None:
    """Write a page and its sidecar for each Markdown file."""
    TARGET.mkdir(parents=True, exist_ok=True)
    parser = MarkdownIt("commonmark").enable("table")
    files = sorted(SOURCES.glob("*.md"))
    titles = {}
    for path in files:
        _, front, _ = path.read_text(encoding="utf-8").split("---\n", 2)
        titles[path.stem] = yaml.safe_load(front)["title"]
    menu = "".join(
        f'<li><a href="/{stem}">{escape(title)}</a></li>' for stem, title in titles.items()
    )
    for path in files:
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        said = yaml.safe_load(front)
        tokens = parser.parse(text)
        for number, token in enumerate(tokens):
            if token.type == "heading_open":
                token.attrSet("id", slug(tokens[number + 1].content))
        body = parser.renderer.render(tokens, parser.options, {})
        page = PAGE.format(title=escape(said["title"]), menu=menu, body=body)
        (TARGET / f"{path.stem}.html").write_text(page, encoding="utf-8")
        sidecar = {
            "id": f"pagina-{path.stem}",
            "title": said["title"],
            "kind": "web",
            "audience": said.get("audience", "everyone"),
            "language": "nl",
            "valid_from": said.get("valid_from", "2026-08-01"),
            "owner": said["owner"],
            "example": True,
        }
        sidecar.update({k: str(said[k]) for k in ("url", "valid_until") if k in said})
        (TARGET / f"{path.stem}.html.meta.yaml").write_text(
            yaml.safe_dump(sidecar, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
