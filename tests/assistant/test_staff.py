"""Accounts and signing in: links that work once, guessing slowed down, roles, second factor."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from databases import NOW, Core
from sqlalchemy import select

from assistant import tuning
from assistant.actors import NotAllowedError, Role
from assistant.adjustments import AnswerTime, InvalidSettingError
from assistant.audit import Records
from assistant.database import reading
from assistant.desk_models import SignInAttempt, Staff, StaffLink, StaffSession
from assistant.opening import hash_of
from assistant.passwords import PasswordError, acceptable
from assistant.people import new_staff_link
from assistant.sign_in import SignedIn, SignInError
from assistant.staff import LinkError, StaffError


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash with less work: what it costs in earnest is not what these tests are about."""
    light = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr("assistant.passwords._hasher", lambda: light)


GOOD = "vier gele fietsen"
MAIL = "cor@desk.example"


async def joined(core: Core, role: Role = Role.EMPLOYEE, email: str = MAIL):  # type: ignore[no-untyped-def]
    invitation = await core.accounts.invite(
        name="Cor", email=email, role=role, actor=core.anna, now=NOW
    )
    return await core.accounts.accept(token=invitation.token, password=GOOD, now=NOW)


async def enter(core: Core, password: str = GOOD, **values: object) -> SignedIn:
    return await core.sign_in.with_password(
        **{
            "email": MAIL,
            "password": password,
            "code": None,
            "address": "203.0.113.9",
            "now": NOW,
            **values,
        }
    )


async def test_an_invitation_leads_to_an_account_that_signs_in(core: Core) -> None:
    actor = await joined(core)
    signed_in = await enter(core, email=" COR@desk.example ")
    assert signed_in.actor == actor and actor.role is Role.EMPLOYEE
    assert await core.sign_in.session(token=signed_in.token, now=NOW) == actor
    async with reading(core.sessions) as session:
        stored = repr(
            [
                {**vars(row)}
                for table in (Staff, StaffSession, StaffLink, SignInAttempt)
                for row in await session.scalars(select(table))
            ]
        )
    assert signed_in.token not in stored and GOOD not in stored
    assert "203.0.113.9" not in stored and "$argon2id$" in stored


async def test_a_link_works_once_and_not_after_it_expired(core: Core) -> None:
    invitation = await core.accounts.invite(
        name="Cor", email=MAIL, role=Role.EMPLOYEE, actor=core.anna, now=NOW
    )
    late = NOW + timedelta(days=tuning.INVITATION_DAYS)
    for token, now in ((invitation.token, late), ("verzonnen", NOW), ("", NOW)):
        with pytest.raises(LinkError):
            await core.accounts.accept(token=token, password=GOOD, now=now)
    # A password that is refused does not use the link up.
    with pytest.raises(PasswordError):
        await core.accounts.accept(token=invitation.token, password="kort", now=NOW)
    results = await asyncio.gather(
        *(core.accounts.accept(token=invitation.token, password=GOOD, now=NOW) for _ in range(3)),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, Exception) for result in results) == 1
    with pytest.raises(LinkError):
        await core.accounts.link_of(token=invitation.token, now=NOW)


async def test_who_never_joined_is_invited_again_and_the_older_link_ends_with_the_newer(
    core: Core,
) -> None:
    invite = {"name": "Cor", "email": MAIL, "role": Role.EMPLOYEE, "actor": core.anna, "now": NOW}
    first = await core.accounts.invite(**invite)
    second = await core.accounts.invite(**invite)
    assert first.staff_id == second.staff_id
    await core.accounts.accept(token=second.token, password=GOOD, now=NOW)
    with pytest.raises(LinkError):
        await core.accounts.accept(token=first.token, password=GOOD, now=NOW)
    with pytest.raises(StaffError, match="al een account"):
        await core.accounts.invite(**invite)


@pytest.mark.parametrize("email", ["geen adres", "", "a@b", "x" * 250 + "@voorbeeld.nl"])
async def test_an_invitation_needs_an_address_that_can_be_one(core: Core, email: str) -> None:
    with pytest.raises(StaffError):
        await core.accounts.invite(
            name="Cor", email=email, role=Role.EMPLOYEE, actor=core.anna, now=NOW
        )
    assert len(await core.accounts.people()) == 2


