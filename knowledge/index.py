"""The index on disk: generations, written beside the old one and swapped.

A generation is a folder that is complete or does not count. `CURRENT` names the one that answers;
it is replaced in one atomic step after everything it names has reached the disk. A published
generation is never changed, so readers need no lock and a crash at any moment leaves the old
generation answering.

    <home>/knowledge/CURRENT              the number of the generation that answers
    <home>/knowledge/NAME                 what this index is called on a Chroma server
    <home>/knowledge/<n>/manifest.json    what it was made with, and counts
    <home>/knowledge/<n>/documents.jsonl  documents with their passages
    <home>/knowledge/<n>/words-*.npz      word indexes at three grains
    <home>/knowledge/<n>/tokens.i8        token vectors of all passages, 8 bit, memory-mapped
    <home>/knowledge/<n>/offsets.npy      where each passage's tokens begin
    <home>/knowledge/<n>/vectors.npy      the encoder's passage vectors, for exact re-scoring
    <home>/knowledge/<n>/gists.npy        the retriever's passage vectors
    <home>/knowledge/<n>/chroma/          passage vectors (embedded mode)
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import vectors as vector_store
from knowledge.documents import Document, Kind, Passage
from knowledge.dutch import ANALYSER
from knowledge.embeddings import BuiltinEncoder, Encoder, Floats, builtin_encoder, chosen
from knowledge.lexical import WordIndex, counted
from knowledge.meaning import AS_IT_IS, Scale, scale_of
from knowledge.retriever.model import Bytes, PassageTokens, retriever
from knowledge.settings import KnowledgeSettings
from knowledge.storage import read_document, write_document
from knowledge.vectors import Vectors, VectorsError

GRAINS = ("passage", "section", "document")
# Generations kept: the one that answers, and the one before it for readers that still have it open.
KEPT = 2

Progress = Callable[[int, int], None]


class IndexLockedError(Exception):
    """Another process is writing this index."""


class IndexWriteError(Exception):
    """The disk refused (full, read-only); the old generation still answers."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the index knows of a document without its passages."""

    id: str
    source: str
    origin: str
    digest: str
    title: str
    kind: Kind
    passages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made with. Another fingerprint means everything is embedded again."""

    generation: int
    encoder: str
    analyser: str
    retriever: str
    documents: int
    passages: int
    published_at: str
    # How the encoder's cosines are brought to the scale that the judgement knows.
    meaning: Scale = AS_IT_IS

    @property
    def fingerprint(self) -> tuple[str, str, str]:
        return (self.encoder, self.analyser, self.retriever)


def current(folder: Path) -> Path | None:
    """The folder of the generation that answers, or None when nothing was ever published."""
    pointer = folder / "CURRENT"
    return folder / pointer.read_text().strip() if pointer.exists() else None


def collection_name(folder: Path, generation: int) -> str:
    """What a generation is called on a Chroma server, which several knowledge bases may share: the
    index has a name of its own, made when first needed, that moves along with its folder."""
    named = folder / "NAME"
    if not named.exists():
        named.write_text(uuid.uuid4().hex[:12])
    return f"{named.read_text().strip()}-{generation}"


def read_manifest(generation: Path) -> Manifest:
    """What a published generation says of itself."""
    said = json.loads((generation / "manifest.json").read_text())
    return Manifest(**said | {"meaning": Scale(*said.get("meaning", ()))})


def read_documents(generation: Path) -> Iterator[Document]:
    """All documents of a generation with their passages, in the order of the index."""
    with (generation / "documents.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield read_document(json.loads(line))


@contextmanager
def open_writer(settings: KnowledgeSettings) -> Iterator[IndexWriter]:
    """A writer with the lock of this index. Without `commit` nothing changes.

    Raises IndexLockedError when another process is writing, IndexWriteError when the folder cannot
    be written.
    """
    folder = settings.knowledge_home
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = (folder / "LOCK").open("w")
    except OSError as error:
        raise IndexWriteError(f"{folder}: {error.strerror}") from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexLockedError(f"Another process is writing {folder}.") from error
        yield IndexWriter(settings)


class IndexWriter:
    """Collects changes; `commit` makes them the next generation."""

    def __init__(self, settings: KnowledgeSettings) -> None:
        self._settings = settings
        self._folder = settings.knowledge_home
        self._old = current(self._folder)
        self._documents: dict[str, Document] = (
            {document.id: document for document in read_documents(self._old)} if self._old else {}
        )
        self._manifest = read_manifest(self._old) if self._old else None
        self._fresh: set[str] = set()
        self._dirty = False
        self._stored = _StoredDocuments(self._documents)

    @property
    def stored(self) -> Mapping[str, Stored]:
        """What is in the index now, with the changes of this writer, by document id."""
        return self._stored

    @property
    def pending_rebuild(self) -> str | None:
        """Why everything must be embedded again, or None."""
        if self._manifest is None or self._manifest.fingerprint == fingerprint(self._settings):
            return None
        return "the encoder, the retriever or the analyser changed"

    def put(self, document: Document) -> bool:
        """Add a document, or replace the one with its id; whether a reader could tell.

        What has the same title and passages as before is not embedded again.
        """
        before = self._documents.get(document.id)
        if before == document:
            return False
        self._dirty = True
        self._documents[document.id] = document
        if before is None or (before.title, before.passages) != (document.title, document.passages):
            self._fresh.add(document.id)
        return before is None or replace(before, digest=document.digest) != document

    def delete(self, document_id: str) -> None:
        """Remove a document; an unknown id is ignored."""
        if self._documents.pop(document_id, None) is not None:
            self._dirty = True
            self._fresh.discard(document_id)

    def commit(self, progress: Progress | None = None, *, now: datetime | None = None) -> None:
        """Write the next generation and publish it. Nothing to do: nothing is written.

        `now` is when it says it was published. Raises IndexWriteError when the disk refuses.
        """
        rebuild = self._manifest is None or self.pending_rebuild is not None
        if not self._dirty and (self._manifest is None or not rebuild):
            return
        number = self._manifest.generation + 1 if self._manifest else 1
        partial = self._folder / f"{number}.partial"
        try:
            self._write(partial, number, rebuild, progress, now or datetime.now(UTC))
            self._publish(partial, number)
        except (OSError, VectorsError) as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise IndexWriteError(f"{self._folder}: {error}") from error
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        self.__init__(self._settings)  # type: ignore[misc]  # the new generation is now the old one

    def _write(
        self,
        partial: Path,
        number: int,
        rebuild: bool,
        progress: Progress | None,
        now: datetime,
    ) -> None:
        """Everything of a generation, beside the one that answers."""
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        passages = [p for d in self._documents.values() for p in d.passages]
        self._write_documents(partial)
        _write_words(partial, list(self._documents.values()))
        self._write_vectors(partial, number, passages, rebuild, progress)
        known = None if rebuild or self._manifest is None else self._manifest.meaning
        manifest = Manifest(
            number,
            *fingerprint(self._settings),
            len(self._documents),
            len(passages),
            now.astimezone(UTC).isoformat(timespec="seconds"),
            known or scale_of(chosen(self._settings)),
        )
        (partial / "manifest.json").write_text(json.dumps(vars_of(manifest), indent=2))

    def _write_documents(self, partial: Path) -> None:
        with (partial / "documents.jsonl").open("w", encoding="utf-8") as file:
            for document in self._documents.values():
                file.write(json.dumps(write_document(document), ensure_ascii=False) + "\n")

    def _write_vectors(
        self,
        partial: Path,
        number: int,
        passages: list[Passage],
        rebuild: bool,
        progress: Progress | None,
    ) -> None:
        """Embed what is new, carry over what is not; tokens and Chroma stay in step."""
        encoder = chosen(self._settings)
        kept, pooled = self._carried(rebuild)
        new = [p for p in passages if p.document_id in self._fresh or p.id not in kept]
        fresh_ids = {p.id for p in new}
        fresh: dict[str, PassageTokens] = {}
        alive = {p.id for p in passages}
        pooled = {id_: row for id_, row in pooled.items() if id_ in alive and id_ not in fresh_ids}
        with self._next_collection(partial, number, rebuild, pooled) as store:
            store.remove([id_ for id_ in kept if id_ not in pooled])
            for start in range(0, len(new), 64):
                batch = new[start : start + 64]
                pairs = [(self._documents[p.document_id], p) for p in batch]
                vectors, read = embed(pairs, encoder)
                store.add([p.id for p in batch], vectors)
                pooled.update(zip((p.id for p in batch), vectors, strict=True))
                fresh.update(zip((p.id for p in batch), read, strict=True))
                if progress:
                    progress(min(start + 64, len(new)), len(new))
        offsets = np.zeros(len(passages) + 1, dtype=np.int64)
        gists = np.zeros((len(passages), retriever().gist_dimension), dtype=np.float32)
        with (partial / "tokens.i8").open("wb") as file:
            for i, passage in enumerate(passages):
                read_now = fresh.get(passage.id) or kept[passage.id]
                gists[i] = read_now.gist
                file.write(np.ascontiguousarray(read_now.vectors).tobytes())
                offsets[i + 1] = offsets[i] + len(read_now.vectors)
        np.save(partial / "offsets.npy", offsets)
        rows = [pooled[p.id] for p in passages] or np.empty((0, encoder.dimension))
        np.save(partial / "vectors.npy", np.asarray(rows, dtype=np.float32))
        np.save(partial / "gists.npy", gists)

    def _carried(self, rebuild: bool) -> tuple[dict[str, PassageTokens], dict[str, Floats]]:
        """Token vectors and pooled vectors of the old generation by passage id; none to rebuild."""
        if rebuild or self._old is None:
            return {}, {}
        rows, offsets = read_tokens(self._old)
        vectors = np.load(self._old / "vectors.npy", mmap_mode="r")
        gists = np.load(self._old / "gists.npy", mmap_mode="r")
        ids = [p.id for d in read_documents(self._old) for p in d.passages]
        return (
            {
                id_: PassageTokens(rows[offsets[i] : offsets[i + 1]], gists[i])
                for i, id_ in enumerate(ids)
            },
            {id_: np.asarray(vectors[i]) for i, id_ in enumerate(ids)},
        )

    @contextmanager
    def _next_collection(
        self, partial: Path, number: int, rebuild: bool, pooled: Mapping[str, Floats]
    ) -> Iterator[Vectors]:
        """The next generation's collection, holding what is carried over."""
        if self._settings.chroma_url:
            name = collection_name(self._folder, number)
            store = Vectors.server(self._settings.chroma_url, name, fresh=True)
            if pooled:
                store.add(list(pooled), np.stack(list(pooled.values())))
        else:
            if not rebuild and self._old is not None:
                vector_store.copy_embedded(self._old / "chroma", partial / "chroma")
            store = Vectors.embedded(partial / "chroma")
        try:
            yield store
        finally:
            store.close()

    def _publish(self, partial: Path, number: int) -> None:
        for path in (*partial.rglob("*"), partial):
            _to_disk(path)
        final = self._folder / str(number)
        shutil.rmtree(final, ignore_errors=True)  # left by a crash between these two steps
        partial.rename(final)
        _to_disk(self._folder)
        pointer = self._folder / "CURRENT.next"
        with pointer.open("w") as file:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._folder / "CURRENT")
        _to_disk(self._folder)
        for path in self._folder.iterdir():
            if path.name.isdigit() and int(path.name) <= number - KEPT:
                shutil.rmtree(path, ignore_errors=True)
        if self._settings.chroma_url and number > KEPT:
            old = collection_name(self._folder, number - KEPT)
            vector_store.forget(self._settings.chroma_url, old)


