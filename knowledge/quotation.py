"""Which sentences of the found passages answer the question.

A sentence is scored with the same token vectors that found its passage: how well its pieces match
the question's, on its own. The best passage is quoted most, a short one whole; another passage only
adds a sentence that fits nearly as well as the best one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.documents import Found, Quotation, Sentence
from knowledge.embeddings import builtin_encoder
from knowledge.retriever.model import QuestionTokens, retriever, similarities
from knowledge.sentences import split

# A best passage this short (words) is quoted whole: its sentences lean on each other, and dropping
# one lost facts in a fifth of the development answers.
WHOLE = 120
# Of a longer one: sentences at least this close to its best sentence.
NEAR_IN_BEST = 0.5
# Of another passage: nearly as good as the best sentence of all, and itself probable.
NEAR_IN_OTHER = 0.45
PROBABLE = 0.1
SOURCES = 3


def quote(question: QuestionTokens, found: Sequence[Found], *, words: int = 120) -> Quotation:
    """At most about `words` words of sentences, best source first, in reading order within it."""
    if not found:
        return Quotation(())
    chosen: list[Sentence] = []
    top = 0.0
    for rank, item in enumerate(found[:SOURCES]):
        scored = score_sentences(question, item)
        best = max((s.score for s in scored), default=0.0)
        if rank == 0:
            top = best
            near = 0.0 if len(item.passage.text.split()) <= WHOLE else NEAR_IN_BEST * best
            chosen += [s for s in scored if s.score >= near]
        elif item.probability >= PROBABLE * found[0].probability:
            chosen += [s for s in scored if s.score >= NEAR_IN_OTHER * top]
    return Quotation(tuple(_without_lead_ins(_fit(_distinct(chosen), words))))


def score_sentences(question: QuestionTokens, found: Found) -> list[Sentence]:
    """Each sentence of a passage with its score (0..1), in reading order."""
    text = found.passage.text
    spans = split(text)
    if not spans:
        return []
    ((tokens, _),) = builtin_encoder().read([text])
    vectors = retriever().passage(tokens).vectors
    matched = similarities(question, vectors, np.arange(len(vectors), dtype=np.int64))
    # Pieces never cross a space, so a text's pieces are its sentences' pieces one after another,
    # between the begin and end marks.
    counts = [len(builtin_encoder().pieces(text[start:end])) - 2 for start, end in spans]
    edges = np.minimum(np.cumsum([1, *counts]), len(vectors))
    sentences = []
    for (start, end), first, last in zip(spans, edges[:-1], edges[1:], strict=True):
        part = matched[:, first:last]
        score = float(question.weights @ part.max(axis=1)) if part.shape[1] else 0.0
        sentences.append(Sentence(found, text[start:end], start, end, score))
    return sentences


def _fit(sentences: list[Sentence], words: int) -> list[Sentence]:
    """The best sentences that fit in `words`, at least one, in the order they came."""
    kept: set[int] = set()
    used = 0
    for i in sorted(range(len(sentences)), key=lambda i: -sentences[i].score):
        length = len(sentences[i].text.split())
        if kept and used + length > words:
            continue
        kept.add(i)
        used += length
    return [sentence for i, sentence in enumerate(sentences) if i in kept]


def _without_lead_ins(sentences: list[Sentence]) -> list[Sentence]:
    """Without 'You need:' when what is needed is not quoted; at least one sentence stays."""
    kept = []
    for i, sentence in enumerate(sentences):
        following = sentences[i + 1] if i + 1 < len(sentences) else None
        between = (
            sentence.found.passage.text[sentence.end : following.start].strip()
            if following is not None and following.found.passage.id == sentence.found.passage.id
            else "…"
        )
        if not sentence.text.endswith(":") or not between:
            kept.append(sentence)
    return kept or sentences


def _distinct(sentences: list[Sentence]) -> list[Sentence]:
    """Without sentences that say the same as an earlier one, word for word."""
    seen: set[str] = set()
    out = []
    for sentence in sentences:
        key = " ".join(sentence.text.lower().split())
        if key not in seen:
            seen.add(key)
            out.append(sentence)
    return out