async def test_an_employee_cannot_do_what_an_administrator_does(core: Core) -> None:
    cor = await joined(core)
    forbidden = [
        core.accounts.invite(
            name="D", email="d@d.example", role=Role.ADMINISTRATOR, actor=cor, now=NOW
        ),
        core.accounts.change(staff_id=core.anna.id, actor=cor, now=NOW, name="Nee"),
        core.accounts.change(staff_id=cor.id, actor=cor, now=NOW, role=Role.ADMINISTRATOR),
        core.accounts.change(staff_id=core.anna.id, actor=cor, now=NOW, disabled=True),
        core.accounts.drop_totp(staff_id=core.anna.id, actor=cor, now=NOW),
        core.adjustments.change(key="hours", value={}, actor=cor, now=NOW),
    ]
    for call in forbidden:
        with pytest.raises(NotAllowedError):
            await call
    people = {person.name: person for person in await core.accounts.people()}
    assert set(people) == {"Anna", "Bram", "Cor"} and people["Cor"].role is Role.EMPLOYEE
    # One's own name and notices, and the canned texts, are one's own to change.
    await core.accounts.change(
        staff_id=cor.id,
        actor=cor,
        now=NOW,
        name="Cornelis",
        notify="digest",
        digest_hours=["09:00"],
    )
    text = {"texts": [{"title": "Groet", "text": "Met vriendelijke groet"}]}
    await core.adjustments.change(key="canned_texts", value=text, actor=cor, now=NOW)


async def test_the_last_administrator_stays(core: Core) -> None:
    for values in ({"disabled": True}, {"role": Role.EMPLOYEE}):
        with pytest.raises(StaffError, match="beheerder"):
            await core.accounts.change(staff_id=core.anna.id, actor=core.anna, now=NOW, **values)
    await core.accounts.change(
        staff_id=core.bram.id, actor=core.anna, now=NOW, role=Role.ADMINISTRATOR
    )
    await core.accounts.change(staff_id=core.anna.id, actor=core.anna, now=NOW, disabled=True)


async def test_a_wrong_password_and_an_unknown_account_say_the_same(core: Core) -> None:
    await joined(core)
    for values in ({"password": "verkeerd verkeerd"}, {"email": "niemand@desk.example"}):
        with pytest.raises(SignInError) as raised:
            await enter(core, **values)
        assert raised.value.reason == "wrong"


async def test_guessing_is_stopped_per_account_and_per_address(core: Core) -> None:
    await joined(core)
    for n in range(tuning.FAILURES_PER_ACCOUNT):
        with pytest.raises(SignInError, match="klopt niet"):
            await enter(core, "verkeerd", address=f"198.51.100.{n}")
    with pytest.raises(SignInError) as raised:
        await enter(core)
    assert raised.value.reason == "too_many"
    later = NOW + timedelta(minutes=tuning.SIGN_IN_MINUTES)
    assert await enter(core, now=later)
    async with core.sessions() as session, session.begin():
        for n in range(tuning.FAILURES_PER_ADDRESS):
            session.add(
                SignInAttempt(
                    email_hash=f"{n}",
                    address_hash=hash_of("192.0.2.7"),
                    at=later,
                    succeeded=False,
                )
            )
    with pytest.raises(SignInError) as raised:
        await enter(core, address="192.0.2.7", now=later)
    assert raised.value.reason == "too_many"


async def test_a_session_ends_by_signing_out_idling_time_and_disabling(core: Core) -> None:
    cor = await joined(core)

    async def alive(signed_in: SignedIn, hours: float = 0) -> bool:
        now = NOW + timedelta(hours=hours)
        return await core.sign_in.session(token=signed_in.token, now=now) is not None

    first, second, third = [await enter(core) for _ in range(3)]
    await core.sign_in.sign_out(token=first.token, now=NOW)
    assert not await alive(first) and await alive(second)
    assert not await alive(second, tuning.SESSION_IDLE_HOURS)
    for hour in range(1, tuning.SESSION_HOURS):
        assert await alive(third, hour), hour
    assert not await alive(third, tuning.SESSION_HOURS)
    fourth, fifth = await enter(core), await enter(core)
    open_ = await core.sign_in.sessions(staff_id=cor.id, now=NOW)
    assert {fourth.session_id, fifth.session_id} <= {one.id for one in open_}
    with pytest.raises(NotAllowedError):
        await core.sign_in.revoke(session_id=fourth.session_id, actor=core.bram, now=NOW)
    assert await core.sign_in.revoke(session_id=fourth.session_id, actor=cor, now=NOW)
    assert not await alive(fourth) and await alive(fifth)
    await core.accounts.change(staff_id=cor.id, actor=core.anna, now=NOW, disabled=True)
    assert not await alive(fifth)
    with pytest.raises(SignInError):
        await enter(core)


