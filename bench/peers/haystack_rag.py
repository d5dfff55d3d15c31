"""Haystack: the first tutorial's RAG, and hybrid retrieval joined by reciprocal ranks.

https://docs.haystack.deepset.ai/docs/documentsplitter (200 words), .../docs/inmemoryembeddingretriever
(ten pieces), .../docs/documentjoiner (reciprocal_rank_fusion over BM25 and vectors). The tutorial's
ranker behind them needs a model that cannot be had here.
"""

from __future__ import annotations

from pathlib import Path

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from bench.peers.peer import FOUND, Hit, Source
from knowledge.embeddings import builtin_encoder


class Default:
    shown, threshold = 10, None

    def ingest(self, sources: list[Source], folder: Path) -> None:
        documents = [Document(content=s.text, meta={"document": s.id}) for s in sources]
        pieces = DocumentSplitter().run(documents=documents)["documents"]
        vectors = builtin_encoder().embed_passages([p.content or "" for p in pieces])
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(
            [
                Document(content=p.content, meta=p.meta, embedding=vector.tolist())
                for p, vector in zip(pieces, vectors, strict=True)
            ]
        )
        self._vectors = InMemoryEmbeddingRetriever(store, top_k=self.shown)
        self._words = InMemoryBM25Retriever(store, top_k=self.shown)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=self.shown)

    def search(self, question: str) -> list[Hit]:
        return _hits(self._by_vectors(question))

    def _by_vectors(self, question: str) -> list[Document]:
        vector = builtin_encoder().embed_questions([question])[0].tolist()
        found: list[Document] = self._vectors.run(query_embedding=vector)["documents"]
        return found


class Hybrid(Default):
    def search(self, question: str) -> list[Hit]:
        words = self._words.run(query=question)["documents"]
        joined = self._joiner.run(documents=[words, self._by_vectors(question)])
        return _hits(joined["documents"])


def _hits(documents: list[Document]) -> list[Hit]:
    return [
        Hit(d.meta["document"], d.content or "", float(d.score or 0.0))
        for d in documents[: max(FOUND, Default.shown)]
    ]
