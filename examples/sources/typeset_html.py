"""A source as web page, as a content system exports it: menu, cookie notice, breadcrumbs, footer."""

from __future__ import annotations

from html import escape

from markdown_it import MarkdownIt

from ingest.metadata import slug

PAGE = """<!DOCTYPE html>
<html lang="nl">
<head>
  <meta charset="utf-8">
  <title>{title} - {name}</title>
  <link rel="stylesheet" href="/stijl.css">
</head>
<body>
  <div id="cookie-melding" class="cookie-banner" role="dialog"><p>Wij gebruiken alleen functionele cookies.</p>
    <button>Akkoord</button></div>
  <header><a href="/">{name}</a><p>{slogan}</p></header>
  <nav aria-label="Hoofdmenu"><ul>{menu}</ul></nav>
  <ol class="kruimelpad breadcrumb"><li><a href="/">Home</a></li><li>{title}</li></ol>
  <main>
    <article>
{body}
    </article>
  </main>
  <footer><p>{name}, {kind}</p>
    <p><a href="/privacy">Privacy</a> <a href="/toegankelijkheid">Toegankelijkheid</a></p></footer>
</body>
</html>
"""


def menu(titles: dict[str, str]) -> str:
    """The main menu: titles by the address of their page."""
    return "".join(
        f'<li><a href="/{stem}">{escape(title)}</a></li>' for stem, title in titles.items()
    )


def page(text: str, *, title: str, menu: str, name: str, slogan: str, kind: str) -> str:
    """Markdown as a page whose headings have anchors; name, slogan and kind are the organisation's."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(tokens[number + 1].content))
    body = parser.renderer.render(tokens, parser.options, {})
    return PAGE.format(
        title=escape(title), menu=menu, body=body, name=name, slogan=slogan, kind=kind
    )
