"""Texts to vectors. The only package that imports embedding models.

`builtin` comes inside its package and is always there: the trained retriever reads its token
features. Any sentence-transformers model can take its place where texts are compared as a whole
(`chosen`), and a cross-encoder can have a say in the order (`chosen_reranker`).
"""

from knowledge.embeddings.builtin import MAX_PIECES, BuiltinEncoder, builtin_encoder
from knowledge.embeddings.choice import check_models, chosen, chosen_reranker
from knowledge.embeddings.encoder import Encoder, Floats, Ints, ModelError, Reranker, Tokens

__all__ = [
    "MAX_PIECES",
    "BuiltinEncoder",
    "Encoder",
    "Floats",
    "Ints",
    "ModelError",
    "Reranker",
    "Tokens",
    "builtin_encoder",
    "check_models",
    "chosen",
    "chosen_reranker",
]
