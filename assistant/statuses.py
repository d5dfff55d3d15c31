"""How a question can end: one table, with what each end asks of staff."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a question goes to a person; fixed, so that the desk can count and filter."""

    ASKED_FOR_PERSON = "asked_for_person"
    PERSONAL_CASE = "personal_case"
    NO_SOURCE = "no_source"
    LOW_CONFIDENCE = "low_confidence"
    NOT_HELPED = "not_helped"
    EMERGENCY = "emergency"
    COMPLAINT = "complaint"
    CONTRADICTION = "contradiction"
    ERROR = "error"


class Status(StrEnum):
    """The end states. The prefix says what the asker got."""

    ANSWERED_QUOTED = "answered_quoted"
    ANSWERED_SERVICE = "answered_service"
    ANSWERED_WRITTEN = "answered_written"
    ANSWERED_CONTRADICTED = "answered_contradicted"
    ANSWERED_SMALLTALK = "answered_smalltalk"
    CLARIFY_SHORT = "clarify_short"
    HANDOFF_ASKED_FOR_PERSON = "handoff_asked_for_person"
    HANDOFF_PERSONAL_CASE = "handoff_personal_case"
    HANDOFF_SWITCHED_OFF = "handoff_switched_off"
    NO_ANSWER_NO_SOURCE = "no_answer_no_source"
    NO_ANSWER_LOW_CONFIDENCE = "no_answer_low_confidence"
    NO_ANSWER_OUTDATED = "no_answer_outdated"
    NO_ANSWER_OUT_OF_SCOPE = "no_answer_out_of_scope"
    EMERGENCY_DANGER = "emergency_danger"
    EMERGENCY_SUICIDE = "emergency_suicide"
    EMERGENCY_ABUSE = "emergency_abuse"
    EMERGENCY_UNCLEAR = "emergency_unclear"
    REFUSED_STEERING = "refused_steering"
    REFUSED_EMPTY = "refused_empty"
    REFUSED_TOO_LONG = "refused_too_long"
    REFUSED_TOO_MANY = "refused_too_many"
    ERROR_INTERNAL = "error_internal"
    ERROR_NO_KNOWLEDGE = "error_no_knowledge"
    ERROR_BAD_LINE = "error_bad_line"


@dataclass(frozen=True, slots=True)
class End:
    """`needs_staff`: an escalation is opened at once. `offers`: the asker is asked first."""

    needs_staff: bool
    offers: bool
    reason: Reason | None


TABLE: dict[Status, End] = {
    Status.ANSWERED_QUOTED: End(False, False, None),
    Status.ANSWERED_SERVICE: End(False, False, None),
    # By a language model, from the same sources; each sentence passed the gate.
    Status.ANSWERED_WRITTEN: End(False, False, None),
    # Two valid documents give another value: both are shown, and staff must mend one of them.
    Status.ANSWERED_CONTRADICTED: End(True, False, Reason.CONTRADICTION),
    Status.ANSWERED_SMALLTALK: End(False, False, None),
    Status.CLARIFY_SHORT: End(False, False, None),
    Status.HANDOFF_ASKED_FOR_PERSON: End(True, False, Reason.ASKED_FOR_PERSON),
    Status.HANDOFF_PERSONAL_CASE: End(True, False, Reason.PERSONAL_CASE),
    # Staff switched the assistant off: every question is theirs, as when the assistant fails.
    Status.HANDOFF_SWITCHED_OFF: End(True, False, Reason.ERROR),
    Status.NO_ANSWER_NO_SOURCE: End(False, True, Reason.NO_SOURCE),
    Status.NO_ANSWER_LOW_CONFIDENCE: End(False, True, Reason.LOW_CONFIDENCE),
    Status.NO_ANSWER_OUTDATED: End(False, True, Reason.NO_SOURCE),
    Status.NO_ANSWER_OUT_OF_SCOPE: End(False, False, None),
    Status.EMERGENCY_DANGER: End(True, False, Reason.EMERGENCY),
    Status.EMERGENCY_SUICIDE: End(True, False, Reason.EMERGENCY),
    Status.EMERGENCY_ABUSE: End(True, False, Reason.EMERGENCY),
    Status.EMERGENCY_UNCLEAR: End(True, False, Reason.EMERGENCY),
    Status.REFUSED_STEERING: End(False, False, None),
    Status.REFUSED_EMPTY: End(False, False, None),
    Status.REFUSED_TOO_LONG: End(False, False, None),
    Status.REFUSED_TOO_MANY: End(False, False, None),
    Status.ERROR_INTERNAL: End(True, False, Reason.ERROR),
    Status.ERROR_NO_KNOWLEDGE: End(True, False, Reason.ERROR),
    Status.ERROR_BAD_LINE: End(False, False, None),
}
