"""LangChain: the tutorial's RAG, and its EnsembleRetriever over BM25 and vectors.

https://docs.langchain.com/oss/python/langchain/rag (1,000 characters, 200 overlap, four pieces),
https://docs.langchain.com/oss/python/integrations/retrievers (BM25Retriever, EnsembleRetriever with
equal weights), score_threshold 0.5 as in the retriever's how-to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bench.peers.peer import FOUND, Hit, Source
from knowledge.embeddings import builtin_encoder


class _Encoder(Embeddings):
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return builtin_encoder().embed_passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return builtin_encoder().embed_questions([text])[0].tolist()


class Default:
    shown, threshold = 4, 0.5

    def ingest(self, sources: list[Source], folder: Path) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self._pieces = splitter.create_documents(
            [s.text for s in sources], [{"document": s.id} for s in sources]
        )
        self._store = Chroma(
            "plain",
            _Encoder(),
            persist_directory=str(folder),
            collection_metadata={"hnsw:space": "cosine"},
        )
        for start in range(0, len(self._pieces), 2_000):
            self._store.add_documents(self._pieces[start : start + 2_000])

    def search(self, question: str) -> list[Hit]:
        found = self._store.similarity_search_with_relevance_scores(question, k=FOUND)
        return [Hit(p.metadata["document"], p.page_content, float(score)) for p, score in found]


class Hybrid(Default):
    threshold = None

    def ingest(self, sources: list[Source], folder: Path) -> None:
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever

        super().ingest(sources, folder)
        words = BM25Retriever.from_documents(self._pieces, k=FOUND)
        vectors = self._store.as_retriever(search_kwargs={"k": FOUND})
        self._both: Any = EnsembleRetriever(retrievers=[words, vectors], weights=[0.5, 0.5])

    def search(self, question: str) -> list[Hit]:
        found = self._both.invoke(question)[:FOUND]
        return [Hit(p.metadata["document"], p.page_content, 0.0) for p in found]
