"""The numbers that tune the gate, each with what set it (`make bench-gate`, the tuning half)."""

# Letters around a number that say what it is about.
AROUND = 60
# A number that stands elsewhere in the passage, about something that fits this much better, is
# taken for a mistake (share of the words around the claim's number).
ANOTHER_FITS_BETTER = 0.20
# A passage clause speaks of the same thing as a clause of the answer from this share of its words.
SAME_THING = 0.5
# A Dutch sentence is carried by its passage when this share of its content words is, and it is this
# near in meaning (cosine), and the two together reach the third.
CARRIED, NEAR, CARRIED_AND_NEAR = 0.20, 0.40, 0.90
# Cosine from which a sentence in another language is near enough to its Dutch passage: 95 % of 220
# foreign questions of the training lines are further from a passage that is not theirs.
NEAR_ABROAD = 0.30
# Clauses of the passage that carry this much less than the best one are not compared.
NEARLY_AS_ALIKE = 0.15
# What the rest of the sentence weighs beside the clause itself in finding its clause in the passage.
WHOLE_SENTENCE = 0.5
# Two clauses with this share of their words in common, either way, must deny equally often.
ALMOST_THE_SAME = 0.75
# A sentence of the passage is the one that is spoken of from this share of the words said.
SAME_SENTENCE = 0.4
# A clause of that sentence is told from this share of its words.
TOLD = 0.6
# All its clauses are told from this share of the whole sentence's words.
TOLD_WHOLE = 0.6
