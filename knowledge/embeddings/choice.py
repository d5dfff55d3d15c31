"""Which encoder and which reranker the settings ask for, each made once per process."""

from __future__ import annotations

import importlib.util
from functools import lru_cache

from knowledge.embeddings import files
from knowledge.embeddings.builtin import builtin_encoder
from knowledge.embeddings.encoder import Encoder, ModelError, Reranker
from knowledge.embeddings.prefixes import prefixes
from knowledge.embeddings.transformer import CrossEncoderReranker, TransformerEncoder
from knowledge.settings import KnowledgeSettings

BUILTIN, KIND = "builtin", "sentence-transformers:"
EMBEDDING, RERANKER = "WEGWIJS_EMBEDDING", "WEGWIJS_RERANKER"


def chosen(settings: KnowledgeSettings) -> Encoder:
    """The encoder that compares texts as a whole. Raises ModelError when it cannot be used."""
    if settings.embedding == BUILTIN:
        return builtin_encoder()
    name = settings.embedding.removeprefix(KIND)
    if name == settings.embedding or not name.strip():
        raise ModelError(
            f"{EMBEDDING} is '{settings.embedding}'. Het kan zijn: {BUILTIN}, of {KIND}NAAM of "
            f"{KIND}/pad/naar/model."
        )
    return _encoder(
        name,
        settings.embedding_question_prefix,
        settings.embedding_passage_prefix,
        settings.embedding_batch,
    )


def chosen_reranker(settings: KnowledgeSettings) -> Reranker | None:
    """The cross-encoder, when one is set. Raises ModelError when it cannot be used."""
    if not settings.reranker:
        return None
    return _reranker(settings.reranker, settings.embedding_batch)


def check_models(settings: KnowledgeSettings) -> list[tuple[str, str | None]]:
    """Whether what is set works, by doing it once: (what, what is wrong or None) of each model set
    beside the built-in one."""
    found: list[tuple[str, str | None]] = []
    if settings.embedding != BUILTIN:
        found.append(("taalmodel", _tried_encoder(settings)))
    if settings.reranker:
        found.append(("ordenen", _tried_reranker(settings)))
    return found


def _tried_encoder(settings: KnowledgeSettings) -> str | None:
    try:
        chosen(settings).embed_questions(["Wat is een samenwerkingsverband?"])
    except ModelError as error:
        return str(error)
    return None


def _tried_reranker(settings: KnowledgeSettings) -> str | None:
    try:
        reranker = chosen_reranker(settings)
        if reranker is not None:
            reranker.scores("Wie beslist?", ["De school beslist."])
    except ModelError as error:
        return str(error)
    return None


@lru_cache(maxsize=4)
def _encoder(name: str, question: str | None, passage: str | None, batch: int) -> Encoder:
    _need_package(EMBEDDING)
    folder = files.located(name, EMBEDDING)
    own = prefixes(folder, name, question=question, passage=passage)
    return TransformerEncoder(folder, own, batch=batch, setting=EMBEDDING)


@lru_cache(maxsize=4)
def _reranker(name: str, batch: int) -> Reranker:
    _need_package(RERANKER)
    return CrossEncoderReranker(files.located(name, RERANKER), batch=batch, setting=RERANKER)


def _need_package(setting: str) -> None:
    """Before anything is fetched: a large download that cannot be used helps nobody."""
    if importlib.util.find_spec("sentence_transformers") is None:
        raise ModelError(files.missing(setting))