class _StoredDocuments(Mapping[str, Stored]):
    """The documents of a writer without their passages, made when they are asked for."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def __getitem__(self, key: str) -> Stored:
        d = self._documents[key]
        return Stored(d.id, d.source, d.origin, d.digest, d.title, d.kind, len(d.passages))

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


def _to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, has reached the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fingerprint(settings: KnowledgeSettings) -> tuple[str, str, str]:
    """What an index is made with: encoder, analyser, retriever. Raises ModelError.

    The retriever reads the built-in encoder's tokens, so that one counts beside another too.
    """
    names = dict.fromkeys((chosen(settings).name, builtin_encoder().name))
    return (" + ".join(names), ANALYSER, retriever().digest)


def heading_text(document: Document, passage: Passage) -> str:
    """The words above a passage: the document's title and its heading path."""
    return ". ".join((document.title, *passage.heading))


def embed(
    pairs: list[tuple[Document, Passage]], encoder: Encoder
) -> tuple[Floats, list[PassageTokens]]:
    """The encoder's vectors [n, dimension] of passages, and their token vectors with headings."""
    builtin: BuiltinEncoder = builtin_encoder()
    model = retriever()
    texts = builtin.read([passage.text for _, passage in pairs])
    headings = builtin.read([heading_text(*pair) for pair in pairs])
    return (
        np.stack([vector for _, vector in texts])
        if encoder is builtin
        else encoder.embed_passages([passage.text for _, passage in pairs]),
        [model.passage(text[0], heading[0]) for text, heading in zip(texts, headings, strict=True)],
    )


