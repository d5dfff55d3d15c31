"""The numbers that tune the assistant, each with what set it."""

# Characters of one question; the longest story among the training questions has 480.
LONGEST_QUESTION = 2_000
# Words of a quoted answer: what people read on a phone without scrolling twice.
LONGEST_ANSWER = 120
# Questions an hour: of one conversation, and of one address (a school shares one).
QUESTIONS_AN_HOUR = 60
QUESTIONS_AN_HOUR_PER_ADDRESS = 240
# Confidence from which an answer is given. The training lines give no usable threshold (many
# invented organisations answer the same question), so both were set on the development questions:
# `python -m bench.evaluate --curve`, docs/measurements.md.
ANSWER_FROM = 0.12
# For a personal case the general answer is only added when it is surer than that.
GENERAL_FROM = 0.35
# In another language the sentence that is quoted is Dutch: the reader cannot see that it misses.
ANSWER_FROM_FOREIGN = 0.20
# A source that loses its validity within this many days is shown as such.
EXPIRES_SOON_DAYS = 60
