"""The plain LangChain RAG behind FastAPI, to put the same load on: no database, no steps, no limits.

python -m bench.plain_server HOME PORT
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from bench.plain_rag import PlainRag
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings


class Asked(BaseModel):
    """A question."""

    text: str


def create(rag: PlainRag) -> FastAPI:
    """One route: the nearest four pieces as a stream."""
    app = FastAPI()

    @app.post("/ask")
    async def ask(body: Asked) -> EventSourceResponse:
        return EventSourceResponse(_events(rag, body.text))

    return app


async def _events(rag: PlainRag, text: str) -> AsyncIterator[ServerSentEvent]:
    for _, piece in await asyncio.to_thread(rag.search, text):
        yield ServerSentEvent(json.dumps({"text": piece}, ensure_ascii=False), event="text")
    yield ServerSentEvent("{}", event="answer")


def main() -> None:
    """Index the documents of a home and serve."""
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    knowledge = KnowledgeBase(KnowledgeSettings(home=home, chroma_url=None))
    with tempfile.TemporaryDirectory() as folder:
        app = create(PlainRag(knowledge.documents(), Path(folder)))
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