async def test_a_second_factor_is_asked_for_and_its_code_works_once(core: Core) -> None:
    cor = await joined(core)
    made = await core.accounts.begin_totp(actor=cor)
    assert "Wegwijs" in made.uri
    totp = pyotp.TOTP(made.secret)
    with pytest.raises(StaffError):
        await core.accounts.confirm_totp(actor=cor, secret=made.secret, code="000000", now=NOW)
    await core.accounts.confirm_totp(actor=cor, secret=made.secret, code=totp.at(NOW), now=NOW)
    soon = NOW + timedelta(seconds=60)
    for code, reason in ((None, "code_needed"), (totp.at(NOW), "wrong_code"), ("1", "wrong_code")):
        with pytest.raises(SignInError) as raised:
            await enter(core, code=code, now=soon)
        assert raised.value.reason == reason
    results = await asyncio.gather(
        *(enter(core, code=totp.at(soon), now=soon) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(result, SignedIn) for result in results) == 1
    await core.accounts.drop_totp(staff_id=cor.id, actor=core.anna, now=soon)
    assert await enter(core, now=soon)


async def test_a_reset_replaces_the_password_and_ends_open_sessions(core: Core) -> None:
    cor = await joined(core)
    before = await enter(core)
    await core.accounts.ask_reset(email="niemand@desk.example", now=NOW)
    await core.accounts.ask_reset(email=MAIL.upper(), now=NOW)
    async with core.sessions() as session, session.begin():
        token = new_staff_link(session, cor.id, "reset", NOW)
    late = NOW + timedelta(hours=tuning.RESET_HOURS)
    with pytest.raises(LinkError):
        await core.accounts.accept(token=token, password="acht blauwe boten", now=late)
    await core.accounts.accept(token=token, password="acht blauwe boten", now=NOW)
    assert await core.sign_in.session(token=before.token, now=NOW) is None
    with pytest.raises(SignInError):
        await enter(core)
    assert await enter(core, "acht blauwe boten")


async def test_changing_a_password_asks_for_the_old_one(core: Core) -> None:
    cor = await joined(core)
    change = {"actor": cor, "new": "acht blauwe boten", "now": NOW}
    with pytest.raises(StaffError, match="huidige"):
        await core.accounts.change_password(**change, old="verkeerd verkeerd")
    await core.accounts.change_password(**change, old=GOOD)
    assert await enter(core, "acht blauwe boten")


@pytest.mark.parametrize(
    "password",
    ["kort", "x" * 300, "aaaaaaaaaaaaaaaa", "wachtwoord1234", "corneliscornelis", "cor.jansen1111"],
)
def test_passwords_that_anyone_would_try_are_refused(password: str) -> None:
    with pytest.raises(PasswordError):
        acceptable(password, name="Cornelis Jansen", email="cor.jansen@desk.example")
    acceptable(GOOD, name="Cornelis Jansen", email="cor.jansen@desk.example")


async def test_openid_finds_the_invited_account_and_makes_no_other(core: Core) -> None:
    cor = await joined(core)
    enter_by = core.sign_in.with_oidc
    with pytest.raises(SignInError) as raised:
        await enter_by(subject="s9", email="vreemde@desk.example", address="a", now=NOW)
    assert raised.value.reason == "unknown"
    assert (await enter_by(subject="s1", email=MAIL, address="a", now=NOW)).actor == cor
    # Later by its subject, also when the address changed there; another subject is someone else.
    moved = await enter_by(subject="s1", email="nieuw@desk.example", address="a", now=NOW)
    assert moved.actor == cor
    with pytest.raises(SignInError):
        await enter_by(subject="s2", email=MAIL, address="a", now=NOW)
    await core.accounts.change(staff_id=cor.id, actor=core.anna, now=NOW, disabled=True)
    with pytest.raises(SignInError):
        await enter_by(subject="s1", email=MAIL, address="a", now=NOW)


async def test_what_is_done_to_accounts_stands_in_the_record_without_secrets(core: Core) -> None:
    cor = await joined(core)
    await enter(core)
    await core.accounts.change(staff_id=cor.id, actor=core.anna, now=NOW, name="Cornelis")
    lines, _ = await Records(core.sessions).page(subject=f"staff:{cor.id}")
    assert [(line.who, line.action) for line in lines[::-1]] == [
        ("Anna", "staff.invite"),
        ("Cornelis", "staff.password"),
        ("Cornelis", "sign_in"),
        ("Anna", "staff.change"),
    ]
    assert lines[0].before["name"] == "Cor" and lines[0].after["name"] == "Cornelis"
    assert "argon2" not in repr(lines) and GOOD not in repr(lines)


async def test_settings_keep_their_history_and_refuse_what_makes_no_sense(core: Core) -> None:
    change = {"key": "answer_time", "actor": core.anna, "now": NOW}
    for value in ({"hours": 0}, {"hours": "veel"}, {"uren": 3}, [], None, {"hours": 1e9}):
        with pytest.raises(InvalidSettingError):
            await core.adjustments.change(**change, value=value)
    assert await core.adjustments.value("answer_time") == AnswerTime()
    await core.adjustments.change(**change, value={"hours": 8})
    await core.adjustments.change(**change, value={"hours": 4}, comment="drukte voorbij")
    assert (await core.adjustments.value("answer_time")).hours == 4  # type: ignore[attr-defined]
    history = await core.adjustments.history("answer_time")
    assert [(one.version, one.value["hours"], one.comment, one.who) for one in history] == [
        (2, 4, "drukte voorbij", "Anna"),
        (1, 8, None, "Anna"),
    ]
    id_, token, _ = await core.asked()
    handed = await core.conversations.hand_over(conversation_id=id_, token=token, now=NOW)
    # From 11:00 in Amsterdam four office hours, with lunch from 12:30 to 13:00.
    assert "vóór 15:30 uur" in handed.expected
