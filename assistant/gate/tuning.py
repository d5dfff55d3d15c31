"""The numbers that tune the gate, each with what set it (`make bench-gate`, the tuning half)."""

# Letters around a number that say what it is about.
AROUND = 60
# A number that stands elsewhere in the passage, about something that fits this much better, is
# taken for a mistake (share of the words around the claim's number).
ANOTHER_FITS_BETTER = 0.20
# A passage clause speaks of the same thing as a clause of the answer from this share of its words.
SAME_THING = 0.5
# Share of a sentence's content words that the passage must carry: below the first it is refused,
# between the two the encoder decides.
CARRIED, SURELY_CARRIED = 0.34, 0.62
# Cosine of sentence and nearest stretch of the passage: between the shares above, and abroad.
NEAR, NEAR_ABROAD = 0.50, 0.35
# Clauses of the passage that carry this much less than the best one are not compared.
NEARLY_AS_ALIKE = 0.15
# What the rest of the sentence weighs beside the clause itself in finding its clause in the passage.
WHOLE_SENTENCE = 0.5
# Two clauses with this share of their words in common, either way, must deny equally often.
ALMOST_THE_SAME = 0.75
