"""The queue: what is open, in the order in which it must be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.actors import Actor
from assistant.escalations import State
from assistant.queue import Filters, Item, View
from assistant.statuses import Reason
from bots.bootstrap import House
from bots.desk import wording
from bots.desk.pages import now, part, render
from bots.desk.signed_in import HouseOf, Me

router = APIRouter()

# What a list is called in the address, and its name on the screen.
LISTS: dict[str, tuple[View, str]] = {
    "open": ("open", "Open"),
    "mijn": ("mine", "Van mij"),
    "nieuw": ("unclaimed", "Niet opgepakt"),
    "wacht": ("waiting", "Wacht op vrager"),
    "beantwoord": ("answered", "Beantwoord"),
    "klaar": ("closed", "Afgehandeld"),
}
AGES = {"1": "Ouder dan 1 dag", "3": "Ouder dan 3 dagen", "7": "Ouder dan een week"}
SIZE = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; anything unknown counts as not asked."""

    name: str
    view: View
    filters: Filters
    page: int

    @property
    def filtered(self) -> bool:
        return self.filters != Filters()


def asked(request: Request) -> Asked:
    """Read the address of the page."""
    query = request.query_params

    def among(name: str, known: dict[str, str]) -> str | None:
        value = query.get(name)
        return value if value in known else None

    search = query.get("zoek", "").replace("\0", "").strip()[:200] or None
    age, reason = among("dagen", AGES), among("reden", wording.REASONS)
    number = query.get("pagina", "1")
    name = "alles" if search else query.get("lijst", "open")
    if name != "alles" and name not in LISTS:
        name = "open"
    return Asked(
        name=name,
        view="all" if name == "alles" else LISTS[name][0],
        filters=Filters(
            reason=Reason(reason) if reason else None,
            channel=among("kanaal", wording.CHANNELS),
            audience=among("vrager", wording.ASKERS),
            older_than_days=int(age) if age else None,
            search=search,
        ),
        page=int(number) if number.isdigit() and 0 < int(number) < 10_000 else 1,
    )


@router.get("/")
async def show(request: Request, house: HouseOf, me: Me) -> Response:
    """A page of the queue, or with `deel` only what changes."""
    moment, wanted = now(), asked(request)
    found = await house.queue.page(
        view=wanted.view,
        actor=me,
        filters=wanted.filters,
        now=moment,
        page=wanted.page,
        size=SIZE,
    )
    counts = request.state.counts or await house.queue.counts(actor=me, now=moment)
    values: dict[str, Any] = {
        "wanted": wanted,
        "found": found,
        "totals": counts,
        "today": await today(house, me, counts),
        "pages": max(1, -(-found.total // SIZE)),
        "lists": LISTS,
        "ages": AGES,
        "failures": await house.deliveries.failures(),
    }
    if request.query_params.get("deel") == "lijst":
        return part(request, "queue_list.html", **values)
    return render(request, "queue.html", **values)


@dataclass(frozen=True, slots=True)
class Today:
    """The line on top: how many ask for work, how many of those are emergencies, what is first."""

    open: int
    emergencies: int
    first: Item | None


async def today(house: House, me: Actor, counts: dict[str, int]) -> Today:
    """What waits for the asker is no work: it is not counted here."""
    urgent = Filters(reason=Reason.EMERGENCY)
    pages = [
        await house.queue.page(view="open", actor=me, filters=filters, now=now(), size=SIZE)
        for filters in (Filters(), urgent)
    ]
    todo, alarms = ([i for i in p.items if i.state is not State.WAITING] for p in pages)
    return Today(
        open=counts["open"] - counts["waiting"],
        emergencies=len(alarms),
        first=todo[0] if todo else None,
    )
