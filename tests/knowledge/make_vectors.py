"""Writes data/vectors.npz: what the built-in encoder made of TEXTS when it was taken on.

    python tests/knowledge/make_vectors.py

Run it only when the encoder is changed on purpose; the index then rebuilds by itself.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from knowledge.embeddings import builtin_encoder

FILE = Path(__file__).parent / "data" / "vectors.npz"
TEXTS = (
    "Wie vraagt de toelaatbaarheidsverklaring aan?",
    "De school vraagt de verklaring aan bij het samenwerkingsverband.",
    "Who applies for the statement for special education?",
    "Özel eğitim için belgeyi kim istiyor?",
    "من يطلب شهادة التعليم الخاص؟",
    "Kto wnioskuje o zaświadczenie do szkoły specjalnej?",
    "Хто подає заяву до спеціальної школи?",
    "Leerlingenvervoer vraagt u aan bij de gemeente.",
    "a",
    "12 weken, artikel 5 onder a; 0800-2000.",
)

if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    vectors = builtin_encoder().embed_questions(TEXTS)
    np.savez_compressed(FILE, vectors=vectors.astype(np.float16))
