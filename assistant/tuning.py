"""The numbers that tune the assistant, each with what set it."""

# Characters of one question; the longest story among the training questions has 480.
LONGEST_QUESTION = 2_000
# Words of a quoted answer: what people read on a phone without scrolling twice.
LONGEST_ANSWER = 120
# Questions an hour: of one conversation, and of one address (a school shares one).
QUESTIONS_AN_HOUR = 60
QUESTIONS_AN_HOUR_PER_ADDRESS = 240
# Confidence from which an answer is given, as long as no `wegwijs calibrate` set a threshold. The
# training lines give no usable one (many invented organisations answer the same question), so both
# were set on the development questions: `python -m bench.evaluate --curve`, docs/measurements.md.
ANSWER_FROM = 0.28
# For a personal case the general answer is only added when it is surer than that.
GENERAL_FROM = 0.60
# A question that sounds like a subject of others is only answered when the documents are this sure.
OURS_FROM = 0.47
# In another language the sentence that is quoted is Dutch: the reader cannot see that it misses.
ANSWER_FROM_FOREIGN = 0.30
# A source that loses its validity within this many days is shown as such.
EXPIRES_SOON_DAYS = 60
# Office hours after which a claim without activity returns to the queue: a morning's work.
CLAIM_HOLDS_HOURS = 2.0
# Characters: of a reply (some eight pages), a note, and of what an asker adds.
LONGEST_REPLY = 20_000
LONGEST_NOTE = 5_000
# Days that a status link works, and after which an answered question without a word is closed.
STATUS_LINK_DAYS = 30
CLOSES_AFTER_DAYS = 14
# Attempts of a delivery, seconds before the second one, the longest wait, and the lease of a
# courier. Together about a day and a half: longer than an ordinary outage of a mail server.
MOST_ATTEMPTS = 17
FIRST_WAIT, LONGEST_WAIT = 30.0, 6 * 3600.0
LEASE_SECONDS = 120.0
# The same for an answer in a chat, where someone looks at the screen: a line that broke is tried
# again within seconds. Together a day and a half as well.
MOST_CHAT_ATTEMPTS, FIRST_CHAT_WAIT = 22, 1.0
# The lease of a reply that goes back to a chat: longer than the longest patience with its server.
REPLY_LEASE_SECONDS = 75.0
# Sign-in: failures in a quarter of an hour, of one account and from one address.
SIGN_IN_MINUTES = 15
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 20
RESETS_PER_ACCOUNT = 2
SESSION_HOURS, SESSION_IDLE_HOURS = 12, 2
INVITATION_DAYS, RESET_HOURS = 7, 2
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
# Pairing: wrong codes in an hour, of one person (typing errors), and of all together: a year of
# guessing at that pace, with a thousand codes given out, hits one with a chance of 1 in 640,000.
WRONG_CODES_PER_PERSON, WRONG_CODES_AN_HOUR = 5, 200
# The most that one code may be good for: a large school, one term.
PEOPLE_PER_CODE, DAYS_PER_CODE = 200, 90
# A chat that was quiet this many hours begins a new conversation, unless staff has a question.
NEW_CONVERSATION_HOURS = 12
# Days that the number of something that arrived is remembered; Telegram repeats for one day.
ARRIVAL_DAYS = 2
# Minutes without an answer after which a question was cut off, and days that this is looked for.
INTERRUPTED_MINUTES, INTERRUPTED_DAYS = 5, 7
# A language model gets this many passages: a small one loses the thread in more, and each costs.
WRITTEN_FROM_PASSAGES = 3
# Sentences of a written answer, and refused ones that it may try again: each costs a call.
WRITTEN_SENTENCES, REWRITES = 6, 2
# The share of the patience with a model that a follow-up may take before the answer begins.
REPHRASING_SHARE = 0.3
# Characters of a follow-up made whole: one that grows longer tells more than was asked.
LONGEST_REPHRASED = 300
