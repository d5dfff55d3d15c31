"""Figures over a period: what was asked, what became of it, and what there was no answer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from sqlalchemy import select

from assistant.database import Sessions, reading
from assistant.hours import ZONE
from assistant.models import AnswerRow, Escalation, Feedback, Question
from knowledge.dutch import STOP_WORDS, lemma, words

# A topic must occur this often to be shown, and at most so many are.
TOPIC_FROM, TOPICS = 2, 10
# Replies are counted by how long they took: within so many hours, or longer (None).
WITHIN: tuple[int | None, ...] = (4, 24, 48, 168, None)
# Words that say nothing of what a question is about.
_EMPTY = frozenset(
    "vraag vragen kind kinderen zoon dochter school weten willen graag hallo goedemorgen dag "
    "groet groeten alvast dank bedanken mogen kunnen moeten krijgen gaan komen maken vinden "
    "zeggen doen hebben zijn worden zullen welk waar wanneer waarom hoe".split()
)


@dataclass(frozen=True, slots=True)
class Day:
    """What was asked on a day, how much of that was answered or went to staff, and how many of
    those who said so that day were helped or not."""

    day: date
    asked: int
    answered: int
    handed_over: int
    helpful: int = 0
    not_helpful: int = 0

    @property
    def other(self) -> int:
        """Refused, clarified, or not taken further by the asker."""
        return max(0, self.asked - self.answered - self.handed_over)


@dataclass(frozen=True, slots=True)
class Topic:
    """A word that questions without an answer share, with one of them."""

    word: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period. Times to reply are in hours, as the clock counts them; `waits`:
    replies by the limit of WITHIN that they kept."""

    first: date
    last: date
    days: list[Day] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    replies: int = 0
    on_time: int = 0
    median_hours: float | None = None
    slowest_hours: float | None = None
    waits: dict[int | None, int] = field(default_factory=dict)
    topics: list[Topic] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return sum(day.asked for day in self.days)

    @property
    def answered(self) -> int:
        return sum(day.answered for day in self.days)

    @property
    def handed_over(self) -> int:
        return sum(day.handed_over for day in self.days)

    @property
    def helpful(self) -> int:
        return sum(day.helpful for day in self.days)

    @property
    def not_helpful(self) -> int:
        return sum(day.not_helpful for day in self.days)


class Figures:
    """Counting what happened; reads only."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def over(self, *, first: date, last: date) -> Report:
        """The figures of the days from `first` to `last`, both included, on the office's clock."""
        begin, end = _midnight(first), _midnight(last + timedelta(days=1))
        async with reading(self._sessions) as session:
            questions = (
                await session.execute(
                    select(Question.id, Question.asked_at, Question.text, AnswerRow.status)
                    .outerjoin(AnswerRow, AnswerRow.question_id == Question.id)
                    .where(Question.asked_at >= begin, Question.asked_at < end)
                )
            ).all()
            escalations = (
                await session.execute(
                    select(
                        Escalation.question_id,
                        Escalation.reason,
                        Escalation.opened_at,
                        Escalation.replied_at,
                        Escalation.due_at,
                    ).where(Escalation.opened_at >= begin, Escalation.opened_at < end)
                )
            ).all()
            feedback = (
                await session.execute(
                    select(Feedback.given_at, Feedback.helpful).where(
                        Feedback.given_at >= begin, Feedback.given_at < end
                    )
                )
            ).all()
        handed = {row.question_id for row in escalations}
        days = {first + timedelta(n): [0] * 5 for n in range((last - first).days + 1)}
        for id_, asked_at, _, status in questions:
            counted = days[asked_at.astimezone(ZONE).date()]
            counted[0] += 1
            if id_ in handed:
                counted[2] += 1
            elif (status or "").startswith("answered_"):
                counted[1] += 1
        for given_at, helpful in feedback:
            days[given_at.astimezone(ZONE).date()][3 if helpful else 4] += 1
        waits = sorted(
            (row.replied_at - row.opened_at).total_seconds() / 3600
            for row in escalations
            if row.replied_at
        )
        return Report(
            first=first,
            last=last,
            days=[Day(day, *counted) for day, counted in days.items()],
            reasons=dict(Counter(row.reason for row in escalations).most_common()),
            replies=len(waits),
            on_time=sum(
                1 for row in escalations if row.replied_at and row.replied_at <= row.due_at
            ),
            median_hours=median(waits) if waits else None,
            slowest_hours=waits[-1] if waits else None,
            waits=by_wait(waits),
            topics=topics(
                text for _, _, text, status in questions if (status or "").startswith("no_answer_")
            ),
        )


def by_wait(hours: Iterable[float]) -> dict[int | None, int]:
    """How many waits kept each limit of WITHIN and none before it."""
    counted = dict.fromkeys(WITHIN, 0)
    for wait in hours:
        counted[next(limit for limit in WITHIN if limit is None or wait <= limit)] += 1
    return counted


def topics(questions: Iterable[str]) -> list[Topic]:
    """Words that several questions share, most frequent first; each question counts once a word."""
    counted: Counter[str] = Counter()
    shown: dict[str, tuple[str, str]] = {}
    for question in questions:
        for word in dict.fromkeys(words(question)):
            stem = lemma(word)
            if len(word) < 4 or word in STOP_WORDS or {word, stem} & _EMPTY or stem in STOP_WORDS:
                continue
            counted[stem] += 1
            shown.setdefault(stem, (word, question))
    return [
        Topic(shown[stem][0], count, shown[stem][1])
        for stem, count in counted.most_common()
        if count >= TOPIC_FROM
    ][:TOPICS]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
