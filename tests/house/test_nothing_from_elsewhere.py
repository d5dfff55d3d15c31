"""Nothing that a visitor's browser or the program itself loads comes from another site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# Where pages, styles and programs would be fetched from: attributes and calls that load.
_LOADS = re.compile(
    r"""(?:src|srcset|data|poster|action)\s*=\s*["'](?:https?:)?//"""
    r"""|<link[^>]+href\s*=\s*["'](?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//"""
    r"""|(?:fetch|import|importScripts|EventSource|WebSocket)\(\s*["'`](?:https?:|wss?:)?//""",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"huggingface\.co|hf\.co/|tfhub\.dev|kaggle\.com/models|googleapis\.com|gstatic\.com|jsdelivr|unpkg\.com|"
    r"cdnjs|cloudflare\.com|google-analytics|googletagmanager|bootstrapcdn|fontawesome",
    re.IGNORECASE,
)
PACKAGES = ("knowledge", "ingest", "assistant", "bots")
_SHOWN = {".html", ".css", ".js", ".svg"}


def _files(root: Path, suffixes: set[str]) -> list[Path]:
    return [p for name in PACKAGES for p in (root / name).rglob("*") if p.suffix in suffixes]


def test_no_page_style_or_script_loads_anything_from_another_site(root: Path) -> None:
    files = _files(root, _SHOWN)
    assert any(path.suffix == ".html" for path in files)
    assert any(path.suffix == ".js" for path in files)
    loading = {
        str(path.relative_to(root)): match.group(0)
        for path in files
        if (match := _LOADS.search(path.read_text(encoding="utf-8")))
    }
    assert loading == {}


def test_no_code_names_a_model_hub_or_a_content_network(root: Path) -> None:
    naming = {
        str(path.relative_to(root)): match.group(0)
        for path in _files(root, {*_SHOWN, ".py", ".yaml"})
        if (match := _ELSEWHERE.search(path.read_text(encoding="utf-8")))
    }
    assert naming == {}


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "<link rel='stylesheet' href='//fonts.example/a.css'>",
        "body { background: url(https://x.example/a.png) }",
        'fetch("https://api.example/")',
    ],
)
def test_the_search_for_loads_finds_each_form_of_loading(text: str) -> None:
    assert _LOADS.search(text)


def test_a_link_that_a_reader_follows_is_no_load() -> None:
    assert not _LOADS.search('<a href="https://www.example.nl">')
    assert not _LOADS.search('<svg xmlns="http://www.w3.org/2000/svg">')
