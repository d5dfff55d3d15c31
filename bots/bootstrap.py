"""Wires everything, in one place."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from assistant.adjustments import Adjustments
from assistant.approvals import Approvals
from assistant.askers import Askers
from assistant.audit import Records
from assistant.conversations import Conversations
from assistant.database import Sessions, connect, migrate, sessions
from assistant.deliveries import Deliveries
from assistant.escalations import Escalations
from assistant.pairing_desk import PairingDesk
from assistant.queue import Queue
from assistant.settings import AssistantSettings
from assistant.sign_in import SignIn
from assistant.staff import Accounts
from assistant.writing.settings import WritingSettings
from assistant.writing.spending import Spending
from assistant.writing.writer import Writer
from knowledge.base import KnowledgeBase, NoKnowledgeError
from knowledge.embeddings import ModelError
from knowledge.settings import KnowledgeSettings

log = logging.getLogger(__name__)

# How often a running process looks whether a newer index was published, in seconds.
LOOK_EVERY = 2.0


@dataclass(slots=True)
class Knowledge:
    """The published knowledge base, opened when first needed; a newer one replaces it.

    The newer one is opened beside the old in a thread of its own, so that nobody who is asking
    waits for it and nobody finds half of each.
    """

    settings: KnowledgeSettings
    _open: KnowledgeBase | None = None
    _looked: float = field(default=float("-inf"))
    _opening: threading.Thread | None = None

    def __call__(self) -> KnowledgeBase | None:
        """The knowledge base, or None when nothing was ingested yet or it cannot be read."""
        if time.monotonic() - self._looked >= LOOK_EVERY:
            self._looked = time.monotonic()
            if self._open is None:
                self._reopen()
            elif self._open.outdated and not (self._opening and self._opening.is_alive()):
                self._opening = threading.Thread(target=self._reopen, daemon=True)
                self._opening.start()
        return self._open

    def _reopen(self) -> None:
        try:
            self._open = KnowledgeBase(self.settings)
        except NoKnowledgeError:
            return
        except ModelError as error:
            log.error("%s", error)
        except Exception as error:  # a damaged index or a Chroma server that is away: keep the old
            log.error("the knowledge base does not open: %s", type(error).__name__)


@dataclass(frozen=True, slots=True)
class House:
    """Everything a door needs."""

    engine: AsyncEngine
    conversations: Conversations
    knowledge: Knowledge
    sessions: Sessions
    askers: Askers
    escalations: Escalations
    queue: Queue
    deliveries: Deliveries
    accounts: Accounts
    sign_in: SignIn
    adjustments: Adjustments
    approvals: Approvals
    records: Records
    pairing_desk: PairingDesk
    spending: Spending


async def build(
    assistant: AssistantSettings | None = None,
    knowledge: KnowledgeSettings | None = None,
    writing: WritingSettings | None = None,
) -> House:
    """Bring the tables up to date and connect the parts."""
    assistant = assistant or AssistantSettings()
    await migrate(assistant.url)
    engine = connect(assistant.url)
    known = Knowledge(knowledge or KnowledgeSettings())
    open_ = sessions(engine)
    writing = writing or WritingSettings()
    spending = Spending(open_)
    writer = Writer(writing, spending) if writing.on else None
    return House(
        engine=engine,
        conversations=Conversations(open_, known, writer),
        knowledge=known,
        sessions=open_,
        askers=Askers(open_),
        escalations=Escalations(open_),
        queue=Queue(open_),
        deliveries=Deliveries(open_),
        accounts=Accounts(open_),
        sign_in=SignIn(open_),
        adjustments=Adjustments(open_),
        approvals=Approvals(open_, known, known.settings),
        records=Records(open_),
        pairing_desk=PairingDesk(open_),
        spending=spending,
    )
