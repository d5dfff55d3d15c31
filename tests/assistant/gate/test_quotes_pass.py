"""No quoted answer is lost: what stands in a passage word for word passes, in any document."""

from __future__ import annotations

from assistant.gate import Evidence, refuse
from assistant.gate.steering import steers
from knowledge.base import KnowledgeBase
from knowledge.sentences import split
from training.dataset import load


def test_every_sentence_of_the_example_documents_passes(example_knowledge: KnowledgeBase) -> None:
    judged = 0
    for document in example_knowledge.documents():
        for passage in document.passages:
            for start, end in split(passage.text):
                sentence = passage.text[start:end]
                assert refuse(sentence, [1], [Evidence(1, passage.text)]) is None, sentence
                judged += 1
    assert judged > 1_000


def test_no_policy_text_is_taken_for_an_instruction_to_a_machine() -> None:
    lines = load()
    taken = [line.id for line in lines if steers(line.passage)]
    assert len(lines) > 3_000
    assert taken == []
