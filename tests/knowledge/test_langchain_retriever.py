"""The knowledge base inside LangChain."""

from __future__ import annotations

from datetime import date

from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.langchain_retriever import WegwijsRetriever

QUESTION = "Wie vraagt leerlingenvervoer aan?"


def test_documents_carry_what_a_source_line_needs(
    example_knowledge: KnowledgeBase, today: date
) -> None:
    documents = WegwijsRetriever(knowledge=example_knowledge, day=today, limit=5).invoke(QUESTION)
    assert len(documents) == 5
    assert set(documents[0].metadata) == {
        "title",
        "heading",
        "page",
        "url",
        "valid_until",
        "probability",
    }
    probabilities = [document.metadata["probability"] for document in documents]
    assert probabilities == sorted(probabilities, reverse=True)
    assert any("gemeente" in document.page_content for document in documents)
    passage = example_knowledge.passage(documents[0].id or "")
    assert passage is not None and passage[1].text == documents[0].page_content


async def test_a_chain_awaits_it(example_knowledge: KnowledgeBase, today: date) -> None:
    def prompt(values: dict[str, object]) -> str:
        documents = values["sources"]
        assert isinstance(documents, list)
        lines = [f"[{n}] {d.page_content}" for n, d in enumerate(documents, 1)]
        return f"{values['question']}\n" + "\n".join(lines)

    chain = {
        "sources": WegwijsRetriever(knowledge=example_knowledge, day=today, limit=2),
        "question": RunnablePassthrough(),
    } | RunnableLambda(prompt)
    text = await chain.ainvoke(QUESTION)
    assert text == chain.invoke(QUESTION)
    assert text.startswith(QUESTION) and "[2]" in text and "[3]" not in text


def test_batch_gives_what_single_calls_give(example_knowledge: KnowledgeBase, today: date) -> None:
    retriever = WegwijsRetriever(knowledge=example_knowledge, day=today)
    questions = [QUESTION, "Wat is een TLV?"]

    def ids(documents: list[Document]) -> list[str | None]:
        return [document.id for document in documents]

    batch = retriever.batch(questions)
    assert [ids(d) for d in batch] == [ids(retriever.invoke(q)) for q in questions]


def test_an_expired_plan_is_not_retrieved(example_knowledge: KnowledgeBase) -> None:
    after = WegwijsRetriever(
        knowledge=example_knowledge, day=date(2029, 1, 1), audience=Audience.STAFF, limit=50
    ).invoke("ondersteuningsplan 2024-2028 doelen")
    assert after
    assert all(
        document.metadata["valid_until"] is None or document.metadata["valid_until"] >= "2029-01-01"
        for document in after
    )
