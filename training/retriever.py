"""Train the retriever and write knowledge/retriever/model.npz (`make train`).

The encoder is frozen, so its token features are worked out once and kept in training/out. What is
learned: two projections, a residual and a weight per vocabulary piece for each, the weight of
features in a question, and how much a heading's pieces count. Loss: cross-entropy over the passages
of a batch for each question, half of the same over the questions for each passage, and half on the
gist alone; neighbouring passages of one organisation stay in one batch as hard negatives.
"""

from __future__ import annotations

import argparse
import pickle
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from knowledge.embeddings import builtin_encoder
from training.dataset import Line, load

OUT = Path(__file__).parent / "out"
MODEL = Path(__file__).parents[1] / "knowledge" / "retriever" / "model.npz"

DIMENSION, GIST, KEPT = 128, 256, 448
BATCH, ROUNDS, SEED = 64, 15, 0
# Learning rates: projections, weights, residuals, gist projection.
RATES = (3e-4, 1e-3, 3e-3, 1e-3)
# A piece must occur in this many training texts to get residuals; the rest share row 0.
SEEN = 2
DROPOUT = 0.1


def features(lines: list[Line]) -> dict[str, list[tuple[np.ndarray, np.ndarray]]]:
    """(ids, 16-bit features) of passages, headings and questions, cached in training/out."""
    cache = OUT / f"features-{len(lines)}.pkl"
    if cache.exists():
        return pickle.loads(cache.read_bytes())
    encoder = builtin_encoder()

    def read(texts: list[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        return [(t.ids, t.features.astype(np.float16)) for t, _ in encoder.read(texts)]

    made = {
        "passages": read([line.passage for line in lines]),
        "headings": read([". ".join(line.heading) for line in lines]),
        "questions": read([q.searched for line in lines for q in line.questions]),
    }
    OUT.mkdir(exist_ok=True)
    cache.write_bytes(pickle.dumps(made, protocol=4))
    return made


class Batch:
    """Padded pieces: rows [b, n], features [b, n, KEPT], mask [b, n], heading [b, n]."""

    def __init__(self, items: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> None:
        longest = max(len(rows) for rows, _, _ in items)
        shape = (len(items), longest)
        rows, mask = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
        heading = np.zeros(shape, np.float32)
        values = np.zeros((*shape, KEPT), np.float32)
        for i, (own, feature, above) in enumerate(items):
            n = len(own)
            rows[i, :n], values[i, :n], heading[i, :n], mask[i, :n] = own, feature, above, 1
        self.rows, self.mask = torch.from_numpy(rows), torch.from_numpy(mask)
        self.values, self.heading = torch.from_numpy(values), torch.from_numpy(heading)


class Model(torch.nn.Module):
    """The trainable part; the same arithmetic as knowledge/retriever/model.py."""

    def __init__(self, rows: int, weights: np.ndarray, spread: float) -> None:
        super().__init__()
        self.projection = torch.nn.Parameter(torch.eye(KEPT, DIMENSION) / spread * 30)
        self.residual = torch.nn.Parameter(torch.zeros(rows, DIMENSION))
        self.weight = torch.nn.Parameter(torch.tensor(weights, dtype=torch.float32))
        self.weight_features = torch.nn.Parameter(torch.zeros(KEPT))
        self.heading = torch.nn.Parameter(torch.tensor(1.8))
        self.gist_projection = torch.nn.Parameter(torch.randn(KEPT, GIST) * 0.03)
        self.gist_residual = torch.nn.Parameter(torch.zeros(rows, GIST))
        self.gist_weight = torch.nn.Parameter(self.weight.detach().clone())
        self.gist_share = torch.nn.Parameter(torch.tensor(-2.0))
        self.temperature = torch.nn.Parameter(torch.tensor(float(np.log(20.0))))

    def vectors(self, batch: Batch) -> torch.Tensor:
        values = F.dropout(batch.values, DROPOUT, self.training)
        out = values @ self.projection + F.embedding(batch.rows, self.residual, padding_idx=0)
        return F.normalize(out, dim=-1) * batch.mask[..., None]

    def gist(self, batch: Batch) -> torch.Tensor:
        values = F.dropout(batch.values, DROPOUT, self.training)
        weights = torch.sigmoid(self.gist_weight[batch.rows]) * batch.mask
        out = (weights[..., None] * values).sum(1) @ self.gist_projection
        residual = F.embedding(batch.rows, self.gist_residual, padding_idx=0)
        return F.normalize(out + (weights[..., None] * residual).sum(1), dim=-1)

    def forward(self, questions: Batch, passages: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """(score, gist cosine), both [questions, passages]."""
        asked, told = self.vectors(questions), self.vectors(passages)
        weights = (
            F.softplus(self.weight[questions.rows] + questions.values @ self.weight_features)
            * questions.mask
        )
        weights = weights / weights.sum(1, keepdim=True)
        gate = 1 - passages.heading * (1 - torch.sigmoid(self.heading))
        told = told * gate[..., None]
        b, n, d = asked.shape
        c, m, _ = told.shape
        # max, not amax: its backward scatters one place instead of comparing all (6 times faster).
        best = (asked.reshape(-1, d) @ told.reshape(-1, d).T).reshape(b * n, c, m).max(-1).values
        interaction = (best.reshape(b, n, c).clamp(min=0) ** 2 * weights[..., None]).sum(1)
        gist = self.gist(questions) @ self.gist(passages).T
        return interaction + F.softplus(self.gist_share) * gist, gist


def train(lines: list[Line], *, share: float = 1.0, rounds: int = ROUNDS) -> dict[str, Any]:
    """Train on the lines of the train fold (or a share of its organisations); arrays to export."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    made = features(lines)
    train_lines = [i for i, line in enumerate(lines) if line.fold == "train"]
    if share < 1:
        groups = rng.permutation(sorted({lines[i].group for i in train_lines}))
        kept = set(groups[: int(len(groups) * share)].tolist())
        train_lines = [i for i in train_lines if lines[i].group in kept]
    of_line: list[list[int]] = []
    number = 0
    for line in lines:
        of_line.append(list(range(number, number + len(line.questions))))
        number += len(line.questions)

    sample = np.concatenate([made["passages"][i][1][::7] for i in train_lines[::2]])[:12_000]
    mean = sample.astype(np.float32).mean(0)
    _, spread, axes = np.linalg.svd(sample.astype(np.float32) - mean, full_matrices=False)
    axes = axes[:KEPT].T.astype(np.float32)

    count = np.zeros(builtin_encoder().vocabulary, np.int64)
    for i in train_lines:
        count[np.unique(made["passages"][i][0])] += 1
        for j in of_line[i]:
            count[np.unique(made["questions"][j][0])] += 1
    pieces = np.flatnonzero(count >= SEEN)
    row = np.zeros(len(count), np.int64)
    row[pieces] = np.arange(1, len(pieces) + 1)
    in_passages = np.ones(len(count))
    for i in train_lines:
        in_passages[np.unique(made["passages"][i][0])] += 1
    rarity = np.log(len(train_lines) / in_passages)
    weights = np.concatenate([[1.0], np.clip(rarity[pieces], 0, 7) / 3 - 1])

    def item(entry: tuple[np.ndarray, np.ndarray], above: float = 0.0) -> Any:
        ids, values = entry
        reduced = ((values.astype(np.float32) - mean) @ axes).astype(np.float16)
        return row[ids], reduced, np.full(len(ids), above, np.float32)

    questions = [item(entry) for entry in made["questions"]]
    passages = []
    for text, above in zip(made["passages"], made["headings"], strict=True):
        own, top = item(text), item((above[0][1:-1], above[1][1:-1]), 1.0)
        passages.append(tuple(np.concatenate(pair) for pair in zip(top, own, strict=True)))

    model = Model(len(pieces) + 1, weights, float(spread[:DIMENSION].mean()))
    groups = [
        [model.projection],
        [
            model.weight,
            model.weight_features,
            model.heading,
            model.gist_weight,
            model.gist_share,
            model.temperature,
        ],
        [model.residual, model.gist_residual],
        [model.gist_projection],
    ]
    optimizer = torch.optim.AdamW(
        [{"params": group, "lr": rate} for group, rate in zip(groups, RATES, strict=True)],
        weight_decay=0.01,
    )
    steps = rounds * (len(train_lines) // BATCH)
    step, began = 0, time.time()
    for number in range(rounds):
        # Neighbours stay together: blocks of four lines are shuffled, not lines.
        blocks = [train_lines[i : i + 4] for i in range(0, len(train_lines), 4)]
        order = [i for b in rng.permutation(len(blocks)) for i in blocks[b]]
        losses = []
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            asked = Batch([questions[rng.choice(of_line[i])] for i in chosen])
            scores, gist = model(asked, Batch([passages[i] for i in chosen]))
            scores = scores * model.temperature.exp()
            right = torch.arange(len(chosen))
            loss = (
                F.cross_entropy(scores, right)
                + 0.5 * F.cross_entropy(scores.T, right)
                + 0.5 * F.cross_entropy(20.0 * gist, right)
            )
            optimizer.zero_grad()
            loss.backward()
            pace = min(1.0, step / 30) * max(0.03, 1 - step / steps)
            for group, rate in zip(optimizer.param_groups, RATES, strict=True):
                group["lr"] = rate * pace
            optimizer.step()
            step += 1
            losses.append(loss.item())
        print(
            f"round {number + 1}/{rounds}  loss {np.mean(losses):.3f}  {time.time() - began:.0f} s",
            flush=True,
        )
    with torch.no_grad():
        return {
            "projection": axes @ model.projection.numpy(),
            "gist_projection": axes @ model.gist_projection.numpy(),
            "residual": _without_first(model.residual),
            "weight": model.weight.numpy(),
            "gist_residual": _without_first(model.gist_residual),
            "gist_weight": model.gist_weight.numpy(),
            "weight_features": axes @ model.weight_features.numpy(),
            "mean": mean,
            "heading": float(torch.sigmoid(model.heading)),
            "gist_share": float(F.softplus(model.gist_share)),
            "pieces": pieces.astype(np.int32),
        }


def _without_first(residual: torch.Tensor) -> np.ndarray:
    values = residual.numpy().copy()
    values[0] = 0
    return values


def export(arrays: dict[str, Any], path: Path) -> None:
    """Write the arrays in 8 bit with a scale per row (residuals) or column (projections)."""
    out: dict[str, Any] = {}
    for name, values in arrays.items():
        if name in ("residual", "gist_residual"):
            scale = np.maximum(np.abs(values).max(axis=1), 1e-9) / 127
            out[name] = np.rint(values / scale[:, None]).astype(np.int8)
            out[f"{name}_scale"] = scale.astype(np.float16)
        elif name in ("projection", "gist_projection"):
            scale = np.maximum(np.abs(values).max(axis=0), 1e-9) / 127
            out[name] = np.rint(values / scale).astype(np.int8)
            out[f"{name}_scale"] = scale.astype(np.float32)
        elif name == "pieces":
            out[name] = values
        else:
            out[name] = np.asarray(values, dtype=np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, **out)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the training organisations")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    torch.set_num_threads(2)
    export(train(load(), share=options.share, rounds=options.rounds), options.out)


if __name__ == "__main__":
    main()
