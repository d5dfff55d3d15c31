"""What an organisation says of itself: its region, its contacts, and who else knows what."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Referral(BaseModel):
    """Who does know, for a subject that is not ours (`onderwerp` is a key such as `vo`, `mbo`)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    onderwerp: str
    naam: str
    uitleg: str = ""
    url: str | None = None
    telefoon: str | None = None


class Organisation(BaseModel):
    """The organisation behind a knowledge base; everything has a value that is true of any."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    naam: str = "het samenwerkingsverband"
    soort: str = "po"
    gemeenten: tuple[str, ...] = ()
    kernen: dict[str, str] = {}
    contact: dict[str, str | None] = {}
    doorverwijzingen: tuple[Referral, ...] = ()

    def referral(self, subject: str) -> Referral | None:
        """The organisation's own referral for a subject key, if it has one."""
        return next((r for r in self.doorverwijzingen if r.onderwerp == subject), None)
