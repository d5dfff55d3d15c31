"""What the language model took, a day and a model: tokens, money, and what the gate withheld."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Date, String, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Sessions, reading
from assistant.models import Base
from assistant.writing.draft import Draft
from assistant.writing.settings import WritingSettings


class ModelUse(Base):
    """One day of one model. Nothing of what was asked or written."""

    __tablename__ = "model_use"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    calls: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    tokens_in: Mapped[int] = mapped_column(BigInteger, default=0)
    tokens_out: Mapped[int] = mapped_column(BigInteger, default=0)
    # Millionths of a euro: whole numbers add up exactly.
    micros: Mapped[int] = mapped_column(BigInteger, default=0)
    sentences: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)


_COUNTED = tuple(c.name for c in ModelUse.__table__.columns if not c.primary_key)


@dataclass(frozen=True, slots=True)
class Spent:
    """The use over a period; `euros` by the prices that were set at the time.

    `failures`: texts that did not come (then the quoted answer was given). `refused`: sentences
    that the gate withheld, of all `sentences` that were written.
    """

    calls: int
    failures: int
    tokens_in: int
    tokens_out: int
    euros: float
    sentences: int
    refused: int


class Spending:
    """The counter, shared by all processes on one database."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def add(self, *, day: date, settings: WritingSettings, draft: Draft) -> None:
        """Count one text."""
        use = draft.use
        more = {
            "calls": use.calls,
            "failures": int(draft.failure is not None),
            "tokens_in": use.tokens_in,
            "tokens_out": use.tokens_out,
            "micros": settings.micros(use.tokens_in, use.tokens_out),
            "sentences": len(draft.lines),
            "refused": draft.refused,
        }
        model = settings.llm[:200]
        if not await self._increase(day, model, more):
            try:
                async with self._sessions() as session, session.begin():
                    session.add(ModelUse(day=day, model=model, **more))
            except IntegrityError:  # another process began this day at the same moment
                await self._increase(day, model, more)

    async def _increase(self, day: date, model: str, more: dict[str, int]) -> bool:
        async with self._sessions() as session, session.begin():
            changed = await session.execute(
                update(ModelUse)
                .where(ModelUse.day == day, ModelUse.model == model)
                .values({name: getattr(ModelUse, name) + n for name, n in more.items()})
                .returning(ModelUse.model)
            )
            return changed.first() is not None

    async def spent(self, day: date) -> int:
        """Millionths of a euro that a day took, of all models."""
        async with reading(self._sessions) as session:
            total = await session.scalar(
                select(func.sum(ModelUse.micros)).where(ModelUse.day == day)
            )
            return int(total or 0)

    async def over(self, *, first: date, last: date) -> Spent | None:
        """The use of the days from `first` to `last`, both included; None when there was none."""
        columns = [func.sum(getattr(ModelUse, name)) for name in _COUNTED]
        async with reading(self._sessions) as session:
            row = (
                await session.execute(
                    select(*columns).where(ModelUse.day >= first, ModelUse.day <= last)
                )
            ).one()
        if row[0] is None:
            return None
        counted = dict(zip(_COUNTED, (int(value) for value in row), strict=True))
        return Spent(euros=counted.pop("micros") / 1_000_000, **counted)