def read_tokens(generation: Path) -> tuple[Bytes, np.ndarray[Any, np.dtype[np.int64]]]:
    """The mapped token vectors [tokens, dimension] and where each passage begins."""
    offsets = np.load(generation / "offsets.npy")
    dimension = retriever().dimension
    if offsets[-1] == 0:
        return np.empty((0, dimension), dtype=np.int8), offsets
    rows = np.memmap(
        generation / "tokens.i8", dtype=np.int8, mode="r", shape=(int(offsets[-1]), dimension)
    )
    return rows, offsets


def _write_words(partial: Path, documents: list[Document]) -> None:
    """Word indexes per passage, per section and per document; headings count with each passage."""
    passages: list[dict[str, float]] = []
    sections: list[dict[str, float]] = []
    wholes: list[dict[str, float]] = []
    for document in documents:
        whole: dict[str, float] = counted(document.title)
        section: tuple[int, dict[str, float]] | None = None
        for passage in document.passages:
            words = counted(passage.text)
            own = dict(words)
            _add(own, counted(heading_text(document, passage)))
            passages.append(own)
            if section is None or section[0] != passage.section:
                section = (passage.section, counted(heading_text(document, passage)))
                sections.append(section[1])
            _add(section[1], words)
            _add(whole, words)
        wholes.append(whole)
    for grain, texts in zip(GRAINS, (passages, sections, wholes), strict=True):
        WordIndex.build(texts).save(partial / f"words-{grain}.npz")


def _add(target: dict[str, float], more: Mapping[str, float]) -> None:
    for term, weight in more.items():
        target[term] = target.get(term, 0.0) + weight


def vars_of(manifest: Manifest) -> dict[str, Any]:
    """The manifest as plain values for JSON."""
    plain = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    return plain | {"meaning": [manifest.meaning.slope, manifest.meaning.shift]}
