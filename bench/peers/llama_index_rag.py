"""LlamaIndex: VectorStoreIndex as it comes, and QueryFusionRetriever over BM25 and vectors.

https://developers.llamaindex.ai/python/framework/getting_started/starter_example (splitter of 1,024
tokens, two pieces), .../integrations/retrievers/reciprocal_rerank_fusion (mode reciprocal_rerank;
one query, since more need a language model), SimilarityPostprocessor with cutoff 0.7 as in
.../module_guides/querying/node_postprocessors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llama_index.core import Document, MockEmbedding, Settings, VectorStoreIndex
from llama_index.core.llms import MockLLM

from bench.peers.peer import FOUND, Hit, Source
from knowledge.embeddings import builtin_encoder


class _Encoder(MockEmbedding):
    """The base class wants these four; `MockEmbedding` is the one that brings no model along."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return builtin_encoder().embed_passages([text])[0].tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return builtin_encoder().embed_questions([query])[0].tolist()

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embedding(text)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class Default:
    shown, threshold = 2, 0.7

    def ingest(self, sources: list[Source], folder: Path) -> None:
        Settings.llm = MockLLM()
        Settings.embed_model = _Encoder(embed_dim=512)
        documents = [Document(text=s.text, metadata={"document": s.id}) for s in sources]
        for document in documents:  # our ids are no part of the text
            document.excluded_embed_metadata_keys = ["document"]
        self._index = VectorStoreIndex.from_documents(documents)
        self._retriever: Any = self._index.as_retriever(similarity_top_k=FOUND)

    def search(self, question: str) -> list[Hit]:
        found = self._retriever.retrieve(question)[:FOUND]
        return [
            Hit(n.node.metadata["document"], n.node.get_content(), float(n.score or 0.0))
            for n in found
        ]


class Hybrid(Default):
    threshold = None

    def ingest(self, sources: list[Source], folder: Path) -> None:
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever
        from Stemmer import Stemmer

        super().ingest(sources, folder)
        words = BM25Retriever.from_defaults(
            docstore=self._index.docstore,
            similarity_top_k=FOUND,
            stemmer=Stemmer("dutch"),
            language="dutch",
        )
        self._retriever = QueryFusionRetriever(
            [self._index.as_retriever(similarity_top_k=FOUND), words],
            similarity_top_k=FOUND,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
        )
