"""txtai: an Embeddings index of paragraphs, and the same with hybrid=True.

https://neuml.github.io/txtai/embeddings/configuration/vectors/ (method external: our encoder),
.../embeddings/configuration/general/ (hybrid), paragraphs as in the RAG notebooks
(Textractor(paragraphs=True)), three pieces as `search` gives by default.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from txtai import Embeddings

from bench.peers.peer import FOUND, Hit, Source
from knowledge.embeddings import Floats, builtin_encoder


def _transform(texts: list[str]) -> Floats:
    return builtin_encoder().embed_passages([str(text) for text in texts])


class Default:
    shown, threshold = 3, None
    hybrid = False

    def ingest(self, sources: list[Source], folder: Path) -> None:
        self._pieces = [
            (s.id, paragraph)
            for s in sources
            for paragraph in s.text.split("\n\n")
            if paragraph.strip()
        ]
        settings: dict[str, Any] = {"method": "external", "transform": _transform, "content": True}
        if self.hybrid:
            settings["hybrid"] = True
        self._index = Embeddings(settings)
        self._index.index((n, text, None) for n, (_, text) in enumerate(self._pieces))

    def search(self, question: str) -> list[Hit]:
        found = self._index.search(question, FOUND)
        return [Hit(*self._pieces[int(row["id"])], float(row["score"])) for row in found]


class Hybrid(Default):
    hybrid = True
