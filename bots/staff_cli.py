"""`wegwijs staff`: accounts from the command line, for the first administrator and for lost keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from assistant.actors import Role
from assistant.settings import AssistantSettings
from assistant.staff import StaffError
from bots.bootstrap import House
from bots.desk_commands import with_house
from bots.links import Links
from bots.terminal import columns, err, out

app = typer.Typer(no_args_is_help=True, help="Accounts voor het bureau van het secretariaat.")
# Where the desk is when no public address was set: `wegwijs serve` on this computer.
HERE = "http://127.0.0.1:8000"


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="E-mailadres.")],
    name: Annotated[str, typer.Option(help="Naam; anders het deel vóór de @.")] = "",
    administrator: Annotated[
        bool, typer.Option("--administrator", help="Mag ook instellingen en accounts beheren.")
    ] = False,
) -> None:
    """Nodig iemand uit; de link staat hier één keer, en gaat ook per e-mail."""
    role = Role.ADMINISTRATOR if administrator else Role.EMPLOYEE
    called = name.strip() or email.split("@")[0].replace(".", " ").title()

    async def work(house: House) -> str:
        made = await house.accounts.invite(
            name=called, email=email, role=role, actor=None, now=datetime.now(UTC)
        )
        return made.token

    try:
        token = with_house(work)
    except StaffError as error:
        err.print(str(error), markup=False)
        raise typer.Exit(1) from None
    address = Links(AssistantSettings().public_url or HERE).welcome(token)
    out.print(f"{called} is uitgenodigd. Open deze link en kies een wachtwoord:", markup=False)
    # Not wrapped at the edge of the screen: it is copied.
    out.print(address, soft_wrap=True, markup=False, highlight=False)


@app.command("list")
def list_() -> None:
    """Laat zien wie er een account heeft."""
    people = with_house(lambda house: house.accounts.people())
    table = columns("Naam", "E-mail", "Rol", "Staat")
    for person in people:
        state = "gestopt" if person.disabled else "actief" if person.joined else "uitgenodigd"
        role = "beheerder" if person.role is Role.ADMINISTRATOR else "medewerker"
        table.add_row(person.name, person.email, role, state)
    out.print(table)
