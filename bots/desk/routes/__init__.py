"""All routes of the desk, and the role that each needs: one list, so that none is forgotten."""

from __future__ import annotations

from fastapi import APIRouter

from bots.desk.routes import (
    account,
    approved,
    documents,
    escalation,
    figures,
    glossary,
    help_page,
    invitation,
    pairing,
    people,
    queue,
    record,
    replies,
    services,
    settings,
    sign_in,
    single_sign_on,
    texts,
)

OPEN: tuple[APIRouter, ...] = (sign_in.router, single_sign_on.router, invitation.router)
SIGNED_IN: tuple[tuple[APIRouter, str], ...] = (
    (queue.router, "employee"),
    (escalation.router, "employee"),
    (replies.router, "employee"),
    (texts.router, "employee"),
    (approved.router, "employee"),
    (documents.router, "employee"),
    (glossary.router, "employee"),
    (services.router, "employee"),
    (figures.router, "employee"),
    (account.router, "employee"),
    (help_page.router, "employee"),
    (settings.router, "administrator"),
    (people.router, "administrator"),
    (pairing.router, "administrator"),
    (record.router, "administrator"),
)
