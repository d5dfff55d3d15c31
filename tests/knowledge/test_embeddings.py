"""The pinned encoder still makes the vectors that it made when it was taken on."""

from __future__ import annotations

import numpy as np
from make_vectors import FILE, TEXTS

from knowledge.embeddings import MAX_PIECES, builtin_encoder

# Stored as float16: eleven bits of a number below 1 are good to 0.0005; another processor's
# arithmetic adds about as much.
TOLERANCE = 2e-3


def test_vectors_are_those_that_were_stored() -> None:
    with np.load(FILE) as data:
        stored = data["vectors"].astype(np.float32)
    now = builtin_encoder().embed_questions(TEXTS)
    assert now.shape == (len(TEXTS), 512)
    assert np.abs(now - stored).max() < TOLERANCE


def test_vectors_have_length_one() -> None:
    now = builtin_encoder().embed_passages(TEXTS)
    assert np.allclose(np.linalg.norm(now, axis=1), 1.0, atol=1e-5)


def test_the_same_question_in_another_language_is_near() -> None:
    vectors = builtin_encoder().embed_questions(TEXTS)
    transport = vectors[7]
    for other in vectors[2:7]:
        assert vectors[0] @ other > vectors[0] @ transport


def test_one_text_alone_gives_what_it_gives_among_others() -> None:
    encoder = builtin_encoder()
    alone = encoder.embed_questions([TEXTS[3]])[0]
    assert np.allclose(alone, encoder.embed_questions(TEXTS)[3], atol=1e-6)


def test_an_endless_text_is_cut() -> None:
    encoder = builtin_encoder()
    assert len(encoder.pieces("leerling " * 3_000)) == MAX_PIECES
    assert encoder.embed_questions([]).shape == (0, 512)
