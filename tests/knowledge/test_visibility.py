"""Who may see what, and when: never a document of another audience or another time."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Document, Kind, Passage
from knowledge.index import open_writer
from knowledge.settings import KnowledgeSettings

SUBJECTS = ("leerlingenvervoer", "bezwaar", "dyslexie", "schorsing", "verlof")
START = date(2026, 1, 1)


def random_document(rng: random.Random, number: int) -> Document:
    subject = rng.choice(SUBJECTS)
    begins = rng.choice([None, START + timedelta(days=rng.randint(-400, 400))])
    ends = rng.choice([None, (begins or START) + timedelta(days=rng.randint(0, 300))])
    id_ = f"d{number}"
    return Document(
        id=id_,
        title=f"Regeling {subject} {number}",
        kind=rng.choice([Kind.POLICY, Kind.WEB, Kind.APPROVED]),
        source=f"{id_}.md",
        origin="/",
        digest=str(number),
        passages=(Passage(id_, 0, f"Voor {subject} gaat u naar balie {number}."),),
        audience=rng.choice(list(Audience)),
        valid_from=begins,
        valid_until=ends,
    )


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    settings = KnowledgeSettings(home=tmp_path_factory.mktemp("mixed"), chroma_url=None)
    rng = random.Random(7)
    with open_writer(settings) as writer:
        for number in range(150):
            writer.put(random_document(rng, number))
        writer.commit()
    return KnowledgeBase(settings)


@pytest.mark.parametrize("audience", list(Audience))
def test_no_search_shows_what_this_audience_may_not_see_or_is_not_in_force(
    mixed: KnowledgeBase, audience: Audience
) -> None:
    rng = random.Random(audience.value)
    for _ in range(12):
        day = START + timedelta(days=rng.randint(-500, 700))
        question = f"waar vraag ik {rng.choice(SUBJECTS)} aan?"
        found = mixed.search(question, audience=audience, on=day, limit=200)
        for item in found:
            document = item.document
            assert audience.sees(document.audience)
            assert document.valid_from is None or document.valid_from <= day
            assert document.valid_until is None or day <= document.valid_until
        may_see = [d for d in mixed.documents() if audience.sees(d.audience) and d.valid_on(day)]
        assert {f.document.id for f in found} == {d.id for d in may_see}


def test_bounds_of_validity_are_included() -> None:
    document = random_document(random.Random(1), 1)
    bounded = Document(
        id="x",
        title="x",
        kind=document.kind,
        source="x",
        origin="x",
        digest="x",
        valid_from=date(2026, 8, 1),
        valid_until=date(2027, 7, 31),
    )
    assert bounded.valid_on(date(2026, 8, 1)) and bounded.valid_on(date(2027, 7, 31))
    assert not bounded.valid_on(date(2026, 7, 31)) and not bounded.valid_on(date(2027, 8, 1))


def test_staff_sees_all_and_a_parent_only_what_everyone_may_see() -> None:
    assert all(Audience.STAFF.sees(other) for other in Audience)
    assert [a for a in Audience if Audience.EVERYONE.sees(a)] == [Audience.EVERYONE]
    assert [a for a in Audience if Audience.SCHOOL.sees(a)] == [Audience.EVERYONE, Audience.SCHOOL]


def test_the_organisations_own_description_is_never_a_source(
    example_knowledge: KnowledgeBase, today: date
) -> None:
    found = example_knowledge.search(
        "Passenderwijs gemeenten contact", audience=Audience.STAFF, on=today, limit=500
    )
    assert found
    assert all(item.document.kind is not Kind.ORGANISATION for item in found)
