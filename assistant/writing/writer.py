"""A language model at work: follow-ups made whole, and answers whose sentences passed the gate."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date

from assistant import tuning
from assistant.answers import Answer, Turn
from assistant.gate import Evidence
from assistant.writing import prompts
from assistant.writing.composing import Shown, compose_written, evidence_of, numbered
from assistant.writing.draft import Draft, Line, Use, attributed, check
from assistant.writing.follow_ups import stands_alone
from assistant.writing.model import Model, ModelError
from assistant.writing.sentences import Sentences
from assistant.writing.settings import WritingSettings
from assistant.writing.spending import Spending

log = logging.getLogger(__name__)

# Hears each sentence that may be shown, in order; None takes back what was said so far.
Tell = Callable[[str | None], None]


@dataclass(frozen=True, slots=True)
class Written:
    """A written answer, or None where the quoted one must stand; and how it came about."""

    answer: Answer | None
    draft: Draft


class Writer:
    """One language model for all questions of this process; never in the way of an answer."""

    def __init__(
        self,
        settings: WritingSettings,
        spending: Spending | None = None,
        model: Model | None = None,
    ) -> None:
        self.settings = settings
        self._spending = spending
        self._model = model or Model(settings)
        self._busy = 0

    async def rephrase(self, turn: Turn) -> bool:
        """Set `turn.searched` to the follow-up as a question of its own; whether that was done."""
        asked = prompts.follow_up(turn.text, turn.history, turn.language)
        draft = Draft()

        async def work() -> None:
            text = await self._whole(asked, draft.use)
            turn.searched = stands_alone(text, [*turn.history, turn.text]) or turn.searched

        before = turn.searched
        await self._try(turn.today, draft, tuning.REPHRASING_SHARE, work)
        return turn.searched != before

    async def write(self, turn: Turn, quoted: Answer, *, tell: Tell | None = None) -> Written:
        """The answer in sentences of the model's own, from the passages behind `quoted`."""
        sources = numbered(turn, quoted)
        evidence = evidence_of(sources)
        draft, told = Draft(), _Telling(tell)
        answer: Answer | None = None

        async def work() -> None:
            nonlocal answer
            await self._write(turn, evidence, draft, told)
            answer = compose_written(turn, quoted, draft.kept, sources)
            if answer is None:
                draft.failure = "nothing_left"

        await self._try(turn.today, draft, 1.0, work)
        if answer is None:
            told.take_back()
        return Written(answer, draft)

    async def _write(
        self, turn: Turn, evidence: list[Evidence], draft: Draft, told: _Telling
    ) -> None:
        """Fill the draft's lines; each is told as soon as it and all before it may be shown."""
        asked = prompts.answer(turn.searched, evidence, turn.language)
        sentences = Sentences()

        def take(found: list[tuple[str, tuple[int, ...]]]) -> None:
            for sentence, named in found:
                cited = named or attributed(sentence, evidence)
                refusal = check(sentence, cited, evidence, turn.language)
                draft.lines.append(Line(sentence, cited, refusal))
            if not draft.refused:
                told.catch_up(draft)

        async with aclosing(self._model.write(*asked, counted=draft.use.count)) as pieces:
            async for piece in pieces:
                take(sentences.add(piece))
                if len(draft.lines) >= tuning.WRITTEN_SENTENCES:
                    break
            else:
                take(sentences.end())
        # After the stream: a server that takes one request at a time would refuse a second one.
        # What has the wrong form is no claim that could be mended.
        failed = [line for line in draft.lines if line.refusal and line.refusal != "form"]
        for line in failed[: tuning.REWRITES]:
            line.rewritten = await self._again(turn, evidence, line, draft.use)
        told.catch_up(draft)

    async def _again(
        self, turn: Turn, evidence: list[Evidence], line: Line, use: Use
    ) -> tuple[str, tuple[int, ...]] | None:
        """One more try at a sentence that was refused; None when that one fails too."""
        assert line.refusal is not None
        asked = prompts.again(
            turn.searched, evidence, turn.language, line.sentence, str(line.refusal)
        )
        sentences = Sentences()
        sentences.add(await self._whole(asked, use))
        for sentence, named in sentences.end()[:1]:
            cited = named or attributed(sentence, evidence)
            if check(sentence, cited, evidence, turn.language) is None:
                return sentence, cited
        return None

    async def _whole(self, asked: tuple[str, str], use: Use) -> str:
        async with aclosing(self._model.write(*asked, counted=use.count)) as pieces:
            return "".join([piece async for piece in pieces])

    async def _try(
        self, day: date, draft: Draft, share: float, work: Callable[[], Awaitable[None]]
    ) -> None:
        """Do the work within `share` of the patience; whatever goes wrong is the draft's failure."""
        if self._busy >= self.settings.llm_concurrent:
            draft.failure = "busy"
        elif await self._used_up(day):
            draft.failure = "budget"
        if draft.failure is None:
            self._busy += 1
            try:
                await self._model.ready()
                async with asyncio.timeout(self.settings.llm_timeout * share):
                    await work()
            except TimeoutError:
                draft.failure = "time_out"
            except ModelError as error:
                draft.failure = str(error)
            except Exception as error:  # a client that does what none should: the quote is there
                draft.failure = type(error).__name__
            finally:
                self._busy -= 1
        if draft.failure:
            log.warning("the language model gave no text: %s", draft.failure)
        if self._spending is not None:
            await self._spending.add(day=day, settings=self.settings, draft=draft)

    async def _used_up(self, day: date) -> bool:
        budget = self.settings.llm_budget
        if not budget or self._spending is None:
            return False
        return await self._spending.spent(day) >= budget * 1_000_000


class _Telling:
    """Tells the sentences that may be shown, each once, in order."""

    def __init__(self, tell: Tell | None) -> None:
        self._tell = tell
        self._shown = Shown()
        self._told = 0

    def catch_up(self, draft: Draft) -> None:
        """All that may be shown by now."""
        if self._tell is None:
            return
        for sentence, cited in draft.kept[self._told :]:
            self._tell(self._shown.of(sentence, cited))
            self._told += 1

    def take_back(self) -> None:
        """Something else will be the answer."""
        if self._tell is not None and self._told:
            self._tell(None)
            self._told = 0
