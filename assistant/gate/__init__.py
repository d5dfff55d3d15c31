"""The sentence gate: nothing is shown that its source does not say (docs/gate.md)."""

from assistant.gate.citing import split_cited
from assistant.gate.deciding import refuse
from assistant.gate.shapes import Evidence, Refusal

__all__ = ["Evidence", "Refusal", "refuse", "split_cited"]
