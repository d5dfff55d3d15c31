"""May this sentence be shown? The checks in order; the first that objects is the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import stands_in
from assistant.gate.abroad import denies_abroad, wrong_actor_abroad
from assistant.gate.actors import wrong_actor
from assistant.gate.contacts import unknown_contacts
from assistant.gate.content import carried, carried_abroad
from assistant.gate.figures import wrong_figure
from assistant.gate.polarity import turned
from assistant.gate.promises import promises
from assistant.gate.shapes import Evidence, Refusal
from assistant.gate.steering import steers


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence beside the passages that it cites."""

    sentence: str
    source: str
    context: str
    language: str

    @property
    def everything(self) -> str:
        """Title, headings and text: what a figure or a contact may stand in."""
        return f"{self.context}\n{self.source}"


Check = Callable[[Claim], Refusal | None]


def _contact(claim: Claim) -> Refusal | None:
    return Refusal.CONTACT if unknown_contacts(claim.sentence, claim.everything) else None


def _promise(claim: Claim) -> Refusal | None:
    return Refusal.PROMISE if promises(claim.sentence, claim.source) else None


def _figure(claim: Claim) -> Refusal | None:
    return wrong_figure(claim.sentence, claim.everything, claim.language)


def _actor(claim: Claim) -> Refusal | None:
    if claim.language == "nl":
        wrong = wrong_actor(claim.sentence, claim.source, claim.context)
    else:
        wrong = wrong_actor_abroad(claim.sentence, claim.everything, claim.language)
    return Refusal.ACTOR if wrong else None


def _negation(claim: Claim) -> Refusal | None:
    if claim.language == "nl":
        wrong = turned(claim.sentence, claim.source)
    else:
        wrong = denies_abroad(claim.sentence, claim.source, claim.language)
    return Refusal.NEGATION if wrong else None


def _content(claim: Claim) -> Refusal | None:
    if claim.language == "nl":
        enough = carried(claim.sentence, claim.source, claim.context)
    else:
        enough = carried_abroad(claim.sentence, claim.source)
    return None if enough else Refusal.CONTENT


CHECKS: tuple[Check, ...] = (_contact, _promise, _figure, _content, _negation, _actor)


def refuse(
    sentence: str, cited: Sequence[int], evidence: Sequence[Evidence], language: str = "nl"
) -> Refusal | None:
    """Why a sentence may not be shown, or None when it may.

    `cited` are the numbers that it cites, `evidence` the passages that were retrieved (Dutch),
    `language` that of the sentence. A sentence that stands in a cited passage word for word passes
    without further reading, unless it steers.
    """
    known = {passage.n: passage for passage in evidence}
    if not cited or any(n not in known for n in cited):
        return Refusal.NOT_RETRIEVED
    if steers(sentence):
        return Refusal.STEERING
    passages = [known[n] for n in dict.fromkeys(cited)]
    if any(stands_in(sentence, passage.text) for passage in passages):
        return None
    claim = Claim(
        sentence,
        "\n".join(passage.text for passage in passages),
        "\n".join(passage.context for passage in passages),
        language,
    )
    for check in CHECKS:
        refusal = check(claim)
        if refusal is not None:
            return refusal
    return None
