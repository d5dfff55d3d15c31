"""From a question to judged passages: words and meaning bring candidates, the retriever re-scores
them exactly, the judgement ranks them and says how probable each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge import forms
from knowledge.adaptation import Adaptation
from knowledge.documents import Document, Found, Kind, Passage
from knowledge.dutch import lemma, parts, terms
from knowledge.embeddings import Encoder, Floats, Reranker, Tokens, builtin_encoder
from knowledge.glossary import Glossary, GlossaryEntry
from knowledge.index import GRAINS, heading_text, read_documents, read_manifest, read_tokens
from knowledge.judgement import MEASURED, Judgement
from knowledge.lexical import PART, WordIndex
from knowledge.reranking import reranked
from knowledge.retriever.model import Bytes, QuestionTokens, retriever, similarities
from knowledge.spelling import Spelling
from knowledge.vectors import Vectors
from knowledge.wordfields import wordfields

# Below this many passages every passage is scored exactly; above it, only candidates. Scoring 600
# passages of 150 pieces takes about 15 ms on one core.
ALL_PASSAGES = 400
# Candidates brought by each way of searching (recall at 5,000 passages: docs/measurements.md).
BY_WORDS, BY_SECTION, BY_DOCUMENT, BY_MEANING = 60, 20, 8, 60
# A piece of the question whose best match (squared cosine) stays below this is matched by nothing.
UNMATCHED = 0.25


@dataclass(frozen=True, slots=True)
class Question:
    """A question worked out for searching, once for all ways of searching.

    `vector` is the built-in encoder's, `meaning` that of the encoder the passages are compared with
    as a whole: the same one, unless another was set.
    """

    text: str
    tokens: Tokens
    vector: Floats
    meaning: Floats
    pieces: QuestionTokens
    typed: Mapping[str, float]
    words: Mapping[str, float]
    wide: Mapping[str, float]
    fields: Sequence[Mapping[str, float]]
    foreign: bool


class Searcher:
    """One published generation, opened for reading."""

    def __init__(
        self,
        generation: Path,
        vectors: Vectors,
        common: Iterable[GlossaryEntry] = (),
        *,
        encoder: Encoder | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.documents: dict[str, Document] = {}
        self.passages: list[Passage] = []
        self._section_of: list[int] = []
        self._document_of: list[int] = []
        sections: dict[tuple[str, int], int] = {}
        for number, document in enumerate(read_documents(generation)):
            self.documents[document.id] = document
            for passage in document.passages:
                key = (document.id, passage.section)
                self._section_of.append(sections.setdefault(key, len(sections)))
                self._document_of.append(number)
                self.passages.append(passage)
        self._number = {passage.id: i for i, passage in enumerate(self.passages)}
        self._words = {grain: WordIndex.load(generation / f"words-{grain}.npz") for grain in GRAINS}
        self._tokens, self._offsets = read_tokens(generation)
        self._pooled = np.load(generation / "vectors.npy", mmap_mode="r")
        self._gists = np.load(generation / "gists.npy", mmap_mode="r")
        self._vectors = vectors
        self._encoder = encoder or builtin_encoder()
        self._reranker = reranker
        self._scale = read_manifest(generation).meaning
        # What this knowledge base learned of how people ask (knowledge/learning.py).
        self.adaptation: Adaptation | None = None
        self.own_entries = tuple(
            entry
            for d in self.documents.values()
            if isinstance(d.payload, tuple)
            for entry in d.payload
        )
        self._glossary = Glossary((*self.own_entries, *common))
        self._spelling = Spelling(self._words["passage"].vocabulary)
        self._headings: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}
        self._section = np.asarray(self._section_of, dtype=np.int64)
        self._document = np.asarray(self._document_of, dtype=np.int64)
        self._document_gists = _means(self._gists, self._document, len(self.documents))

    def read(self, text: str, language: str = "nl") -> Question:
        """Tokens, vectors and weighted words of a question."""
        ((tokens, vector),) = builtin_encoder().read([text])
        if self._encoder is builtin_encoder():
            meaning = vector
        else:
            (meaning,) = self._encoder.embed_questions([text])
        typed = dict.fromkeys(terms(text), 1.0)
        weighted = dict(typed)
        for term in typed:
            for part in parts(term):
                weighted.setdefault(part, PART)
        explained = self._glossary.expansions(text)
        for more in (self._spelling.corrections(text), explained):
            for term, weight in more.items():
                weighted.setdefault(term, weight)
        fields = wordfields().touched(text, language)
        wide = dict(weighted)
        for added in fields:
            for term, weight in added.items():
                # The best reason to look for a word counts.
                wide[term] = max(wide.get(term, 0.0), weight)
        if explained:
            fields = [*fields, explained]
        return Question(
            text=text,
            tokens=tokens,
            vector=vector,
            meaning=meaning,
            pieces=self._adapted(tokens),
            typed=typed,
            words=weighted,
            wide=wide,
            fields=fields,
            foreign=language != "nl",
        )

    def _adapted(self, tokens: Tokens) -> QuestionTokens:
        asked = retriever().question(tokens)
        return self.adaptation.question(tokens.ids, asked) if self.adaptation else asked

    def knows(self, word: str) -> bool:
        """Whether a word, as its lemma, stands in any passage."""
        return lemma(word) in self._words["passage"].vocabulary

    def candidates(self, question: Question, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Numbers of the passages worth scoring exactly, of those allowed."""
        if len(self.passages) <= ALL_PASSAGES:
            return np.flatnonzero(allowed)
        chosen: set[int] = set()
        by_passage = self._words["passage"].scores(question.wide) * allowed
        chosen.update(_best(by_passage, BY_WORDS))
        for grain, owner, count in (
            ("section", self._section, BY_SECTION),
            ("document", self._document, BY_DOCUMENT),
        ):
            scores = self._words[grain].scores(question.wide)
            for number in _best(scores, count):
                members = np.flatnonzero(owner == number)
                order = np.argsort(-by_passage[members], kind="stable")[:6]
                chosen.update(int(member) for member in members[order])
        chosen.update(_best(self._gists @ question.pieces.gist * allowed, BY_MEANING))
        for passage, _ in self._vectors.nearest(question.meaning, 2 * BY_MEANING):
            chosen.add(self._number[passage])
        return np.asarray(sorted(n for n in chosen if allowed[n]), dtype=np.int64)

    def measure(self, question: Question, numbers: NDArray[np.int64]) -> Floats:
        """What the judgement is made on, of each candidate: [candidates, MEASURED]."""
        interaction, lowest, unmatched = self._interaction(question.pieces, numbers)
        met, lacking = self._forms(question, numbers)
        meaning = self._meaning(question, numbers)
        gist = np.asarray(self._gists[numbers] @ question.pieces.gist, dtype=np.float32)
        passage = self._share("passage", question.words)[numbers]
        section = self._share("section", question.words)[self._section[numbers]]
        document = self._share("document", question.words)[self._document[numbers]]
        covered, heading = self._covered(question, numbers)
        kinds = [self.documents[self.passages[n].document_id].kind for n in numbers]
        columns = {
            "interaction": interaction,
            "interaction_lowest": lowest,
            "unmatched": unmatched,
            "gist": gist,
            "gist_document": self._document_gists[self._document[numbers]] @ question.pieces.gist,
            "meaning": meaning,
            "words": passage,
            "words_section": section,
            "words_document": document,
            "wide": self._share("passage", question.wide)[numbers],
            "wide_section": self._share("section", question.wide)[self._section[numbers]],
            "covered": covered,
            "heading": heading,
            "fields": self._fields(question, numbers),
            "form_met": met,
            "form_lacking": lacking,
            "service": _is(kinds, Kind.SERVICE),
            "glossary": _is(kinds, Kind.GLOSSARY),
            "approved": _is(kinds, Kind.APPROVED),
        }
        return np.stack([columns[name] for name in MEASURED], axis=1).astype(np.float32)

    def _share(self, grain: str, words: Mapping[str, float]) -> Floats:
        """BM25 of every unit of a grain as a share of the highest possible score."""
        index = self._words[grain]
        return np.asarray(index.scores(words) / np.float32(max(index.ceiling(words), 1e-6)))

    def _interaction(
        self, pieces: QuestionTokens, numbers: NDArray[np.int64]
    ) -> tuple[Floats, Floats, Floats]:
        """Late interaction of each candidate; its worst of the three weightiest pieces; and the
        share of the question's weight that matches nothing (below UNMATCHED)."""
        lengths = self._offsets[numbers + 1] - self._offsets[numbers]
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64)
        rows = np.concatenate([np.arange(self._offsets[n], self._offsets[n + 1]) for n in numbers])
        matched = similarities(pieces, self._tokens[rows], starts)
        heaviest = np.argsort(-pieces.weights)[:3]
        unmatched = pieces.weights @ (matched < UNMATCHED).astype(np.float32)
        return pieces.weights @ matched, matched[heaviest].min(axis=0), unmatched

    def pieces_of(self, numbers: NDArray[np.int64]) -> tuple[Bytes, NDArray[np.int64]]:
        """The stored pieces of some passages one after another, and where each begins."""
        lengths = self._offsets[numbers + 1] - self._offsets[numbers]
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64)
        rows = [self._tokens[self._offsets[n] : self._offsets[n + 1]] for n in numbers]
        return np.concatenate(rows), starts

    def _forms(self, question: Question, numbers: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """How many of the forms asked for (a time, money, …) the passage holds, and lacks."""
        wanted = forms.asked(question.text)
        met = np.asarray(
            [len(wanted & forms.given(self.passages[n].text)) for n in numbers], dtype=np.float32
        )
        return met, np.float32(len(wanted)) - met

    def _meaning(self, question: Question, numbers: NDArray[np.int64]) -> Floats:
        cosines = np.asarray(self._pooled[numbers] @ question.meaning, dtype=np.float32)
        return self._scale(cosines)

    def _covered(self, question: Question, numbers: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Share of the question's rarity that stands in the passage, and in its headings."""
        index = self._words["passage"]
        rarity = {term: index.idf(term) for term in question.typed}
        total = max(sum(rarity.values()), 1e-6)
        covered = np.zeros(len(self.passages), dtype=np.float32)
        for term, weight in rarity.items():
            covered[index.units(term)] += weight
        heading = np.zeros(len(numbers), dtype=np.float32)
        for i, number in enumerate(numbers):
            passage = self.passages[number]
            above = set(self._heading_terms(passage))
            heading[i] = sum(weight for term, weight in rarity.items() if term in above)
        return covered[numbers] / total, heading / np.float32(total)

    def _fields(self, question: Question, numbers: NDArray[np.int64]) -> Floats:
        """Share of what is asked about that the passage names in any words, rare ones weigh more.

        What is asked about: each word typed in Dutch, and each word field the question touches.
        """
        index = self._words["passage"]
        asked: list[Mapping[str, float]] = [*question.fields]
        if not question.foreign:
            asked += [{term: 1.0} for term in question.typed]
        total = 1e-6
        named = np.zeros(len(self.passages), dtype=np.float32)
        for alternatives in asked:
            rarity = float(np.mean([index.idf(term) for term in alternatives]))
            best = np.zeros(len(self.passages), dtype=np.float32)
            for term in alternatives:
                best[index.units(term)] = 1.0
            named += rarity * best
            total += rarity
        return np.asarray(named[numbers] / np.float32(total), dtype=np.float32)

    def _heading_terms(self, passage: Passage) -> frozenset[str]:
        key = (passage.document_id, passage.heading)
        if key not in self._headings:
            text = heading_text(self.documents[passage.document_id], passage)
            self._headings[key] = frozenset(terms(text))
        return self._headings[key]

    def _readable(self, numbers: NDArray[np.int64]) -> list[str]:
        """Passages as a reader sees them, headings first."""
        passages = [self.passages[n] for n in numbers]
        return [f"{heading_text(self.documents[p.document_id], p)}\n{p.text}" for p in passages]

    def search(
        self, question: Question, allowed: NDArray[np.bool_], judgement: Judgement, limit: int
    ) -> list[Found]:
        """Passages best first; the first one's probability is that of the question being answered."""
        numbers = self.candidates(question, allowed)
        if not len(numbers):
            return []
        measured = self.measure(question, numbers)
        logits = judgement.logits(measured, foreign=question.foreign)
        if self._reranker is not None:
            logits = reranked(self._reranker, question.text, logits, self._readable(numbers))
        score = judgement.answer.score(logits, measured, foreign=question.foreign)
        answerable = judgement.calibration.probability(score)
        said = {"decision": score.decision, "share": score.share}
        order = np.argsort(-logits, kind="stable")[:limit]
        return [
            Found(
                passage=self.passages[numbers[i]],
                document=self.documents[self.passages[numbers[i]].document_id],
                probability=answerable * float(np.exp(logits[i] - logits[order[0]])),
                features=dict(zip(MEASURED, map(float, measured[i]), strict=True)) | said,
            )
            for i in order
        ]


def _means(rows: Floats, owner: NDArray[np.int64], count: int) -> Floats:
    """Unit mean of the rows of each owner: [count, dimension]; zeros for one without rows."""
    sums = np.zeros((count, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, owner, rows)
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(norms, 1e-9), dtype=np.float32)


def _best(scores: Floats, count: int) -> Iterable[int]:
    positive = np.flatnonzero(scores > 0)
    if len(positive) > count:
        positive = positive[np.argpartition(-scores[positive], count)[:count]]
    return (int(n) for n in positive)


def _is(kinds: list[Kind], kind: Kind) -> Floats:
    return np.asarray([float(k is kind) for k in kinds], dtype=np.float32)
