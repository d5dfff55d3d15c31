"""A plain LangChain RAG to compare with: Chroma, the same encoder, recursive splitter, top four."""

from __future__ import annotations

from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge.documents import Document
from knowledge.embeddings import builtin_encoder

TOP = 4


class _Encoder(Embeddings):
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return builtin_encoder().embed_passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return builtin_encoder().embed_questions([text])[0].tolist()


class PlainRag:
    """What a tutorial builds: split at 500 characters, embed, take the nearest four."""

    def __init__(self, documents: list[Document], folder: Path) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
        texts, owners = [], []
        for document in documents:
            whole = "\n\n".join(passage.text for passage in document.passages)
            for piece in splitter.split_text(whole):
                texts.append(piece)
                owners.append({"document": document.id})
        self._store = Chroma("plain", _Encoder(), persist_directory=str(folder))
        for start in range(0, len(texts), 2_000):
            self._store.add_texts(texts[start : start + 2_000], owners[start : start + 2_000])
        self.passages = len(texts)

    def search(self, question: str) -> list[tuple[str, str]]:
        """(document id, text) of the nearest four, nearest first."""
        found = self._store.similarity_search(question, k=TOP)
        return [(str(item.metadata["document"]), item.page_content) for item in found]
