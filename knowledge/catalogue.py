"""The service catalogue: one entry as data, and as the text that is searched."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Service(BaseModel):
    """An entry of the service catalogue. Field names are the Dutch ones that a secretariat uses.

    `voorbeeldwaarden` names the fields whose value is invented; each is shown with a mark.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    id: str = Field(min_length=1)
    naam: str = Field(min_length=1)
    doelgroep: tuple[str, ...] = ()
    omschrijving: str = ""
    voorwaarden: tuple[str, ...] = ()
    aanvragen_door: tuple[str, ...] = ()
    hoe_aanvragen: str = ""
    doorlooptijd: str = ""
    kosten: str = ""
    contact: str = ""
    trefwoorden: tuple[str, ...] = ()
    bron: str = ""
    voorbeeldwaarden: tuple[str, ...] = ()

    def shown(self, field: str) -> str:
        """The field as a reader sees it: lists joined, invented values marked."""
        value = getattr(self, field)
        text = value if isinstance(value, str) else ", ".join(value)
        return f"{text} (voorbeeldwaarde)" if text and field in self.voorbeeldwaarden else text
