"""Sync: only what changed is read and embedded, and nothing is lost by accident."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import knowledge.index
from ingest.sync import SyncReport, sync
from knowledge.base import KnowledgeBase, NoKnowledgeError
from knowledge.documents import Audience
from knowledge.index import IndexLockedError, IndexWriteError, open_writer
from knowledge.settings import KnowledgeSettings

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOPICS = {
    "bezwaar": "Bezwaar maken tegen een besluit kan binnen zes weken.",
    "vervoer": "Leerlingenvervoer vraagt u aan bij de gemeente.",
    "dyslexie": "De poortwachter beoordeelt de aanvraag voor dyslexiezorg.",
}


class House:
    """A folder of documents and a home for the index; counts what is embedded."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = root / "documenten"
        self.folder.mkdir()
        self.settings = KnowledgeSettings(home=root / "home", chroma_url=None)
        self.embedded: list[str] = []
        real = knowledge.index.embed

        def watched(pairs: list[tuple[object, object]], encoder: object) -> object:
            self.embedded += [pair[1].id for pair in pairs]  # type: ignore[attr-defined]
            return real(pairs, encoder)  # type: ignore[arg-type]

        monkeypatch.setattr(knowledge.index, "embed", watched)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def sync(self, *roots: Path | str) -> SyncReport:
        self.embedded.clear()
        return sync(roots or [self.folder], settings=self.settings, now=NOW)

    @property
    def knowledge(self) -> KnowledgeBase:
        return KnowledgeBase(self.settings)

    def ids(self) -> set[str]:
        return {document.id for document in self.knowledge.documents()}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(tmp_path, monkeypatch)
    for name, text in TOPICS.items():
        made.write(f"{name}.md", f"# {name.title()}\n\n{text}\n")
    return made


