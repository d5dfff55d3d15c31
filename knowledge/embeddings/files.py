"""Where a model's files are, and a digest that changes when they do.

A path is used as it is, offline. Only a name that the operator set is looked up at Hugging Face,
and only when it is not on this machine yet.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from knowledge.embeddings.encoder import ModelError

# Of a repository: the same weights in forms that are not read here.
_NOT_NEEDED = ["onnx/*", "openvino/*", "coreml/*", "*.h5", "*.msgpack", "*.ot", "*.gguf", "*.onnx"]
# Files that say nothing about the vectors.
_NOT_COUNTED = (".md", ".gitattributes", ".png")


def located(name: str, setting: str) -> Path:
    """The folder of a model by path or by its name at Hugging Face, fetched when it is not here.

    Raises ModelError, naming `setting`.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
            raise ModelError(f"In de map {folder} staat geen model. Zet {setting} goed.")
        return folder
    if _is_path(name):
        raise ModelError(f"De map {folder} bestaat niet. Zet {setting} goed.")
    return _from_hub(name, setting)


def _is_path(name: str) -> bool:
    """Whether what was set can only have been meant as a path: a name has one slash at most."""
    return name.startswith((".", "/", "~")) or name.count("/") > 1


def _from_hub(name: str, setting: str) -> Path:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError
    except ModuleNotFoundError as error:
        raise ModelError(missing(setting)) from error
    try:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, ignore_patterns=_NOT_NEEDED))
    except Exception as error:  # no such model, no network, no rights, a full disk
        raise ModelError(
            f"Het model '{name}' staat niet op deze machine en is niet op te halen "
            f"({type(error).__name__}). Controleer de naam en de verbinding, of zet in {setting} "
            "het pad van een map met het model."
        ) from error


def missing(setting: str) -> str:
    """What to say when the packages are not installed."""
    return (
        f"{setting} vraagt om een model, maar de pakketten daarvoor ontbreken. Installeer: "
        'pip install "wegwijs[transformers]" (zie docs/encoders.md), of haal de instelling weg.'
    )


def digest(folder: Path) -> str:
    """Twelve letters that change when any file does that the vectors depend on."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        inside = path.relative_to(folder)
        if path.name.endswith(_NOT_COUNTED) or inside.parts[0].startswith("."):
            continue
        whole.update(str(inside).encode() + b"\0")
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:12]
