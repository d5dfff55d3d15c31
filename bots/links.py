"""The addresses that go into mails and messages; one place, so that the doors can keep to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses below the public address of the web app; without one there are none."""

    base: str | None

    def status(self, token: str) -> str | None:
        """Where an asker follows a question that was handed over."""
        return self._at(f"/status/{token}")

    def escalation(self, escalation_id: str) -> str | None:
        """An escalation at the desk."""
        return self._at(f"/desk/vragen/{escalation_id}")

    def queue(self) -> str | None:
        """The desk."""
        return self._at("/desk/")

    def welcome(self, token: str) -> str | None:
        """Where staff choose a password."""
        return self._at(f"/desk/welkom/{token}")

    def _at(self, path: str) -> str | None:
        return f"{self.base.rstrip('/')}{path}" if self.base else None