def counts(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.deleted


def test_ids_and_digests_are_the_same_on_another_machine(house: House, tmp_path: Path) -> None:
    house.sync()
    first = {d.id: d.digest for d in house.knowledge.documents()}
    shutil.copytree(house.folder, tmp_path / "elders")
    other = KnowledgeSettings(home=tmp_path / "home2", chroma_url=None)
    sync([tmp_path / "elders"], settings=other, now=NOW)
    assert {d.id: d.digest for d in KnowledgeBase(other).documents()} == first
    assert set(first) == {"bezwaar-md", "vervoer-md", "dyslexie-md"}


def test_unchanged_folder_costs_no_embedding_and_no_new_generation(house: House) -> None:
    assert counts(house.sync()) == (3, 0, 0, 0)
    assert counts(house.sync()) == (0, 0, 3, 0)
    assert house.embedded == []
    assert house.knowledge.manifest.generation == 1


def test_only_the_changed_document_is_embedded(house: House) -> None:
    house.sync()
    house.write("vervoer.md", "# Vervoer\n\nLeerlingenvervoer vraagt u aan bij uw gemeente.\n")
    assert counts(house.sync()) == (0, 1, 2, 0)
    assert house.embedded == ["vervoer-md#0"]


def test_changed_validity_is_stored_and_nothing_is_embedded(house: House) -> None:
    house.sync()
    house.write("vervoer.md.meta.yaml", "geldig_tot: 2027-07-31\n")
    assert counts(house.sync()) == (0, 1, 2, 0)
    assert house.embedded == []
    found = house.knowledge.document("vervoer-md")
    assert found is not None
    assert found.valid_until == date(2027, 7, 31)


def test_deleted_document_disappears_from_every_search(house: House) -> None:
    house.sync()
    (house.folder / "vervoer.md").unlink()
    assert counts(house.sync()) == (0, 0, 2, 1)
    found = house.knowledge.search(
        "hoe vraag ik leerlingenvervoer aan?", audience=Audience.EVERYONE, on=NOW.date()
    )
    assert "vervoer-md" not in {f.document.id for f in found}


def test_last_document_can_be_deleted_and_another_can_come(house: House) -> None:
    house.sync()
    shutil.rmtree(house.folder)
    house.folder.mkdir()
    assert house.sync().deleted == 3
    assert house.ids() == set()
    house.write("nieuw.md", "# Nieuw\n\nEen nieuwe regeling.\n")
    assert house.sync().added == 1
    assert house.ids() == {"nieuw-md"}


def test_file_that_gets_another_name_keeps_its_id(house: House) -> None:
    old = house.write("oud.md", "---\nid: regeling\n---\n# Regeling\n\nDe tekst.\n")
    house.sync()
    old.rename(house.folder / "nieuw.md")
    report = house.sync()
    assert report.ok, report.failures
    assert "regeling" in house.ids()


def test_folder_that_moved_brings_its_documents_along(house: House) -> None:
    house.sync()
    house.folder = house.folder.rename(house.folder.with_name("verhuisd"))
    report = house.sync()
    assert report.ok, report.failures
    assert house.ids() == {"bezwaar-md", "vervoer-md", "dyslexie-md"}


def test_one_file_of_a_folder_can_be_synced_by_itself(house: House) -> None:
    house.sync()
    changed = house.write("vervoer.md", "# Vervoer\n\nVraag vervoer aan bij de gemeente.\n")
    report = house.sync(changed)
    assert (report.ok, counts(report)) == (True, (0, 1, 0, 0))
    assert counts(house.sync()) == (0, 0, 3, 0)


def test_changed_file_that_cannot_be_read_keeps_its_old_version(house: House) -> None:
    house.sync()
    (house.folder / "vervoer.md").write_bytes(b"")
    report = house.sync()
    assert [(f.source, f.reason) for f in report.failures] == [
        ("vervoer.md", "het bestand is leeg")
    ]
    assert "vervoer-md" in house.ids()


def test_two_files_with_one_id_are_told_on_every_run(house: House) -> None:
    house.write("a.md", "---\nid: zelfde\n---\nEen tekst.\n")
    house.write("b.md", "---\nid: zelfde\n---\nAndere tekst.\n")
    for _ in range(2):
        assert [(f.source, f.reason) for f in house.sync().failures] == [
            ("b.md", "het id 'zelfde' hoort al bij a.md; geef een ander id")
        ]


def test_catalogue_row_that_failed_is_told_on_every_run_and_embeds_once(house: House) -> None:
    house.write("diensten.csv", "naam;omschrijving\nLoket;ingang\n;zonder naam\n")
    for embedded in (True, False):
        report = house.sync()
        assert [f.reason for f in report.failures] == ["rij 3 heeft geen naam; vul 'naam' in"]
        assert ("dienst-loket#0" in house.embedded) is embedded
    assert house.knowledge.manifest.generation == 1


def test_folder_that_cannot_be_listed_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.write("map/extra.md", "# Extra\n\nNog een tekst.\n")
    house.sync()
    real = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("/map"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    report = house.sync()
    assert [f.source for f in report.failures] == ["map"]
    assert "map-extra-md" in house.ids()


def test_folder_that_is_gone_loses_nothing_and_is_told(house: House) -> None:
    house.sync()
    away = house.folder.rename(house.folder.with_name("weg"))
    report = house.sync(house.folder)
    assert [f.reason for f in report.failures] == ["deze map of dit bestand bestaat niet"]
    assert len(house.ids()) == 3
    assert away.is_dir()


def test_first_run_in_which_nothing_went_in_publishes_nothing(house: House) -> None:
    for path in house.folder.iterdir():
        path.write_bytes(b"")
    assert len(house.sync().failures) == 3
    with pytest.raises(NoKnowledgeError):
        KnowledgeBase(house.settings)


@pytest.mark.parametrize("what", ["ANALYSER", "encoder"])
def test_changed_model_or_analyser_rebuilds_beside_the_old_and_swaps(
    house: House, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    house.sync()
    reader = house.knowledge
    if what == "ANALYSER":
        monkeypatch.setattr(knowledge.index, "ANALYSER", "another")
    else:
        real = knowledge.index.fingerprint
        monkeypatch.setattr(knowledge.index, "fingerprint", lambda s: ("another", *real(s)[1:]))
    assert counts(house.sync()) == (0, 0, 3, 0)
    assert sorted(house.embedded) == ["bezwaar-md#0", "dyslexie-md#0", "vervoer-md#0"]
    # The reader that has the old generation open goes on answering from it.
    found = reader.search("bezwaar maken", audience=Audience.EVERYONE, on=NOW.date())
    assert (reader.manifest.generation, found[0].document.id) == (1, "bezwaar-md")
    folder = house.settings.knowledge_home
    assert (folder / "CURRENT").read_text() == "2"
    assert not list(folder.glob("*.partial"))


def test_reader_of_the_old_generation_answers_until_it_refreshes(house: House) -> None:
    house.sync()
    reader = house.knowledge
    (house.folder / "bezwaar.md").unlink()
    house.sync()
    found = reader.search("bezwaar maken", audience=Audience.EVERYONE, on=NOW.date())
    assert found[0].document.id == "bezwaar-md"
    assert reader.refresh()
    assert reader.document("bezwaar-md") is None


def test_second_writer_is_told_and_changes_nothing(house: House) -> None:
    house.sync()
    house.write("nieuw.md", "# Nieuw\n\nEen tekst.\n")
    with open_writer(house.settings), pytest.raises(IndexLockedError):
        house.sync()
    assert "nieuw-md" not in house.ids()
    assert house.sync().added == 1


def test_disk_that_refuses_is_told_and_the_old_index_answers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.sync()
    house.write("nieuw.md", "# Nieuw\n\nEen tekst.\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(IndexWriteError, match="No space left"):
            house.sync()
    assert len(house.ids()) == 3
    assert not list(house.settings.knowledge_home.glob("*.partial"))
    assert house.sync().added == 1


def test_home_that_cannot_be_made_is_told(house: House, tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x")
    blocked = KnowledgeSettings(home=tmp_path / "bestand" / "home", chroma_url=None)
    with pytest.raises(IndexWriteError, match="Not a directory"):
        sync([house.folder], settings=blocked, now=NOW)


def test_progress_is_told_of_every_file_and_of_embedding(house: House) -> None:
    told: list[tuple[str, object]] = []

    class Told:
        def reading(self, total: int | None) -> None:
            told.append(("total", total))

        def read(self, name: str) -> None:
            told.append(("read", name))

        def embedding(self, done: int, total: int) -> None:
            told.append(("embedded", (done, total)))

    report = sync([house.folder], settings=house.settings, now=NOW, progress=Told())
    assert report.passages == 3
    assert told == [
        ("total", 3),
        ("read", "bezwaar.md"),
        ("read", "dyslexie.md"),
        ("read", "vervoer.md"),
        ("embedded", (3, 3)),
    ]


def test_parser_that_breaks_on_one_file_does_not_keep_out_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import loaders

    def broken(_: bytes) -> object:
        raise IndexError("a bug in a parser")

    table: dict[str, Callable[[bytes], object]] = {**loaders.LOADERS, ".txt": broken}
    monkeypatch.setattr(loaders, "LOADERS", table)
    house.write("stuk.txt", "tekst")
    report = house.sync()
    assert report.added == 3
    assert [f.reason for f in report.failures] == [
        "het bestand is niet te lezen (IndexError); sla het opnieuw op"
    ]
