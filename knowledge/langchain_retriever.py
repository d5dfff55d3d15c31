"""The knowledge base as a LangChain retriever, for whoever builds chains of their own."""

from __future__ import annotations

from datetime import date

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Found


class WegwijsRetriever(BaseRetriever):
    """Passages that `audience` may see and that are in force on `day`, best first.

    The page content is the passage as it stands in its source. Metadata: `title`, `heading` (the
    path, outermost first), `page`, `url`, `valid_until` (ISO date) and `probability` (0..1) that
    the passage answers the question. In a chain `await retriever.ainvoke(…)` runs in a thread.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    knowledge: KnowledgeBase
    audience: Audience = Audience.EVERYONE
    day: date | None = Field(None, description="The day asked about; today when empty.")
    language: str = "nl"
    limit: int = Field(4, ge=1)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        found = self.knowledge.search(
            query,
            audience=self.audience,
            on=self.day or date.today(),
            language=self.language,
            limit=self.limit,
        )
        return [_document(item) for item in found]


def _document(found: Found) -> LangChainDocument:
    passage, document = found.passage, found.document
    return LangChainDocument(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "title": document.title,
            "heading": " > ".join(passage.heading),
            "page": passage.page,
            "url": document.url,
            "valid_until": document.valid_until.isoformat() if document.valid_until else None,
            "probability": found.probability,
        },
    )
